// Package stores owns the sellers: how they come in, their public pages, their
// teams, and what the marketplace decides about them. What they sell is the
// catalog's, which it tells when nothing of a store may be seen or bought.
//
//	applying ── submit ──> submitted ── approve ──> active ── suspend ──> suspended
//	    refused <── refuse ──┘   ↑                    ↑ └──── reinstate ──────┘
//	       └──────── submit ─────┘                    └─ reinstate ── closed <── close: from any
//
// An active store may be on holiday: it is shown, and nothing of it is sold.
package stores

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/paging"
	"rialto/internal/stores/internal/storesdb"
)

const (
	slugUnique = "stores_slug_unique"
	slugForm   = "stores_slug_form"
	nameLength = "stores_name_length"
)

// Store is a seller.
type Store struct {
	ID                                         uuid.UUID
	Slug, Name, Tagline, Description, Location string
	Logo, Banner                               *media.Image
	CreatedAt                                  time.Time

	Status      Status
	StatusSince time.Time
	Reason      string // why it was refused or suspended
	Holiday     *Holiday
	Policies    Policies
	Featured    bool
	Version     int
}

// Holiday is a time in which a store sells nothing.
type Holiday struct {
	Since   time.Time
	Until   *time.Time // nil: nobody knows
	Message string     // plain text for buyers
}

// Policies are what a store promises its buyers, as plain text.
type Policies struct{ Shipping, Returns, Privacy string }

// OnHoliday returns a store's holiday unless there is none or it is over.
func (s *Service) OnHoliday(st Store) *Holiday {
	if st.Holiday == nil || st.Holiday.Until != nil && !st.Holiday.Until.After(s.now()) {
		return nil
	}
	return st.Holiday
}

// Service keeps the stores.
type Service struct {
	pool *db.Pool
	q    *storesdb.Queries
	now  func() time.Time
}

// New returns a Service that keeps its stores in pool.
func New(pool *db.Pool, now func() time.Time) *Service {
	return &Service{pool: pool, q: storesdb.New(), now: now}
}

// CreateInput is what Create needs. A zero CreatedAt means now.
type CreateInput struct {
	Slug, Name, Tagline, Description, Location string
	Logo, Banner                               *media.Image
	CreatedAt                                  time.Time
}

// Create opens a store for the marketplace itself, without an application and
// without an owner: see Appoint. It returns ErrSlugTaken, or ErrInvalid with the
// field.
func (s *Service) Create(ctx context.Context, in CreateInput) (Store, error) {
	if in.CreatedAt.IsZero() {
		in.CreatedAt = s.now()
	}
	return s.insertTx(ctx, s.pool, in, StatusActive)
}

func (s *Service) insertTx(ctx context.Context, on storesdb.DBTX, in CreateInput, status Status) (Store, error) {
	st := Store{
		ID: db.NewID(), Slug: in.Slug, Name: in.Name, Tagline: in.Tagline, Description: in.Description,
		Location: in.Location, Logo: in.Logo, Banner: in.Banner, CreatedAt: in.CreatedAt,
		Status: status, StatusSince: in.CreatedAt, Version: 1,
	}
	err := s.q.InsertStore(ctx, on, storesdb.InsertStoreParams{
		ID: st.ID, Slug: st.Slug, Name: st.Name, Tagline: st.Tagline, Description: st.Description,
		Location: &st.Location, Status: string(status), Logo: st.Logo, Banner: st.Banner, CreatedAt: st.CreatedAt,
	})
	switch {
	case db.Violates(err, slugUnique):
		return Store{}, ErrSlugTaken.Because(err)
	case db.Violates(err, slugForm):
		return Store{}, ErrInvalid.With(errs.Field{Path: "slug", Code: "pattern", Message: "Use lower-case letters, digits and single hyphens."})
	case db.Violates(err, nameLength):
		return Store{}, ErrInvalid.With(errs.Field{Path: "name", Code: "length", Message: "Use 1 to 200 characters."})
	case err != nil:
		return Store{}, fmt.Errorf("insert store: %w", err)
	}
	return st, nil
}

// Store returns the store with this id or slug that buyers see, or ErrNotFound.
func (s *Service) Store(ctx context.Context, ref string) (Store, error) {
	row, err := s.byRef(ctx, ref)
	if db.NoRows(err) {
		return Store{}, ErrNotFound
	}
	if err != nil {
		return Store{}, fmt.Errorf("store: %w", err)
	}
	return storeFromRow(row), nil
}

func (s *Service) byRef(ctx context.Context, ref string) (storesdb.StoresStore, error) {
	if id, err := uuid.Parse(ref); err == nil {
		return s.q.StoreByID(ctx, db.Reads(ctx, s.pool), id)
	}
	return s.q.StoreBySlug(ctx, db.Reads(ctx, s.pool), strings.ToLower(ref))
}

