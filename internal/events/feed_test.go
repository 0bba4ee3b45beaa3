package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
)

// Cast says that a bell was cast. Its type is exported: followers hear of it.
type Cast struct {
	Bell uuid.UUID `json:"bell"`
	Part int       `json:"part"`
}

// EventName implements events.Event.
func (Cast) EventName() string { return "bell.cast" }

// AggregateID implements events.Event.
func (c Cast) AggregateID() uuid.UUID { return c.Bell }

func publish(t *testing.T, pool *db.Pool, bus *events.Bus, list ...events.Event) {
	t.Helper()
	if err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return bus.PublishAllTx(t.Context(), tx, list) }); err != nil {
		t.Fatal(err)
	}
}

// parts returns so many events of one bell.
func parts(bell uuid.UUID, n int) []events.Event {
	var list []events.Event
	for i := range n {
		list = append(list, Cast{bell, i})
	}
	return list
}

func waiting(t *testing.T, bus *events.Bus) int {
	t.Helper()
	list, err := bus.Feeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("feeds %v, want one", list)
	}
	return list[0].Waiting
}

func TestFollowerGetsWhatLeavesTheModuleInOrder(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	var got []events.Envelope
	bus.Follow("crow", func(_ context.Context, batch []events.Envelope) (int, error) {
		got = append(got, batch...)
		return len(batch), nil
	})
	bell := uuid.New()
	publish(t, pool, bus, parts(bell, 1200)...)
	publish(t, pool, bus, rang{1}) // of a type that is not exported
	if n := waiting(t, bus); n != 1200 {
		t.Errorf("%d wait, want 1200", n)
	}
	drain(t, bus)
	if len(got) != 1200 {
		t.Fatalf("got %d events, want 1200", len(got))
	}
	ids := map[uuid.UUID]bool{}
	for i, e := range got {
		ids[e.ID] = true
		if want := fmt.Sprintf(`{"bell": "%s", "part": %d}`, bell, i); string(e.Payload) != want {
			t.Fatalf("event %d is %s, want %s", i, e.Payload, want)
		}
	}
	if e := got[0]; len(ids) != 1200 || e.Name != "bell.cast" || e.AggregateID != bell || time.Since(e.At) > time.Minute {
		t.Errorf("%d ids; the first is %+v", len(ids), e)
	}
	if n := waiting(t, bus); n != 0 {
		t.Errorf("%d still wait", n)
	}
}

func TestRolledBackProducerFeedsNothing(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	bus.Follow("crow", func(_ context.Context, batch []events.Envelope) (int, error) { return len(batch), nil })
	rolledBack := errors.New("changed my mind")
	err := db.InTx(t.Context(), pool, func(tx db.Tx) error {
		return errors.Join(bus.PublishTx(t.Context(), tx, Cast{uuid.New(), 1}), rolledBack)
	})
	if !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	if n := waiting(t, bus); n != 0 {
		t.Errorf("%d wait", n)
	}
}

func TestFollowerIsDoneWithTheBeginningOfABatch(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	var got [][]events.Envelope
	bus.Follow("crow", func(_ context.Context, batch []events.Envelope) (int, error) {
		got = append(got, batch)
		if len(got) == 1 {
			return 2, errors.New("the broker is gone")
		}
		return len(batch), nil
	})
	publish(t, pool, bus, parts(uuid.New(), 5)...)
	if err := bus.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "the broker is gone") {
		t.Fatalf("got %v, want the follower's error", err)
	}
	drain(t, bus)
	if len(got) != 2 || len(got[1]) != 3 || !slices.EqualFunc(got[0][2:], got[1], func(a, b events.Envelope) bool { return a.ID == b.ID }) {
		t.Errorf("the second batch is not the three that were left, with their ids: %v", got)
	}
}

