package webhooks

import (
	"context"
	"time"
)

// Forget is the chore that deletes what is old.
func Forget(ctx context.Context, s *Service) error { return s.forget(ctx) }

// PauseAfter is how long a delivery waits after so many attempts, of which the last was
// answered like this.
func PauseAfter(attempts, status int, retryAfter string, now time.Time) (time.Duration, bool) {
	return pauseAfter(attempts, outcome{result: resultOfStatus(status), status: status, retryAfter: retryAfter}, now)
}
