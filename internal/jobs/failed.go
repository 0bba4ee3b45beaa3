package jobs

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/events"
)

// Failing returns the names under which jobs fail, the most recent failure
// first; no more than 100.
func (s *Service) Failing(ctx context.Context) ([]events.Failing, error) { return s.bus.Failing(ctx) }

// RetryFailed lets the jobs of a name that failed, and are not done, be worked on
// at once; 10,000 at most. It returns how many.
func (s *Service) RetryFailed(ctx context.Context, actor uuid.UUID, name string) (int, error) {
	return s.changeFailed(ctx, actor, name, "jobs.retried", s.bus.RetryFailedTx)
}

// ForgetFailed deletes the jobs of a name that failed, and are not done; 10,000
// at most. It returns how many.
func (s *Service) ForgetFailed(ctx context.Context, actor uuid.UUID, name string) (int, error) {
	return s.changeFailed(ctx, actor, name, "jobs.deleted", s.bus.ForgetFailedTx)
}

func (s *Service) changeFailed(
	ctx context.Context, actor uuid.UUID, name, action string, do func(context.Context, db.Tx, string) (int, error),
) (int, error) {
	var n int
	err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		if n, err = do(ctx, tx, name); err != nil || n == 0 {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: action, Target: audit.Target{Kind: "jobs", ID: name},
			Details: map[string]string{"count": strconv.Itoa(n)},
		})
	})
	return n, err
}
