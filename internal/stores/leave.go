package stores

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
)

// ErrSoleOwner is returned for an owner who would leave a store without one.
var ErrSoleOwner = errs.New(errs.Conflict, "sole_owner", "You are the only owner of a store. Make somebody else an owner first.")

// MayLeaveTx returns ErrSoleOwner when a store has no owner but this user. Of
// two owners who leave at once, the second waits for the first to commit.
func (s *Service) MayLeaveTx(ctx context.Context, tx db.Tx, userID uuid.UUID) error {
	rows, err := s.q.LockOwners(ctx, tx, userID)
	if err != nil {
		return fmt.Errorf("owners of stores: %w", err)
	}
	owners := map[uuid.UUID]int{}
	for _, r := range rows {
		owners[r.StoreID]++
	}
	for _, n := range owners {
		if n == 1 {
			return ErrSoleOwner
		}
	}
	return nil
}
