package events

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"rialto/internal/db"
)

// maxAttempts is how often a delivery or an errand is tried, with growing pauses.
const maxAttempts = 20

// crowdOf is how many deliveries that are not urgent hold a connection at a time:
// half of them, so that payments and requests find one.
func crowdOf(pool *db.Pool) int { return max(1, int(pool.Config().MaxConns)/2) }

// errNotOurs ends a delivery whose job was given to another worker, since this one
// seemed to be dead: what it did is undone.
var errNotOurs = errors.New("another worker has the job")

type deliveryWorker struct {
	river.WorkerDefaults[delivery]
	bus *Bus
}

// Work implements river.Worker.
func (w *deliveryWorker) Work(ctx context.Context, job *river.Job[delivery]) error {
	c, ok := w.bus.consumers[job.Args.Consumer]
	if !ok {
		// A newer version of the program wrote it: leave it for one that knows it.
		return river.JobSnooze(time.Minute)
	}
	if c.urgency != Payments {
		select {
		case w.bus.crowd <- struct{}{}:
			defer func() { <-w.bus.crowd }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := w.bus.work(ctx, job.JobRow, job.Args.Consumer, func(ctx context.Context) error {
		return db.InTx(ctx, w.bus.pool, func(tx db.Tx) error {
			if err := c.handle(ctx, tx, job.Args.Payload); err != nil {
				return fmt.Errorf("%s: %w", job.Args.Consumer, err)
			}
			return completeTx(ctx, tx, job.ID, job.Attempt)
		})
	})
	if err == nil && job.Args.Consumer == w.bus.subscribed[job.Args.Event][0] {
		w.bus.figures.handled.WithLabelValues(job.Args.Event).Inc()
	}
	return err
}

// completeTx completes the job in the transaction of what it did. Unlike River's
// JobCompleteTx it fails when another attempt has the job, or had it.
func completeTx(ctx context.Context, tx db.Tx, id int64, attempt int) error {
	const q = "UPDATE " + db.JobsSchema + ".river_job SET state = 'completed', finalized_at = clock_timestamp() " +
		"WHERE id = $1 AND state = 'running' AND attempt = $2"
	tag, err := tx.Exec(ctx, q, id, attempt)
	if err != nil {
		return fmt.Errorf("complete job: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return errNotOurs
	}
	return nil
}

var _ river.Worker[delivery] = (*deliveryWorker)(nil)
