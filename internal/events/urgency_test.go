package events_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"rialto/internal/db"
	"rialto/internal/events"
)

// paid says that a bell was paid for.
type paid struct {
	rang
}

// EventName implements events.Event.
func (paid) EventName() string { return "bell.paid" }

// blocked are calls that go on when the test ends.
type blocked struct {
	calls atomic.Int32
	began chan struct{}
	open  chan struct{}
}

func newBlocked(t *testing.T) *blocked {
	b := &blocked{began: make(chan struct{}, 1000), open: make(chan struct{})}
	t.Cleanup(func() { close(b.open) })
	return b
}

func (b *blocked) wait(ctx context.Context) error {
	b.calls.Add(1)
	b.began <- struct{}{}
	select {
	case <-b.open:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func TestBulkWorkDelaysNoPayment(t *testing.T) {
	t.Parallel()
	queue := func(t *testing.T, pool *db.Pool, e *events.Errand[walk], n int) {
		t.Helper()
		err := db.InTx(t.Context(), pool, func(tx db.Tx) error {
			for range n {
				if err := e.QueueTx(t.Context(), tx, walk{"Rex"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}

	t.Run("when all its workers are at work and more of it waits", func(t *testing.T) {
		t.Parallel()
		pool, bus := setup(t)
		bulk, done := newBlocked(t), make(chan string, 100)
		imports := events.NewErrand(bus, "dog.import", func(ctx context.Context, _ walk) error { return bulk.wait(ctx) }, events.Bulk)
		charge := events.NewErrand(bus, "dog.charge", func(_ context.Context, w walk) error { done <- w.Dog; return nil }, events.Payments)
		bus.SetWorkers(map[events.Urgency]int{events.Bulk: 3})
		queue(t, pool, imports, 50)
		start(t, bus)
		for range 3 {
			within(t, bulk.began)
		}
		queue(t, pool, charge, 20)
		for range 20 {
			within(t, done)
		}
		if n := bulk.calls.Load(); n != 3 {
			t.Errorf("%d of the bulk jobs have begun, want as many as there are workers", n)
		}
	})

	t.Run("when events could hold every connection", func(t *testing.T) {
		t.Parallel()
		pool, bus := setup(t)
		crowd, done := newBlocked(t), make(chan int, 1)
		events.Subscribe(bus, "cat", func(ctx context.Context, _ db.Tx, _ rang) error { return crowd.wait(ctx) })
		events.Subscribe(bus, "cashier", func(_ context.Context, _ db.Tx, ev paid) error { done <- ev.Times; return nil }, events.Payments)
		conns := int(pool.Config().MaxConns)
		bus.SetWorkers(map[events.Urgency]int{events.Events: 4 * conns})
		for range 4 * conns {
			ring(t, pool, bus, 1)
		}
		start(t, bus)
		for range conns / 2 {
			within(t, crowd.began)
		}
		err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return bus.PublishTx(t.Context(), tx, paid{rang{7}}) })
		if err != nil {
			t.Fatal(err)
		}
		if n := within(t, done); n != 7 {
			t.Errorf("paid %d", n)
		}
		if n := int(crowd.calls.Load()); n != conns/2 {
			t.Errorf("%d deliveries hold one of %d connections, want half", n, conns)
		}
	})
}

func TestChoresKeepToTheirUrgency(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	done := make(chan string, 10)
	bus.Every(time.Hour, "cashier.reconcile", func(context.Context) error { done <- "reconciled"; return nil }, events.Payments)
	bus.Every(time.Hour, "dog.sweep", func(context.Context) error { done <- "swept"; return nil })
	start(t, bus)
	within(t, done)
	within(t, done)
	rows, err := pool.Query(t.Context(), "SELECT queue FROM "+db.JobsSchema+".river_job ORDER BY queue DESC")
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(t, rows); !slices.Equal(got, []string{"payments", "chores"}) {
		t.Errorf("rounds are in %v", got)
	}
}

func TestJobsOfEarlierVersionsAreDone(t *testing.T) {
	t.Parallel()
	for _, queue := range []string{"errands", "imports_work", "imports_fetch_pictures", "events"} {
		t.Run("in "+queue, func(t *testing.T) {
			t.Parallel()
			pool, bus := setup(t)
			heard := make(chan int, 1)
			events.Subscribe(bus, "cat", func(_ context.Context, _ db.Tx, ev rang) error { heard <- ev.Times; return nil }, events.Mail)
			ring(t, pool, bus, 3)
			if _, err := pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET queue = $1", queue); err != nil {
				t.Fatal(err)
			}
			start(t, bus)
			within(t, heard)
		})
	}
}

// A worker that hangs for so long that its job is given to another one must not
// write beside it when it goes on.
func TestJobThatWasGivenToAnotherWorkerIsDoneOnce(t *testing.T) {
	t.Parallel()
	pool, hanging := setup(t)
	hangs, goOn := make(chan struct{}), make(chan struct{})
	events.Subscribe(hanging, "cat", func(ctx context.Context, tx db.Tx, ev rang) error {
		err := note(ctx, tx, "cat", ev)
		close(hangs)
		<-goOn
		return err
	})
	hanging.SetWorkers(map[events.Urgency]int{events.Events: 1})
	start(t, hanging)
	ring(t, pool, hanging, 1)
	within(t, hangs)
	// What River does with the jobs of a worker that seems to be dead.
	if _, err := pool.Exec(t.Context(), "UPDATE "+db.JobsSchema+".river_job SET state = 'available'"); err != nil {
		t.Fatal(err)
	}
	other := newBus(t, pool)
	events.Subscribe(other, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	start(t, other)
	awaitHeard(t, pool, 1)
	close(goOn)
	if err := hanging.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	wantHeard(t, pool, "cat1")
}
