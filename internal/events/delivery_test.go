package events_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
)

// rang says that a bell rang.
type rang struct {
	Times int `json:"times"`
}

// EventName implements events.Event.
func (rang) EventName() string { return "bell.rang" }

// AggregateID implements events.Event.
func (rang) AggregateID() uuid.UUID { return uuid.UUID{} }

// setup returns a bus on a database with a table in which consumers note what
// they heard.
func setup(t *testing.T) (*db.Pool, *events.Bus) {
	t.Helper()
	pool := dbtest.New(t)
	const table = "CREATE TABLE heard (who text NOT NULL, times int NOT NULL); GRANT ALL ON heard TO PUBLIC"
	if _, err := dbtest.Owner(t, pool).Exec(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	return pool, newBus(t, pool)
}

func newBus(t *testing.T, pool *db.Pool) *events.Bus {
	t.Helper()
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return bus
}

func note(ctx context.Context, tx db.Tx, who string, ev rang) error {
	_, err := tx.Exec(ctx, "INSERT INTO heard VALUES ($1, $2)", who, ev.Times)
	return err
}

func ring(t *testing.T, pool *db.Pool, bus *events.Bus, times int) {
	t.Helper()
	if err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return bus.PublishTx(t.Context(), tx, rang{times}) }); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, bus *events.Bus) {
	t.Helper()
	if err := bus.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func wantHeard(t *testing.T, pool *db.Pool, want string) {
	t.Helper()
	var got string
	const q = "SELECT coalesce(string_agg(who || times, ' ' ORDER BY who, times), '') FROM heard"
	if err := pool.QueryRow(t.Context(), q).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

func texts(t *testing.T, rows pgx.Rows) []string {
	t.Helper()
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEveryConsumerGetsTheEventOnce(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	for _, who := range []string{"cat", "dog"} {
		events.Subscribe(bus, who, func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, who, ev) })
	}
	ring(t, pool, bus, 1)
	ring(t, pool, bus, 2)
	wantHeard(t, pool, "")
	drain(t, bus)
	wantHeard(t, pool, "cat1 cat2 dog1 dog2")
	drain(t, bus)
	wantHeard(t, pool, "cat1 cat2 dog1 dog2")
}

func TestRolledBackProducerDeliversNothing(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	rolledBack := errors.New("changed my mind")
	err := db.InTx(t.Context(), pool, func(tx db.Tx) error {
		if err := bus.PublishTx(t.Context(), tx, rang{1}); err != nil {
			return err
		}
		return rolledBack
	})
	if !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	drain(t, bus)
	wantHeard(t, pool, "")
}

func TestFailedConsumer(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"that returns an error": func() error { return errors.New("the dog barks") },
		"that panics":           func() error { panic("the dog barks") },
	} {
		t.Run(name+" leaves nothing, holds nobody up and is tried again", func(t *testing.T) {
			t.Parallel()
			pool, bus := setup(t)
			var calls atomic.Int32
			events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
			events.Subscribe(bus, "dog", func(ctx context.Context, tx db.Tx, ev rang) error {
				if err := note(ctx, tx, "dog", ev); err != nil {
					return err
				}
				if calls.Add(1) == 1 {
					return fail()
				}
				return nil
			})
			ring(t, pool, bus, 1)
			if err := bus.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "the dog barks") {
				t.Errorf("got %v, want the consumer's error", err)
			}
			wantHeard(t, pool, "cat1")
			drain(t, bus)
			wantHeard(t, pool, "cat1 dog1")
			if n := calls.Load(); n != 2 {
				t.Errorf("%d calls, want 2", n)
			}
		})
	}
}

// A worker that died after its consumer's commit must not have left the job to
// be done again: the effect and the completion are one commit.
func TestConsumersEffectAndItsCompletionAreOneCommit(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	// The database tells, in the transaction that completes the job, whether
	// it is the one that wrote the note.
	_, err := dbtest.Owner(t, pool).Exec(t.Context(), `
		CREATE TABLE completed_with (notes int);
		GRANT ALL ON completed_with TO PUBLIC;
		CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			INSERT INTO completed_with SELECT count(*) FROM heard WHERE xmin::text::bigint = pg_current_xact_id()::text::bigint;
			RETURN NEW;
		END $$;
		CREATE TRIGGER remember AFTER UPDATE ON `+db.JobsSchema+`.river_job
			FOR EACH ROW WHEN (NEW.state = 'completed' AND OLD.state <> 'completed') EXECUTE FUNCTION remember()`)
	if err != nil {
		t.Fatal(err)
	}
	ring(t, pool, bus, 1)
	drain(t, bus)
	var jobs, notes int
	if err := pool.QueryRow(t.Context(), "SELECT count(*), sum(notes) FROM completed_with").Scan(&jobs, &notes); err != nil {
		t.Fatal(err)
	}
	if jobs != 1 || notes != 1 {
		t.Errorf("%d jobs completed, with %d notes in the same transaction; want 1 and 1", jobs, notes)
	}
}

func TestEventForAConsumerOfANewerVersionWaits(t *testing.T) {
	t.Parallel()
	pool, newer := setup(t)
	hear := func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) }
	events.Subscribe(newer, "cat", hear)
	ring(t, pool, newer, 1)

	drain(t, newBus(t, pool)) // knows no cat
	wantHeard(t, pool, "")
	if _, err := pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET state = 'available', scheduled_at = now()"); err != nil {
		t.Fatal(err)
	}
	drain(t, newer)
	wantHeard(t, pool, "cat1")
}

func TestTwoConsumersOfOneNameAreAMistake(t *testing.T) {
	t.Parallel()
	_, bus := setup(t)
	deaf := func(context.Context, db.Tx, rang) error { return nil }
	events.Subscribe(bus, "cat", deaf)
	defer func() {
		if recover() == nil {
			t.Error("the second was taken")
		}
	}()
	events.Subscribe(bus, "cat", deaf)
}
