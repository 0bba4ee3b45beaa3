// Package stores owns the sellers: their names, their public pages and their
// teams. It knows nothing of what they sell.
package stores

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/paging"
	"rialto/internal/stores/internal/storesdb"
)

// Errors a caller may see.
var (
	ErrNotFound  = errs.New(errs.NotFound, "store_not_found", "There is no such store.")
	ErrSlugTaken = errs.New(errs.Conflict, "store_slug_taken", "Another store has this name in its address.")
	ErrInvalid   = errs.New(errs.Invalid, "store_invalid", "The store cannot be saved like this.")
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

// Create opens a store. It returns ErrSlugTaken, or ErrInvalid with the field.
func (s *Service) Create(ctx context.Context, in CreateInput) (Store, error) {
	if in.CreatedAt.IsZero() {
		in.CreatedAt = s.now()
	}
	st := Store{
		ID: db.NewID(), Slug: in.Slug, Name: in.Name, Tagline: in.Tagline, Description: in.Description,
		Location: in.Location, Logo: in.Logo, Banner: in.Banner, CreatedAt: in.CreatedAt,
	}
	err := s.q.InsertStore(ctx, s.pool, storesdb.InsertStoreParams{
		ID: st.ID, Slug: st.Slug, Name: st.Name, Tagline: st.Tagline, Description: st.Description,
		Location: &st.Location, Logo: st.Logo, Banner: st.Banner, CreatedAt: st.CreatedAt,
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

// Store returns the store with this id or slug, or ErrNotFound.
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
		return s.q.StoreByID(ctx, s.pool, id)
	}
	return s.q.StoreBySlug(ctx, s.pool, strings.ToLower(ref))
}

// ByID returns the named stores, suspended ones too, keyed by their ids.
func (s *Service) ByID(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Store, error) {
	return s.byID(ctx, s.pool, ids)
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
	Name string    `json:"n"`
	ID   uuid.UUID `json:"i"`
}

// Stores returns a page of stores by name and the cursor of the next page,
// empty on the last one. A cursor of another list is paging.ErrBadCursor.
func (s *Service) Stores(ctx context.Context, cursor string, limit int) ([]Store, string, error) {
	after, err := paging.Decode[place](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := storesdb.ListStoresParams{PageSize: int32(limit + 1)}
	if after != nil {
		arg.AfterName, arg.AfterID = &after.Name, &after.ID
	}
	rows, err := s.q.ListStores(ctx, s.pool, arg)
	if err != nil {
		return nil, "", fmt.Errorf("list stores: %w", err)
	}
	rows, next := paging.Cut(rows, limit, func(r storesdb.StoresStore) place { return place{r.Name, r.ID} })
	return storesFromRows(rows), next, nil
}

// Suggest returns the first few stores whose name contains words.
func (s *Service) Suggest(ctx context.Context, words string, limit int) ([]Store, error) {
	rows, err := s.q.SuggestStores(ctx, s.pool, storesdb.SuggestStoresParams{Words: db.EscapeLike(words), PageSize: int32(limit)})
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
	}
	if r.Location != nil {
		st.Location = *r.Location
	}
	return st
}
