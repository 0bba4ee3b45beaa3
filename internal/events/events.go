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
//
// Each urgency has a queue, workers and a share of the connections of its own, so that
// what money waits for never waits for what may take long.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

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

type consumer struct {
	urgency Urgency
	handle  func(ctx context.Context, tx db.Tx, payload []byte) error
}

// Subscribe registers fn for events of type E, under a name that is unique and
// never changes: deliveries are recorded under it. fn runs in a transaction,
// and again after a failure, so it calls no network. Deliveries are as urgent as
// Events, unless another urgency is given. Call it before Start.
func Subscribe[E Event](b *Bus, name string, fn func(ctx context.Context, tx db.Tx, ev E) error, as ...Urgency) {
	var zero E
	event := zero.EventName()
	if _, dup := b.consumers[name]; dup {
		panic("events: consumer registered twice: " + name)
	}
	b.subscribed[event] = append(b.subscribed[event], name)
	b.figures.handled.WithLabelValues(event) // there from the start, or its first increase is not seen
	b.consumers[name] = consumer{urgency(as, Events), func(ctx context.Context, tx db.Tx, payload []byte) error {
		var ev E
		if err := json.Unmarshal(payload, &ev); err != nil {
			return fmt.Errorf("decode %s: %w", event, err)
		}
		return fn(ctx, tx, ev)
	}}
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
			jobs = append(jobs, river.InsertManyParams{
				Args:       delivery{Consumer: c, Event: e.Name, ID: e.ID, At: e.At, Payload: e.Payload},
				InsertOpts: &river.InsertOpts{Queue: string(b.consumers[c].urgency), MaxAttempts: maxAttempts},
			})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := b.insertTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("queue %s: %w", list[0].envelope.Name, err)
	}
	return nil
}

// copied is how many jobs are worth a COPY, which costs two round trips.
const copied = 50

func (b *Bus) insertTx(ctx context.Context, tx db.Tx, jobs []river.InsertManyParams) error {
	if len(jobs) < copied {
		_, err := b.inserter.InsertManyTx(ctx, tx, jobs)
		return err
	}
	_, err := b.inserter.InsertManyFastTx(ctx, tx, jobs)
	return err
}
