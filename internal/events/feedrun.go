package events

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/db"
	"rialto/internal/traces"
)

const (
	feedBatch   = 500
	feedPause   = 200 * time.Millisecond // between looks at an empty feed
	handTimeout = 20 * time.Second
	leaseFor    = 30 * time.Second // more than handTimeout
	// feedRetry is the first pause after a failure. It doubles up to feedRetryMost.
	feedRetry     = time.Second
	feedRetryMost = 30 * time.Second
)

// feeding hands the feed of one follower over, in one process.
type feeding struct {
	follower
	bus    *Bus
	holder uuid.UUID
	until  time.Time // no other process hands events to the follower before
}

func (b *Bus) feedings() []*feeding {
	list := make([]*feeding, len(b.followers))
	for i, f := range b.followers {
		list[i] = &feeding{follower: f, bus: b, holder: uuid.New()}
	}
	return list
}

// registerFollowers makes the rows that the processes take hold of.
func (b *Bus) registerFollowers(ctx context.Context) error {
	const q = "INSERT INTO events.followers (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING"
	if _, err := b.pool.Exec(ctx, q, b.followerNames()); err != nil {
		return fmt.Errorf("register followers: %w", err)
	}
	return nil
}

// run hands events over until ctx ends.
func (f *feeding) run(ctx context.Context) {
	pause := feedRetry
	for ctx.Err() == nil {
		n, err := f.once(ctx)
		wait := feedPause
		switch {
		case err != nil && ctx.Err() == nil:
			f.bus.log.WarnContext(ctx, "events wait", "follower", f.name, "again_in", pause, "error", err)
			wait, pause = pause, min(2*pause, feedRetryMost)
		case n == feedBatch:
			wait, pause = 0, feedRetry
		default:
			pause = feedRetry
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	f.release(context.WithoutCancel(ctx))
}

// database is the pool, or a transaction of it.
type database interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// once hands a batch over and returns how many events there were in it: 0 if there
// are none, or if another process has hold of the follower. A follower that panics has
// failed.
func (f *feeding) once(ctx context.Context) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", f.name, r, debug.Stack())
		}
	}()
	if f.handTx != nil {
		return f.onceTx(ctx)
	}
	if time.Until(f.until) < handTimeout {
		if got, err := f.hold(ctx); err != nil || !got {
			return 0, err
		}
	}
	batch, seqs, err := f.waiting(ctx, f.bus.pool)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	done, failure := f.handWithin(ctx, batch)
	// What was handed over is taken off the feed, also when the program ends.
	return len(batch), errors.Join(failure, f.remove(context.WithoutCancel(ctx), f.bus.pool, seqs[:done]))
}

func (f *feeding) handWithin(ctx context.Context, batch []Envelope) (done int, err error) {
	ctx, cancel := context.WithTimeout(ctx, handTimeout)
	defer cancel()
	ctx, span := f.span(ctx, batch)
	defer func() { traces.End(span, err) }()
	done, err = f.hand(ctx, batch)
	if err == nil && done < len(batch) {
		err = fmt.Errorf("took %d of %d events without an error", done, len(batch))
	}
	return done, err
}

// span is that of a batch.
func (f *feeding) span(ctx context.Context, batch []Envelope) (context.Context, trace.Span) {
	causes := make([]traces.Cause, len(batch))
	for i, e := range batch {
		causes[i] = e.Cause
	}
	ctx, links := traces.Together(ctx, causes)
	return f.bus.tracer.Start(ctx, "feed "+f.name, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithLinks(links...),
		trace.WithAttributes(attribute.Int("messaging.batch.message_count", len(batch))))
}

func (f *feeding) onceTx(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, handTimeout)
	defer cancel()
	if any, err := f.any(ctx); err != nil || !any {
		return 0, err
	}
	handed := 0
	err := db.InTx(ctx, f.bus.pool, func(tx db.Tx) error {
		locked, err := tx.Exec(ctx, "SELECT FROM events.followers WHERE name = $1 FOR UPDATE SKIP LOCKED", f.name)
		if err != nil || locked.RowsAffected() == 0 {
			return err
		}
		batch, seqs, err := f.waiting(ctx, tx)
		if err != nil || len(batch) == 0 {
			return err
		}
		within, span := f.span(ctx, batch)
		err = f.handTx(within, tx, batch)
		traces.End(span, err)
		if err != nil {
			return err
		}
		handed = len(batch)
		return f.remove(ctx, tx, seqs)
	})
	if err != nil {
		return handed, fmt.Errorf("hand events to %s: %w", f.name, err)
	}
	return handed, nil
}

// any asks whether there is something to hand over, before locks are taken for it.
func (f *feeding) any(ctx context.Context) (there bool, err error) {
	err = f.bus.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM events.feed WHERE follower = $1)", f.name).Scan(&there)
	if err != nil {
		return false, fmt.Errorf("look into the feed of %s: %w", f.name, err)
	}
	return there, nil
}

// hold takes hold of the follower, or keeps it, if there is something to hand over.
func (f *feeding) hold(ctx context.Context) (bool, error) {
	if any, err := f.any(ctx); err != nil || !any {
		return false, err
	}
	from := time.Now()
	tag, err := f.bus.pool.Exec(ctx, `UPDATE events.followers SET holder = $2, held_until = now() + $3
		WHERE name = $1 AND (holder = $2 OR held_until < now() OR holder IS NULL)`, f.name, f.holder, leaseFor)
	if err != nil {
		return false, fmt.Errorf("take hold of %s: %w", f.name, err)
	}
	if tag.RowsAffected() == 0 {
		return false, nil
	}
	f.until = from.Add(leaseFor)
	return true, nil
}

// release lets another process go on at once. What is not released ends by itself.
func (f *feeding) release(ctx context.Context) {
	if f.until.IsZero() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	f.until = time.Time{}
	const q = "UPDATE events.followers SET holder = NULL, held_until = NULL WHERE name = $1 AND holder = $2"
	if _, err := f.bus.pool.Exec(ctx, q, f.name, f.holder); err != nil {
		f.bus.log.WarnContext(ctx, "follower is not released and waits for half a minute", "follower", f.name, "error", err)
	}
}

// waiting returns the events that are next, and their numbers.
func (f *feeding) waiting(ctx context.Context, on database) ([]Envelope, []int64, error) {
	rows, err := on.Query(ctx, `SELECT seq, id, name, aggregate_id, at, payload, coalesce(cause, '{}')
		FROM events.feed WHERE follower = $1 ORDER BY seq LIMIT $2`, f.name, feedBatch)
	if err != nil {
		return nil, nil, fmt.Errorf("read the feed of %s: %w", f.name, err)
	}
	var (
		batch []Envelope
		seqs  []int64
		seq   int64
		e     Envelope
	)
	_, err = pgx.ForEachRow(rows, []any{&seq, &e.ID, &e.Name, &e.AggregateID, &e.At, &e.Payload, &e.Cause}, func() error {
		batch, seqs = append(batch, e), append(seqs, seq)
		e.Payload, e.Cause = nil, traces.Cause{} // the next row is not to be written over it
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the feed of %s: %w", f.name, err)
	}
	return batch, seqs, nil
}

func (f *feeding) remove(ctx context.Context, on database, seqs []int64) error {
	if len(seqs) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := on.Exec(ctx, "DELETE FROM events.feed WHERE follower = $1 AND seq = ANY($2)", f.name, seqs); err != nil {
		return fmt.Errorf("take events off the feed of %s: %w", f.name, err)
	}
	return nil
}
