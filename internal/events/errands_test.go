package events_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
)

// walk are the arguments of an errand.
type walk struct {
	Dog string `json:"dog"`
}

func TestErrands(t *testing.T) {
	t.Parallel()
	changedMind := errors.New("changed my mind")
	setup := func(t *testing.T, do func(context.Context, walk) error) (*events.Bus, func(then error)) {
		t.Helper()
		pool := dbtest.New(t)
		bus := newBus(t, pool)
		walks := events.NewErrand(bus, "dog.walk", do)
		return bus, func(then error) {
			t.Helper()
			err := db.InTx(t.Context(), pool, func(tx db.Tx) error {
				if err := walks.QueueTx(t.Context(), tx, walk{"Rex"}); err != nil {
					return err
				}
				return then
			})
			if !errors.Is(err, then) {
				t.Fatal(err)
			}
		}
	}

	t.Run("are run once, after the commit", func(t *testing.T) {
		t.Parallel()
		var walked []string
		bus, queue := setup(t, func(_ context.Context, w walk) error { walked = append(walked, w.Dog); return nil })
		queue(nil)
		drain(t, bus)
		drain(t, bus)
		if got := strings.Join(walked, " "); got != "Rex" {
			t.Errorf("walked %q, want Rex once", got)
		}
	})
	t.Run("of a transaction that was rolled back are not run", func(t *testing.T) {
		t.Parallel()
		bus, queue := setup(t, func(context.Context, walk) error { t.Error("it was run"); return nil })
		queue(changedMind)
		drain(t, bus)
	})
	t.Run("that fail are run again", func(t *testing.T) {
		t.Parallel()
		calls := 0
		bus, queue := setup(t, func(context.Context, walk) error {
			if calls++; calls == 1 {
				return errors.New("it rains")
			}
			return nil
		})
		queue(nil)
		if err := bus.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "dog.walk: it rains") {
			t.Errorf("got %v, want the errand's error", err)
		}
		drain(t, bus)
		if calls != 2 {
			t.Errorf("%d calls, want 2", calls)
		}
	})
	t.Run("of a newer version wait for it", func(t *testing.T) {
		t.Parallel()
		pool := dbtest.New(t)
		walked := false
		newer, older := newBus(t, pool), newBus(t, pool)
		walks := events.NewErrand(newer, "dog.walk", func(context.Context, walk) error { walked = true; return nil })
		if err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return walks.QueueTx(t.Context(), tx, walk{"Rex"}) }); err != nil {
			t.Fatal(err)
		}
		drain(t, older)
		if _, err := pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET state = 'available', scheduled_at = now()"); err != nil {
			t.Fatal(err)
		}
		drain(t, newer)
		if !walked {
			t.Error("nobody ran it")
		}
	})
	t.Run("are registered under one name once", func(t *testing.T) {
		t.Parallel()
		bus, err := events.New(dbtest.New(t), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		stay := func(context.Context, walk) error { return nil }
		events.NewErrand(bus, "dog.walk", stay)
		defer func() {
			if recover() == nil {
				t.Error("the second was taken")
			}
		}()
		events.NewErrand(bus, "dog.walk", stay)
	})
}
