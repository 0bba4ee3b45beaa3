package payments

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"rialto/internal/payments/internal/paymentsdb"
)

const (
	reconcileBatch   = 100
	reconcileAtATime = 8
)

// Reconcile looks at every payment whose next check is due: it opens the
// sessions that could not be opened and asks about those that nobody told us
// the end of, so that a lost webhook loses no payment. What fails is logged
// and tried again later, each time after a longer wait.
func (s *Service) Reconcile(ctx context.Context) error {
	due, err := s.q.ClaimDue(ctx, s.pool, paymentsdb.ClaimDueParams{Now: s.now(), Batch: reconcileBatch})
	if err != nil {
		return fmt.Errorf("claim due payments: %w", err)
	}
	var g errgroup.Group
	g.SetLimit(reconcileAtATime)
	for _, p := range due {
		g.Go(func() error {
			if err := s.check(ctx, p); err != nil {
				s.log.WarnContext(ctx, "payment could not be checked", "payment", p.ID, "error", err)
			}
			return nil
		})
	}
	return g.Wait()
}

func (s *Service) check(ctx context.Context, p paymentsdb.ClaimDueRow) error {
	if p.ProviderRef != nil {
		return s.settle(ctx, p.ID, *p.ProviderRef)
	}
	input, err := s.q.SessionInput(ctx, s.pool, p.ID)
	if err != nil {
		return fmt.Errorf("session input: %w", err)
	}
	return s.openLate(ctx, p.ID, input)
}
