package events

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"rialto/internal/db"
)

// ErrNoQueue is returned for a queue that no process has worked on.
var ErrNoQueue = errors.New("no such queue")

// Queue is how much there is to do of one kind.
type Queue struct {
	Name   string
	Counts map[string]int // jobs by their state
	// Lag is for how long the first job that could be worked on has waited.
	Lag time.Duration
	// Workers is how many jobs of it run at a time in each process; 0 when this
	// version of the program does not work on it.
	Workers  int
	PausedAt *time.Time // nil while its jobs are worked on
}

// Queues returns every queue that is worked on or has jobs, the most urgent first.
func (b *Bus) Queues(ctx context.Context) ([]Queue, error) {
	found := map[string]*Queue{}
	var names []string
	queue := func(name string) *Queue {
		if found[name] == nil {
			found[name] = &Queue{Name: name, Counts: map[string]int{}}
			names = append(names, name)
		}
		return found[name]
	}
	for _, u := range Urgencies {
		queue(string(u)).Workers = b.limits[u].workers
	}
	paused, err := b.inserter.QueueList(ctx, river.NewQueueListParams().First(mostQueues))
	if err != nil {
		return nil, fmt.Errorf("list queues: %w", err)
	}
	for _, q := range paused.Queues {
		if found[q.Name] != nil || q.PausedAt != nil {
			queue(q.Name).PausedAt = q.PausedAt
		}
	}
	if err := b.countJobs(ctx, queue); err != nil {
		return nil, err
	}
	out := make([]Queue, len(names))
	for i, name := range names {
		out[i] = *found[name]
	}
	return out, nil
}

const mostQueues = 1000

func (b *Bus) countJobs(ctx context.Context, queue func(name string) *Queue) error {
	rows, err := b.pool.Query(ctx, `SELECT queue, state::text, count(*),
			coalesce(extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE state = 'available')), 0)::float8
		FROM `+db.JobsSchema+`.river_job GROUP BY queue, state ORDER BY queue`)
	if err != nil {
		return fmt.Errorf("count jobs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var (
			name, state string
			count       int
			lag         float64
		)
		if err := rows.Scan(&name, &state, &count, &lag); err != nil {
			return fmt.Errorf("count jobs: %w", err)
		}
		q := queue(name)
		q.Counts[state] = count
		q.Lag = max(q.Lag, time.Duration(lag*float64(time.Second)))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("count jobs: %w", err)
	}
	return nil
}

// PauseTx lets no process begin a job of the queue after tx has committed, until
// ResumeTx; running ones go on. A second time it changes nothing. It returns
// ErrNoQueue.
func (b *Bus) PauseTx(ctx context.Context, tx db.Tx, name string) error {
	return queueErr(b.inserter.QueuePauseTx(ctx, tx, name, nil))
}

// ResumeTx undoes PauseTx. It returns ErrNoQueue.
func (b *Bus) ResumeTx(ctx context.Context, tx db.Tx, name string) error {
	return queueErr(b.inserter.QueueResumeTx(ctx, tx, name, nil))
}

func queueErr(err error) error {
	switch {
	case errors.Is(err, rivertype.ErrNotFound):
		return ErrNoQueue
	case err != nil:
		return fmt.Errorf("pause or resume queue: %w", err)
	}
	return nil
}
