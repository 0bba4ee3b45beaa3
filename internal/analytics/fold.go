package analytics

import (
	"context"
	"fmt"
	"time"

	"rialto/internal/db"
)

const (
	foldBatch = 5000
	// roundTime leaves room for the last batch within the life of a chore.
	roundTime = 20 * time.Second
)

// Fold adds the deltas that are there to the figures. A call that finds very
// many leaves some to the next.
func (s *Service) Fold(ctx context.Context) error {
	for until := s.now().Add(roundTime); s.now().Before(until); {
		var n int32
		err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
			n, err = s.foldTx(ctx, tx)
			return err
		})
		if err != nil || n < foldBatch {
			return err
		}
	}
	return nil
}

// foldTx folds a batch and returns how many deltas it was. Others that fold wait.
func (s *Service) foldTx(ctx context.Context, tx db.Tx) (int32, error) {
	if err := s.q.LockFolding(ctx, tx); err != nil {
		return 0, fmt.Errorf("wait to fold: %w", err)
	}
	n, err := s.q.Fold(ctx, tx, foldBatch)
	if err != nil {
		return 0, fmt.Errorf("fold: %w", err)
	}
	return n, nil
}
