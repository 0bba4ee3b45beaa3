package stores

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/stores/internal/storesdb"
)

// MayLeaveTx returns ErrSoleOwner when a store has no owner but this user. Of
// two owners who leave at once, the second waits for the first to commit.
func (s *Service) MayLeaveTx(ctx context.Context, tx db.Tx, userID uuid.UUID) error {
	ids, err := s.q.LockOwnedStores(ctx, tx, userID)
	if err != nil {
		return fmt.Errorf("lock owned stores: %w", err)
	}
	alone, err := s.q.SolelyOwned(ctx, tx, storesdb.SolelyOwnedParams{StoreIds: ids, UserID: userID})
	if err != nil {
		return fmt.Errorf("solely owned stores: %w", err)
	}
	if len(alone) > 0 {
		return ErrSoleOwner
	}
	return nil
}
