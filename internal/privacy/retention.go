package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const day = 24 * time.Hour

// rule says how long something is kept that its own module does not delete.
type rule struct {
	what      string // as docs/guides/personal-data.md says it
	table     string
	condition string // may use @before
	keep      time.Duration
}

var rules = []rule{
	{"carts of guests that nobody touches", "cart.carts", "user_id IS NULL AND status = 'open' AND updated_at < @before", 90 * day},
	{"carts that became orders or were merged", "cart.carts", "status <> 'open' AND updated_at < @before", 180 * day},
}

// forgetBatch bounds how many rows a statement deletes, and so how long it
// holds their locks.
const forgetBatch = 2000

// Forget deletes what is older than the rules allow.
func (s *Service) Forget(ctx context.Context) error {
	for _, r := range rules {
		if err := s.forget(ctx, r); err != nil {
			return fmt.Errorf("forget %s: %w", r.what, err)
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
