package events

import (
	"context"
	"encoding/json"
	"fmt"
	"go/token"
	"reflect"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/traces"
)

// Envelope is an event as a follower gets it.
type Envelope struct {
	ID          uuid.UUID // of the event: the same however often it comes
	Name        string
	AggregateID uuid.UUID
	At          time.Time
	Payload     json.RawMessage
	Cause       traces.Cause // what it came of
}

// follower gets every event. One of the two is set.
type follower struct {
	name   string
	hand   func(ctx context.Context, batch []Envelope) (done int, err error)
	handTx func(ctx context.Context, tx db.Tx, batch []Envelope) error
}

// Follow hands every event to fn, in batches and outside of any transaction, so
// that it may call the network. Events of one aggregate come in their order, and
// one process at a time hands them over. fn has 20 seconds, and returns how many
// from the beginning of the batch it is done with; the others come again after a
// pause, and so may those that it was done with when the process dies: at least
// once. Events wait in PostgreSQL for as long as fn fails. Events of types that are
// not exported stay inside the program. name is unique and never changes. Call it
// before Start.
func (b *Bus) Follow(name string, fn func(ctx context.Context, batch []Envelope) (done int, err error)) {
	b.follow(follower{name: name, hand: fn})
}

// FollowTx is Follow in a transaction, which also takes the batch off the feed:
// what fn writes is written once for each event. fn calls no network. A batch that
// fails comes again as a whole.
func (b *Bus) FollowTx(name string, fn func(ctx context.Context, tx db.Tx, batch []Envelope) error) {
	b.follow(follower{name: name, handTx: fn})
}

func (b *Bus) follow(f follower) {
	for _, other := range b.followers {
		if other.name == f.name {
			panic("events: follower registered twice: " + f.name)
		}
	}
	b.followers = append(b.followers, f)
}

func (b *Bus) followerNames() []string {
	names := make([]string, len(b.followers))
	for i, f := range b.followers {
		names[i] = f.name
	}
	return names
}

// message is an event that is on its way out.
type message struct {
	event    Event
	envelope Envelope
}

// wrap gives events their ids, and the order of list.
func wrap(list []Event) ([]message, error) {
	at := time.Now()
	out := make([]message, len(list))
	for i, ev := range list {
		payload, err := json.Marshal(ev)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", ev.EventName(), err)
		}
		out[i] = message{ev, Envelope{ID: db.NewID(), Name: ev.EventName(), AggregateID: ev.AggregateID(), At: at, Payload: payload}}
	}
	return out, nil
}

// feedTx puts the events that leave the module before every follower.
func (b *Bus) feedTx(ctx context.Context, tx db.Tx, list []message) error {
	if len(b.followers) == 0 {
		return nil
	}
	var (
		ids, aggregates []uuid.UUID
		names           []string
		at              []time.Time
		payloads        []json.RawMessage
		cause           = traces.CauseOf(ctx)
	)
	for _, m := range list {
		if !token.IsExported(reflect.TypeOf(m.event).Name()) {
			continue
		}
		ids, aggregates = append(ids, m.envelope.ID), append(aggregates, m.envelope.AggregateID)
		names, at, payloads = append(names, m.envelope.Name), append(at, m.envelope.At), append(payloads, m.envelope.Payload)
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO events.feed (follower, id, name, aggregate_id, at, payload, cause)
		SELECT f, e.id, e.name, e.aggregate_id, e.at, e.payload, $7
		FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::jsonb[])
			WITH ORDINALITY AS e (id, name, aggregate_id, at, payload, n), unnest($1::text[]) AS f
		ORDER BY e.n`, b.followerNames(), ids, names, aggregates, at, payloads, cause)
	if err != nil {
		return fmt.Errorf("feed %s: %w", list[0].envelope.Name, err)
	}
	return nil
}