// Any returns the store with this id or slug in whatever state, or ErrNotFound.
// It is for its team and for those who run the marketplace.
func (s *Service) Any(ctx context.Context, ref string) (Store, error) {
	var row storesdb.StoresStore
	id, err := uuid.Parse(ref)
	if err == nil {
		row, err = s.q.AnyStoreByID(ctx, s.pool, id)
	} else {
		row, err = s.q.AnyStoreBySlug(ctx, s.pool, strings.ToLower(ref))
	}
	if db.NoRows(err) {
		return Store{}, ErrNotFound
	}
	if err != nil {
		return Store{}, fmt.Errorf("any store: %w", err)
	}
	return storeFromRow(row), nil
}

// ByID returns the named stores, in whatever state, keyed by their ids.
func (s *Service) ByID(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Store, error) {
	return s.byID(ctx, db.Reads(ctx, s.pool), ids)
}

// ByIDTx is ByID in a transaction.
func (s *Service) ByIDTx(ctx context.Context, tx db.Tx, ids []uuid.UUID) (map[uuid.UUID]Store, error) {
	return s.byID(ctx, tx, ids)
}

func (s *Service) byID(ctx context.Context, on storesdb.DBTX, ids []uuid.UUID) (map[uuid.UUID]Store, error) {
	rows, err := s.q.StoresByID(ctx, on, ids)
	if err != nil {
		return nil, fmt.Errorf("stores by id: %w", err)
	}
	byID := make(map[uuid.UUID]Store, len(rows))
	for _, r := range rows {
		byID[r.ID] = storeFromRow(r)
	}
	return byID, nil
}

// place is where a page of stores ended.
type place struct {
	Position int32     `json:"p,omitempty"`
	Name     string    `json:"n"`
	ID       uuid.UUID `json:"i"`
}

// notFeatured is the position of stores that have none, after all others.
const notFeatured = math.MaxInt32

// Stores returns a page of the stores that buyers see, by name, and the cursor of
// the next page, empty on the last one. A cursor of another list is
// paging.ErrBadCursor.
func (s *Service) Stores(ctx context.Context, cursor string, limit int) ([]Store, string, error) {
	return s.page(ctx, false, cursor, limit)
}

// FeaturedFirst is Stores with those in front that the marketplace shows first,
// in their order.
func (s *Service) FeaturedFirst(ctx context.Context, cursor string, limit int) ([]Store, string, error) {
	return s.page(ctx, true, cursor, limit)
}

func (s *Service) page(ctx context.Context, featuredFirst bool, cursor string, limit int) ([]Store, string, error) {
	after, err := paging.Decode[place](cursor)
	if err != nil {
		return nil, "", err
	}
	if after != nil && (after.Position > 0) != featuredFirst {
		return nil, "", paging.ErrBadCursor
	}
	rows, err := s.list(ctx, featuredFirst, after, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list stores: %w", err)
	}
	rows, next := paging.Cut(rows, limit, func(r storesdb.StoresStore) place {
		p := place{Name: r.Name, ID: r.ID}
		if featuredFirst {
			p.Position = notFeatured
			if r.FeaturedPosition != nil {
				p.Position = *r.FeaturedPosition
			}
		}
		return p
	})
	return storesFromRows(rows), next, nil
}

func (s *Service) list(ctx context.Context, featuredFirst bool, after *place, n int) ([]storesdb.StoresStore, error) {
	if featuredFirst {
		arg := storesdb.ListFeaturedFirstParams{PageSize: int32(n)}
		if after != nil {
			arg.AfterPosition, arg.AfterName, arg.AfterID = &after.Position, &after.Name, &after.ID
		}
		return s.q.ListFeaturedFirst(ctx, db.Reads(ctx, s.pool), arg)
	}
	arg := storesdb.ListStoresParams{PageSize: int32(n)}
	if after != nil {
		arg.AfterName, arg.AfterID = &after.Name, &after.ID
	}
	return s.q.ListStores(ctx, db.Reads(ctx, s.pool), arg)
}

// Suggest returns the first few stores whose name contains words.
func (s *Service) Suggest(ctx context.Context, words string, limit int) ([]Store, error) {
	rows, err := s.q.SuggestStores(ctx, db.Reads(ctx, s.pool), storesdb.SuggestStoresParams{Words: db.EscapeLike(words), PageSize: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("suggest stores: %w", err)
	}
	return storesFromRows(rows), nil
}

func storesFromRows(rows []storesdb.StoresStore) []Store {
	out := make([]Store, len(rows))
	for i, r := range rows {
		out[i] = storeFromRow(r)
	}
	return out
}

func storeFromRow(r storesdb.StoresStore) Store {
	st := Store{
		ID: r.ID, Slug: r.Slug, Name: r.Name, Tagline: r.Tagline, Description: r.Description,
		Logo: r.Logo, Banner: r.Banner, CreatedAt: r.CreatedAt,
		Status: Status(r.Status), StatusSince: r.StatusSince, Reason: r.Reason, Featured: r.FeaturedPosition != nil, Version: int(r.Version),
		Policies: Policies{Shipping: r.ShippingPolicy, Returns: r.ReturnsPolicy, Privacy: r.PrivacyPolicy},
	}
	if r.HolidaySince != nil {
		st.Holiday = &Holiday{Since: *r.HolidaySince, Until: r.HolidayUntil, Message: r.HolidayMessage}
	}
	if r.Location != nil {
		st.Location = *r.Location
	}
	return st
}
