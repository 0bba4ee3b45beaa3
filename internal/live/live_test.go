package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/live"
)

// within is far longer than anything here takes.
const within = 20 * time.Second

// process is one of several on a database.
type process struct{ *live.Service }

// run lets a process listen until the test ends, and returns it when it hears.
func run(t *testing.T, pool *db.Pool, maxStreams int) process {
	t.Helper()
	p := process{newService(pool, maxStreams)}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { p.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	p.awaitListening(t)
	return p
}

func newService(pool *db.Pool, maxStreams int) *live.Service {
	return live.New(pool, live.Config{MaxStreams: maxStreams}, slog.New(slog.DiscardHandler), time.Now)
}

func (p process) awaitListening(t *testing.T) {
	t.Helper()
	eventually(t, func() bool {
		sub, err := p.Subscribe("probe", "nothing")
		if err == nil {
			sub.Close()
		}
		return err == nil
	})
}

// eventually looks again and again until ok.
func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(within); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s", within)
		}
	}
}

// follow subscribes and takes the notice that every stream begins with.
func (p process) follow(t *testing.T, topics ...live.Topic) *live.Subscription {
	t.Helper()
	sub, err := p.Subscribe("somebody", topics...)
	check(t, err)
	t.Cleanup(sub.Close)
	want(t, sub, live.Notice{Type: live.All})
	return sub
}

func want(t *testing.T, sub *live.Subscription, notices ...live.Notice) {
	t.Helper()
	var got []live.Notice
	timeout := time.After(within)
	for len(got) < len(notices) {
		select {
		case <-sub.Wake():
			list, more := sub.Take()
			if !more {
				t.Fatalf("the stream ended after %s", text(got))
			}
			got = append(got, list...)
		case <-timeout:
			t.Fatalf("told %s, want %s", text(got), text(notices))
		}
	}
	if text(got) != text(notices) {
		t.Errorf("told %s, want %s", text(got), text(notices))
	}
}

func text(list []live.Notice) string {
	b, err := json.Marshal(list)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func tell(t *testing.T, pool *db.Pool, to live.Topic, n live.Notice) {
	t.Helper()
	check(t, live.Tell(t.Context(), pool, to, n))
}

func TestEveryProcessTellsItsFollowers(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	one, two := run(t, pool, 10), run(t, pool, 10)
	order, other := uuid.New(), uuid.New()
	a, b, c := one.follow(t, live.OfOrder(order)), two.follow(t, live.OfOrder(order), live.Market), two.follow(t, live.OfOrder(other))

	notice := live.Notice{Type: live.Order, ID: &order}
	tell(t, pool, live.OfOrder(order), notice)
	want(t, a, notice)
	want(t, b, notice)
	tell(t, pool, live.Market, live.Notice{Type: live.Jobs})
	want(t, b, live.Notice{Type: live.Jobs})
	// What comes to one connection comes in order: c would have had the first.
	last := live.Notice{Type: live.Order, ID: &other}
	tell(t, pool, live.OfOrder(other), last)
	want(t, c, last)
}

// A connection that is cut hears nothing until the next is there. Who stayed is
// told to read everything; and after that nothing is missed.
func TestConnectionIsCut(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	p := run(t, pool, 10)
	sub := p.follow(t, live.Market)
	for range 3 {
		cut(t, pool)
		want(t, sub, live.Notice{Type: live.All})
		for range 20 {
			id := uuid.New()
			notice := live.Notice{Type: live.Order, ID: &id}
			tell(t, pool, live.Market, notice)
			want(t, sub, notice)
		}
	}
}

func cut(t *testing.T, pool *db.Pool) {
	t.Helper()
	const q = `WITH listening AS MATERIALIZED (
			SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rialto live')
		SELECT count(*) FROM listening WHERE pg_terminate_backend(pid)`
	var n int
	check(t, dbtest.Owner(t, pool).QueryRow(t.Context(), q).Scan(&n))
	if n != 1 {
		t.Fatalf("cut %d connections, want 1", n)
	}
}

func TestSlowStreamHoldsLittle(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	p := run(t, pool, 10)
	slow, quick := p.follow(t, live.Market), p.follow(t, "last")
	for range 100 {
		tell(t, pool, live.Market, live.Notice{Type: live.Jobs})
	}
	tell(t, pool, "last", live.Notice{Type: live.Jobs})
	want(t, quick, live.Notice{Type: live.Jobs})
	if got, _ := slow.Take(); len(got) != 1 {
		t.Errorf("100 equal notices are %d, want 1", len(got))
	}
	for range 100 {
		id := uuid.New()
		tell(t, pool, live.Market, live.Notice{Type: live.Order, ID: &id})
	}
	tell(t, pool, "last", live.Notice{Type: live.Jobs})
	want(t, quick, live.Notice{Type: live.Jobs})
	if got, _ := slow.Take(); text(got) != `[{"type":"all"}]` {
		t.Errorf("100 different notices are %s, want all", text(got))
	}
}

func TestNobodyIsLetInWhom(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	refused := func(t *testing.T, p process, caller string, want error) {
		t.Helper()
		if sub, err := p.Subscribe(caller, live.Market); !errors.Is(err, want) {
			t.Errorf("got %v %v, want %v", sub, err, want)
		}
	}

	t.Run("nobody would tell anything", func(t *testing.T) {
		t.Parallel()
		p := process{newService(pool, 10)}
		refused(t, p, "a", live.ErrAway)
	})
	t.Run("there is no room for", func(t *testing.T) {
		t.Parallel()
		p := run(t, pool, 2)
		first := p.follow(t, live.Market)
		p.follow(t, live.Market)
		refused(t, p, "a", live.ErrFull)
		first.Close()
		first.Close() // once more changes nothing
		p.follow(t, live.Market)
		refused(t, p, "a", live.ErrFull)
	})
	t.Run("has too many already", func(t *testing.T) {
		t.Parallel()
		p := run(t, pool, 1000)
		for range 50 {
			p.follow(t, live.Market)
		}
		refused(t, p, "somebody", live.ErrTooMany)
		sub, err := p.Subscribe("somebody else", live.Market)
		check(t, err)
		sub.Close()
	})
	t.Run("comes when it ends", func(t *testing.T) {
		t.Parallel()
		p := process{newService(pool, 10)}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { p.Run(ctx); close(ended) }()
		p.awaitListening(t)
		sub := p.follow(t, live.Market)
		stop()
		select {
		case <-sub.Wake():
		case <-time.After(within):
			t.Fatal("the stream goes on")
		}
		if _, more := sub.Take(); more {
			t.Error("there is more to come")
		}
		<-ended
		refused(t, p, "a", live.ErrAway)
	})
}

// What tells nobody is looked at, as long as somebody follows.
func TestSample(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var mu sync.Mutex
	value, looks := "1", 0
	s := newService(pool, 10)
	jobs := live.Notice{Type: live.Jobs}
	s.Sample(live.Market, jobs, time.Millisecond, func(context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		looks++
		return value, nil
	})
	looked := func() int {
		mu.Lock()
		defer mu.Unlock()
		return looks
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	p := process{s}
	p.awaitListening(t)
	if n := looked(); n != 0 {
		t.Errorf("looked %d times for nobody", n)
	}
	sub := p.follow(t, live.Market)
	want(t, sub, jobs) // it may have changed since they read it
	eventually(t, func() bool { return looked() > 20 })
	if got, _ := sub.Take(); len(got) > 0 {
		t.Errorf("told %s, and nothing changed", text(got))
	}
	mu.Lock()
	value = "2"
	mu.Unlock()
	want(t, sub, jobs)
}
