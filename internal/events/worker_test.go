package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"rialto/internal/db"
	"rialto/internal/events"
)

func TestJobsOfADeadWorker(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	ring(t, pool, bus, 1)
	_, err := pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{dead}'")
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.ReleaseOrphans(t.Context()); err != nil {
		t.Fatal(err)
	}
	drain(t, bus)
	wantHeard(t, pool, "cat1")
}

func TestStartedBusDeliversAndStops(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	heard := make(chan int, 1)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error {
		heard <- ev.Times
		return nil
	})
	start(t, bus)
	ring(t, pool, bus, 7)
	if n := within(t, heard); n != 7 {
		t.Errorf("heard %d", n)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()

	t.Run("lets running jobs finish, and begins no more", func(t *testing.T) {
		t.Parallel()
		pool, bus := setup(t)
		began, finish := make(chan struct{}, 10), make(chan struct{})
		events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error {
			began <- struct{}{}
			<-finish
			return note(ctx, tx, "cat", ev)
		})
		bus.SetWorkers(map[events.Urgency]int{events.Events: 2})
		for n := range 5 {
			ring(t, pool, bus, n)
		}
		start(t, bus)
		within(t, began)
		within(t, began)
		stopped := make(chan error)
		go func() { stopped <- bus.Stop(t.Context()) }()
		close(finish)
		if err := within(t, stopped); err != nil {
			t.Error(err)
		}
		wantStates(t, pool, "available 3 attempt 0, completed 2 attempt 1")
		drain(t, newHearing(t, pool))
		wantHeard(t, pool, "cat0 cat1 cat2 cat3 cat4")
	})

	t.Run("cancels those that do not finish, which are begun again as if they had not been", func(t *testing.T) {
		t.Parallel()
		pool, bus := setup(t)
		began := make(chan struct{}, 2)
		hang := func(ctx context.Context) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}
		events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error {
			if err := note(ctx, tx, "cat", ev); err != nil {
				return err
			}
			return hang(ctx)
		})
		walks := events.NewErrand(bus, "dog.walk", func(ctx context.Context, _ walk) error { return hang(ctx) })
		if err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return walks.QueueTx(t.Context(), tx, walk{"Rex"}) }); err != nil {
			t.Fatal(err)
		}
		ring(t, pool, bus, 1)
		start(t, bus)
		within(t, began)
		within(t, began)
		stop(t, bus)
		wantStates(t, pool, "available 2 attempt 0")
		wantHeard(t, pool, "")
		again, walked := newHearing(t, pool), 0
		events.NewErrand(again, "dog.walk", func(context.Context, walk) error { walked++; return nil })
		drain(t, again)
		wantHeard(t, pool, "cat1")
		if walked != 1 {
			t.Errorf("walked %d times", walked)
		}
	})

	t.Run("is quick when nothing runs", func(t *testing.T) {
		t.Parallel()
		_, bus := setup(t)
		start(t, bus)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		stopped := make(chan error)
		go func() { stopped <- bus.Stop(ctx) }()
		if err := within(t, stopped); err != nil {
			t.Error(err)
		}
	})
}

// newHearing is a bus of another process, whose cat hears.
func newHearing(t *testing.T, pool *db.Pool) *events.Bus {
	t.Helper()
	bus := newBus(t, pool)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	return bus
}

func wantStates(t *testing.T, pool *db.Pool, want string) {
	t.Helper()
	var got string
	const q = "SELECT string_agg(state || ' ' || n || ' attempt ' || attempt, ', ' ORDER BY state) FROM (SELECT state, attempt, count(*) AS n FROM " +
		db.JobsSchema + ".river_job GROUP BY 1, 2) AS jobs"
	if err := pool.QueryRow(t.Context(), q).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("jobs are %q, want %q", got, want)
	}
}

func TestRoundsOfAChoreDoNotPileUp(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	var slow, failing atomic.Int32
	began, finish, ticks := make(chan int32), make(chan struct{}), make(chan struct{})
	bus.Every(time.Millisecond, "slow", func(ctx context.Context) error {
		select {
		case began <- slow.Add(1):
		case <-ctx.Done():
		}
		select {
		case <-finish:
		case <-ctx.Done():
		}
		return nil
	})
	bus.Every(time.Millisecond, "tick", func(ctx context.Context) error {
		select {
		case ticks <- struct{}{}:
		case <-ctx.Done():
		}
		return nil
	})
	bus.Every(time.Millisecond, "failing", func(context.Context) error {
		failing.Add(1)
		return errors.New("no")
	})
	start(t, bus)

	within(t, began)
	for range 5 { // so many rounds of the slow chore are due meanwhile
		within(t, ticks)
	}
	var rounds int
	const q = "SELECT count(*) FROM " + db.JobsSchema + ".river_job WHERE args ->> 'chore' = 'slow'"
	if err := pool.QueryRow(t.Context(), q).Scan(&rounds); err != nil {
		t.Fatal(err)
	}
	if rounds != 1 || slow.Load() != 1 {
		t.Errorf("%d rounds queued and %d begun while the first runs, want 1 and 1", rounds, slow.Load())
	}

	close(finish)
	if n := within(t, began); n != 2 {
		t.Errorf("round %d follows, want 2", n)
	}
	// A failed round is followed by the next one, not retried in its place.
	for failing.Load() < 3 {
		within(t, ticks)
	}
	var discarded int
	const kept = "SELECT count(*) FROM " + db.JobsSchema + ".river_job WHERE state = 'discarded'"
	if err := pool.QueryRow(t.Context(), kept).Scan(&discarded); err != nil {
		t.Fatal(err)
	}
	if discarded > 0 {
		t.Errorf("%d failed rounds are kept for days", discarded)
	}
}

// start starts the bus until the test's end.
func start(t *testing.T, bus *events.Bus) {
	t.Helper()
	if err := bus.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, bus) })
}

func stop(t *testing.T, bus *events.Bus) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 100*time.Millisecond)
	defer cancel()
	if err := bus.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func within[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// awaitHeard waits until so many notes are committed.
func awaitHeard(t *testing.T, pool *db.Pool, want int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		var n int
		if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM heard").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n >= want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("heard %d, want %d", n, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
