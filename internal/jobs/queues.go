package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/events"
)

// Queues returns every queue with how much there is to do in it, the most urgent
// first.
func (s *Service) Queues(ctx context.Context) ([]events.Queue, error) { return s.bus.Queues(ctx) }

// Pause lets no process begin a job of the queue until Resume. A second time it
// changes nothing. It returns ErrNoQueue.
func (s *Service) Pause(ctx context.Context, actor uuid.UUID, name string) (events.Queue, error) {
	return s.changeQueue(ctx, actor, name, "job_queue.paused", s.bus.PauseTx)
}

// Resume undoes Pause. It returns ErrNoQueue.
func (s *Service) Resume(ctx context.Context, actor uuid.UUID, name string) (events.Queue, error) {
	return s.changeQueue(ctx, actor, name, "job_queue.resumed", s.bus.ResumeTx)
}

func (s *Service) changeQueue(
	ctx context.Context, actor uuid.UUID, name, action string, do func(context.Context, db.Tx, string) error,
) (events.Queue, error) {
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := do(ctx, tx, name); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: &actor, Action: action, Target: audit.Target{Kind: "job_queue", ID: name}})
	})
	if errors.Is(err, events.ErrNoQueue) {
		return events.Queue{}, ErrNoQueue
	}
	if err != nil {
		return events.Queue{}, err
	}
	list, err := s.bus.Queues(ctx)
	if err != nil {
		return events.Queue{}, err
	}
	for _, q := range list {
		if q.Name == name {
			return q, nil
		}
	}
	return events.Queue{}, fmt.Errorf("queue %s is gone: %w", name, ErrNoQueue)
}
