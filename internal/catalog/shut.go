package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// Hidden says why nothing of a store is shown.
type Hidden string

// Why a store is hidden. Empty: it is not.
const (
	HiddenNew       Hidden = "new" // it was not let in yet
	HiddenSuspended Hidden = "suspended"
	HiddenClosed    Hidden = "closed"
)

// Shut says that nothing of a store can be bought, and whether it is shown all
// the same. The zero value is a store that sells.
type Shut struct {
	Hidden  Hidden
	Holiday bool
	Until   *time.Time // the end of the holiday, if it is known
}

// ShutStoreTx takes all products of a store off the shelves, or puts them back,
// for every statement that begins after tx has committed. It touches no product:
// lists leave out the few stores that are hidden.
func (s *Service) ShutStoreTx(ctx context.Context, tx db.Tx, store uuid.UUID, shut Shut) error {
	if shut == (Shut{}) {
		if err := s.q.OpenStore(ctx, tx, store); err != nil {
			return fmt.Errorf("open store: %w", err)
		}
		return nil
	}
	arg := catalogdb.ShutStoreParams{StoreID: store, Holiday: shut.Holiday, Until: shut.Until, Now: s.now()}
	if shut.Hidden != "" {
		arg.Hidden = (*string)(&shut.Hidden)
	}
	if err := s.q.ShutStore(ctx, tx, arg); err != nil {
		return fmt.Errorf("shut store: %w", err)
	}
	return nil
}

// HiddenMark returns a text that is another one whenever stores were hidden or
// shown since: for whoever keeps lists of products for a while.
func (s *Service) HiddenMark(ctx context.Context) (string, error) {
	mark, err := s.q.HiddenMark(ctx, s.pool)
	if err != nil {
		return "", fmt.Errorf("hidden mark: %w", err)
	}
	return mark, nil
}
