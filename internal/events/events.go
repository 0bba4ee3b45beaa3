// Package events carries domain events from the transaction that made them to
// the consumers that asked for them, and runs background jobs.
//
// The engine is River: an event is one job per consumer, inserted in the
// producer's transaction, so it exists exactly when the change it tells of was
// committed. A consumer handles it in a transaction of its own in which the
// job is completed too: what the consumer writes is written once, however
// often it is tried. The order of events is not guaranteed.
//
// A follower gets every event, in the order of each aggregate: it carries them out
// of the program. Its events wait in the feed, a table, which one process at a time
// hands over in batches.
//
// What calls the network is an errand: a job outside of any transaction, which
// is done at least once. A chore comes round at an interval.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"rialto/internal/db"
)

// Event is a fact about the past. Its name is stable, such as "order.placed".
type Event interface {
	EventName() string
	// AggregateID is the thing whose events followers get in the order of its
	// changes. Whoever publishes has its row locked, or has just made it.
	AggregateID() uuid.UUID
}

// delivery is the job that brings one event to one consumer.
type delivery struct {
	Consumer string          `json:"consumer"`
	Event    string          `json:"event"`
	ID       uuid.UUID       `json:"id"`
	At       time.Time       `json:"at"`
	Payload  json.RawMessage `json:"payload"`
}

// Kind implements river.JobArgs.
func (delivery) Kind() string { return "event" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (delivery) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueEvents, MaxAttempts: 20}
}

type consumer func(ctx context.Context, tx db.Tx, payload []byte) error

// Subscribe registers fn for events of type E, under a name that is unique and
// never changes: deliveries are recorded under it. fn runs in a transaction,
// and again after a failure, so it calls no network. Call it before Start.
func Subscribe[E Event](b *Bus, name string, fn func(ctx context.Context, tx db.Tx, ev E) error) {
	var zero E
	event := zero.EventName()
	if _, dup := b.consumers[name]; dup {
		panic("events: consumer registered twice: " + name)
	}
	b.subscribed[event] = append(b.subscribed[event], name)
	b.figures.handled.WithLabelValues(event)
	b.consumers[name] = func(ctx context.Context, tx db.Tx, payload []byte) error {
		var ev E
		if err := json.Unmarshal(payload, &ev); err != nil {
			return fmt.Errorf("decode %s: %w", event, err)
		}
		return fn(ctx, tx, ev)
	}
}

// PublishTx records ev in tx. Every consumer gets it after tx commits, or
// nobody does.
func (b *Bus) PublishTx(ctx context.Context, tx db.Tx, ev Event) error {
	return b.PublishAllTx(ctx, tx, []Event{ev})
}

// PublishAllTx is PublishTx for many events, at the price of one.
func (b *Bus) PublishAllTx(ctx context.Context, tx db.Tx, list []Event) error {
	messages, err := wrap(list)
	if err != nil {
		return err
	}
	if err := b.deliverTx(ctx, tx, messages); err != nil {
		return err
	}
	return b.feedTx(ctx, tx, messages)
}

// deliverTx queues a job for each consumer.
func (b *Bus) deliverTx(ctx context.Context, tx db.Tx, list []message) error {
	var jobs []river.InsertManyParams
	for _, m := range list {
		e := m.envelope
		for _, c := range b.subscribed[e.Name] {
			jobs = append(jobs, river.InsertManyParams{Args: delivery{Consumer: c, Event: e.Name, ID: e.ID, At: e.At, Payload: e.Payload}})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if _, err := b.inserter.InsertManyFastTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("queue %s: %w", list[0].envelope.Name, err)
	}
	return nil
}

type deliveryWorker struct {
	river.WorkerDefaults[delivery]
	bus *Bus
}

// Work implements river.Worker.
func (w *deliveryWorker) Work(ctx context.Context, job *river.Job[delivery]) error {
	handle, ok := w.bus.consumers[job.Args.Consumer]
	if !ok {
		// A newer version of the program wrote it: leave it for one that knows it.
		return river.JobSnooze(time.Minute)
	}
	err := w.bus.work(ctx, job.Kind, job.Args.Consumer, func(ctx context.Context) error {
		return db.InTx(ctx, w.bus.pool, func(tx db.Tx) error {
			if err := handle(ctx, tx, job.Args.Payload); err != nil {
				return fmt.Errorf("%s: %w", job.Args.Consumer, err)
			}
			_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
			return err
		})
	})
	if err == nil {
		w.bus.countHandled(job.Args.Event, job.Args.Consumer)
	}
	return err
}

var _ river.Worker[delivery] = (*deliveryWorker)(nil)

type client = river.Client[pgx.Tx]
