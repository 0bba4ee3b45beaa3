package events

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"rialto/internal/db"
)

// Drain works on everything that is due, hands the feed to its followers, does what
// comes of it, and returns when nothing is left. Tests drive deliveries with it
// instead of waiting. A job that fails is tried once: Drain returns its error, and
// the next Drain tries it again. Chores are not run, nor what is in a paused queue.
func (b *Bus) Drain(ctx context.Context) error {
	const again = "UPDATE " + db.JobsSchema + ".river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable'"
	if _, err := b.pool.Exec(ctx, again); err != nil {
		return fmt.Errorf("retry failed jobs: %w", err)
	}
	cfg := b.config()
	cfg.TestOnly, cfg.FetchCooldown, cfg.FetchPollInterval = true, time.Millisecond, 5*time.Millisecond
	cfg.RetryPolicy = atNextDrain{}
	for name, q := range cfg.Queues {
		cfg.Queues[name] = river.QueueConfig{MaxWorkers: q.MaxWorkers}
	}
	c, err := b.start(ctx, b.pool, cfg)
	if err != nil {
		return err
	}
	defer c.StopAndCancel(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is running any more

	if err := b.registerFollowers(ctx); err != nil {
		return err
	}
	feeds := b.feedings()
	defer releaseAll(ctx, feeds)

	const left = `
		SELECT count(*) FILTER (WHERE state IN ('available', 'running', 'pending')),
		       coalesce(max(kind || ': ' || (errors[array_upper(errors, 1)] ->> 'error')) FILTER (WHERE state IN ('retryable', 'discarded')), '')
		FROM ` + db.JobsSchema + `.river_job
		WHERE queue NOT IN (SELECT name FROM ` + db.JobsSchema + `.river_queue WHERE paused_at IS NOT NULL)`
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var unfinished int
		var failure string
		if err := b.pool.QueryRow(ctx, left).Scan(&unfinished, &failure); err != nil {
			return fmt.Errorf("count jobs: %w", err)
		}
		if unfinished == 0 {
			switch n, err := handAll(ctx, feeds); {
			case err != nil:
				return err
			case n > 0:
				continue
			}
			if failure != "" {
				return fmt.Errorf("job failed: %s", failure)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// handAll hands a batch to each follower and returns how many events there were.
func handAll(ctx context.Context, feeds []*feeding) (int, error) {
	sum := 0
	for _, f := range feeds {
		n, err := f.once(ctx)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func releaseAll(ctx context.Context, feeds []*feeding) {
	for _, f := range feeds {
		f.release(context.WithoutCancel(ctx))
	}
}

// atNextDrain puts a retry off to when nothing but a Drain makes it. River's
// own first retry comes after a second, which Drain would have to wait for.
type atNextDrain struct{}

// NextRetry implements river.ClientRetryPolicy.
func (atNextDrain) NextRetry(*rivertype.JobRow) time.Time { return time.Now().Add(24 * time.Hour) }