func TestFollowersWritesAreOnceForEachEvent(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	calls := 0
	bus.FollowTx("crow", func(ctx context.Context, tx db.Tx, batch []events.Envelope) error {
		for i := range batch {
			if err := note(ctx, tx, "crow", rang{i}); err != nil {
				return err
			}
		}
		if calls++; calls == 1 {
			return errors.New("the crow coughs")
		}
		return nil
	})
	publish(t, pool, bus, parts(uuid.New(), 3)...)
	if err := bus.Drain(t.Context()); err == nil {
		t.Fatal("the first try failed, and nobody said so")
	}
	wantHeard(t, pool, "")
	drain(t, bus)
	drain(t, bus)
	wantHeard(t, pool, "crow0 crow1 crow2")
}

func TestFollowerThatPanicsHasFailed(t *testing.T) {
	t.Parallel()
	for name, follow := range map[string]func(*events.Bus, func()){
		"outside of a transaction": func(bus *events.Bus, hear func()) {
			bus.Follow("crow", func(_ context.Context, batch []events.Envelope) (int, error) { hear(); return len(batch), nil })
		},
		"in one": func(bus *events.Bus, hear func()) {
			bus.FollowTx("crow", func(context.Context, db.Tx, []events.Envelope) error { hear(); return nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, bus := setup(t)
			calls := 0
			follow(bus, func() {
				if calls++; calls == 1 {
					panic("the crow faints")
				}
			})
			publish(t, pool, bus, Cast{uuid.New(), 1})
			if err := bus.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "the crow faints") {
				t.Errorf("got %v, want what it panicked with", err)
			}
			drain(t, bus)
			if n := waiting(t, bus); calls != 2 || n != 0 {
				t.Errorf("%d calls, %d still wait", calls, n)
			}
		})
	}
}

// Two processes work on one database. Only one has hold of the follower; the
// other goes on when it ends, or when it has been silent for too long.
func TestOneProcessAtATimeHandsOver(t *testing.T) {
	t.Parallel()
	pool, publisher := setup(t)
	publisher.Follow("crow", nil) // never handed over in this process
	handed := make(chan string, 100)
	worker := func(name string) *events.Bus {
		bus := newBus(t, pool)
		bus.Follow("crow", func(_ context.Context, batch []events.Envelope) (int, error) {
			for range batch {
				handed <- name
			}
			return len(batch), nil
		})
		if err := bus.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		return bus
	}
	stop := func(bus *events.Bus) {
		if err := bus.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	var who string
	next := func(n int) {
		for range n {
			who += within(t, handed)
		}
	}

	first := worker("a")
	publish(t, pool, publisher, Cast{uuid.New(), 0})
	next(1)
	second := worker("b")
	for range 10 {
		publish(t, pool, publisher, Cast{uuid.New(), 0})
	}
	next(10)
	stop(first)
	publish(t, pool, publisher, Cast{uuid.New(), 0})
	next(1)
	stop(second)
	if who != "aaaaaaaaaaab" {
		t.Errorf("handed over by %s, want by a until it ended", who)
	}

	// One that was killed did not let go.
	const dead = "UPDATE events.followers SET holder = gen_random_uuid(), held_until = now() + $1"
	if _, err := pool.Exec(t.Context(), dead, time.Hour); err != nil {
		t.Fatal(err)
	}
	publish(t, pool, publisher, Cast{uuid.New(), 0})
	third := newBus(t, pool)
	third.Follow("crow", func(context.Context, []events.Envelope) (int, error) {
		t.Error("handed over what another process has hold of")
		return 0, nil
	})
	drain(t, third)
	if _, err := pool.Exec(t.Context(), dead, -time.Second); err != nil {
		t.Fatal(err)
	}
	fourth := worker("d")
	next(1)
	stop(fourth)
}

func TestTwoFollowersOfOneNameAreAMistake(t *testing.T) {
	t.Parallel()
	_, bus := setup(t)
	bus.Follow("crow", nil)
	defer func() {
		if recover() == nil {
			t.Error("the second was taken")
		}
	}()
	bus.FollowTx("crow", nil)
}
