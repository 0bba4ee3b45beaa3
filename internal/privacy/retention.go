package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long is kept what its own module does not delete.
const (
	keepGuestCarts = 90 * 24 * time.Hour  // one that nobody touches
	keepUsedCarts  = 180 * 24 * time.Hour // one that became an order, or was merged
)

// rule says what is deleted when it is older than its time.
type rule struct {
	table, condition string // may use @before
	keep             time.Duration
}

var rules = []rule{
	{"cart.carts", "user_id IS NULL AND status = 'open' AND updated_at < @before", keepGuestCarts},
	{"cart.carts", "status <> 'open' AND updated_at < @before", keepUsedCarts},
}

// forgetBatch bounds how many rows a statement deletes, and so how long it
// holds their locks.
const forgetBatch = 2000

// Forget deletes what is older than the rules allow.
func (s *Service) Forget(ctx context.Context) error {
	for _, r := range rules {
		if err := s.forget(ctx, r); err != nil {
			return fmt.Errorf("forget what is old in %s: %w", r.table, err)
		}
	}
	return nil
}

func (s *Service) forget(ctx context.Context, r rule) error {
	sql := "DELETE FROM " + r.table + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + r.table + " WHERE " + r.condition + " LIMIT @batch FOR UPDATE SKIP LOCKED))"
	for {
		done, err := s.Pool.Exec(ctx, sql, pgx.NamedArgs{"before": s.Now().Add(-r.keep), "batch": forgetBatch})
		if err != nil || done.RowsAffected() < forgetBatch {
			return err
		}
	}
}
