package webhooks

import (
	"context"
	"fmt"
	"time"

	"rialto/internal/webhooks/internal/webhooksdb"
)

const (
	// keepLog is for how long deliveries are kept, also those that wait for a paused
	// endpoint.
	keepLog     = 30 * 24 * time.Hour
	forgetBatch = 5000
)

// forget deletes deliveries that are old, and secrets that are no longer good.
func (s *Service) forget(ctx context.Context) error {
	now := s.Now()
	if err := s.q.ForgetPreviousSecrets(ctx, s.Pool, now); err != nil {
		return fmt.Errorf("forget webhook secrets: %w", err)
	}
	for n := int64(forgetBatch); n == forgetBatch; {
		var err error
		n, err = s.q.Forget(ctx, s.Pool, webhooksdb.ForgetParams{Before: now.Add(-keepLog), Batch: forgetBatch})
		if err != nil {
			return fmt.Errorf("forget webhook deliveries: %w", err)
		}
	}
	return nil
}
