package stores

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/paging"
	"rialto/internal/stores/internal/storesdb"
)

// AllFilter says which stores a list for those who run the marketplace holds.
// Zero fields do not filter.
type AllFilter struct {
	Status Status
	Words  string // a part of the name or the slug
	Oldest bool   // who has been in its state for longest first
	Cursor string
	Limit  int
}

// statusPlace is where a page of stores by their state ended.
type statusPlace struct {
	Oldest bool      `json:"o"`
	Since  time.Time `json:"s"`
	ID     uuid.UUID `json:"i"`
}

// All returns a page of stores in any state, by when they got into it, and the
// cursor of the next page, empty on the last one. A cursor of another list is
// paging.ErrBadCursor.
func (s *Service) All(ctx context.Context, f AllFilter) ([]Store, string, error) {
	after, err := paging.Decode[statusPlace](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	arg := storesdb.AllStoresNewestParams{PageSize: int32(f.Limit + 1)}
	if f.Status != "" {
		arg.Status = (*string)(&f.Status)
	}
	if f.Words != "" {
		words := db.EscapeLike(f.Words)
		arg.Words = &words
	}
	if after != nil {
		if after.Oldest != f.Oldest {
			return nil, "", paging.ErrBadCursor
		}
		arg.AfterAt, arg.AfterID = &after.Since, &after.ID
	}
	var rows []storesdb.StoresStore
	if f.Oldest {
		rows, err = s.q.AllStoresOldest(ctx, s.pool, storesdb.AllStoresOldestParams(arg))
	} else {
		rows, err = s.q.AllStoresNewest(ctx, s.pool, arg)
	}
	if err != nil {
		return nil, "", fmt.Errorf("all stores: %w", err)
	}
	rows, next := paging.Cut(rows, f.Limit, func(r storesdb.StoresStore) statusPlace { return statusPlace{f.Oldest, r.StatusSince, r.ID} })
	return storesFromRows(rows), next, nil
}

// Owners returns who owns each of the stores.
func (s *Service) Owners(ctx context.Context, stores []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := s.q.Owners(ctx, s.pool, stores)
	if err != nil {
		return nil, fmt.Errorf("owners: %w", err)
	}
	by := map[uuid.UUID][]uuid.UUID{}
	for _, r := range rows {
		by[r.StoreID] = append(by[r.StoreID], r.UserID)
	}
	return by, nil
}
