package webhooks_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/events"
	"rialto/internal/webhooks"
)

// blackHole takes connections and never answers.
func blackHole(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		var held []net.Conn
		for {
			c, err := l.Accept()
			if err != nil {
				for _, c := range held {
					_ = c.Close()
				}
				return
			}
			held = append(held, c)
		}
	}()
	return "http://" + l.Addr().String()
}

// run delivers until the test's end.
func (s *shop) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var g sync.WaitGroup
	g.Go(func() { s.Run(ctx) })
	t.Cleanup(func() { stop(); g.Wait() })
}

const eachGets = 300

// TestDeadAndSlowDelayNoOther has an endpoint that never answers, one that takes ten
// seconds, 40 that have been dead for a while, more than there are places for, and a
// good one. All get 300 events. It is measured against the good one alone.
func TestDeadAndSlowDelayNoOther(t *testing.T) {
	t.Parallel()
	alone := setup(t)
	median, whole := alone.measureGood(t)
	t.Logf("alone the good one gets %d events in %s, half of them within %s", eachGets, whole, median)

	s := setup(t)
	var slowDone atomic.Int32
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-time.After(10 * time.Second):
			slowDone.Add(1)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	hole := blackHole(t)
	dead, _ := s.listens(t, s.ours(), hole)
	s.listens(t, s.ours(), slow.URL)
	s.deadForAWhile(t, hole)
	median, whole = s.measureGood(t)
	t.Logf("beside 41 dead ones and a slow one in %s, half of them within %s", whole, median)
	if n := slowDone.Load(); n > 0 {
		t.Errorf("the slow one had answered %d times when the good one had got all", n)
	}
	var busy int
	check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM webhooks.deliveries WHERE endpoint_id = $1 AND leased_until IS NOT NULL", dead.ID).Scan(&busy))
	wantEqual(t, "requests under way to the dead one", busy, 4)
}

// Endpoints that nobody knows to be dead begin with places like any other.
func TestThoseThatTurnOutDeadDelayNoOther(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.deadForAWhile(t, blackHole(t))
	_, err := s.pool.Exec(t.Context(), "UPDATE webhooks.endpoints SET slow = false, failures = 0, failing_since = NULL")
	check(t, err)
	median, whole := s.measureGood(t)
	t.Logf("beside 40 that turn out to be dead the good one gets %d events in %s, half of them within %s", eachGets, whole, median)
	var over int
	check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM webhooks.attempts WHERE result = 'timeout'").Scan(&over))
	if over > 0 {
		t.Errorf("%d requests to dead ones were over before the good one had got all", over)
	}
}

// deadForAWhile are 40 endpoints of other stores, for each of which 300 deliveries have
// waited for an hour.
func (s *shop) deadForAWhile(t *testing.T, url string) {
	t.Helper()
	for i := range 4 {
		o := webhooks.OfStore(s.newStore(t, fmt.Sprintf("dead-%d", i), "Dead"))
		for range webhooks.MaxEndpoints {
			s.listens(t, o, url)
		}
	}
	_, err := s.pool.Exec(t.Context(), `UPDATE webhooks.endpoints SET slow = true, failures = 3, failing_since = now() WHERE store_id <> $1`, s.store)
	check(t, err)
	_, err = s.pool.Exec(t.Context(), `INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, next_attempt_at, created_at)
		SELECT gen_random_uuid(), id, gen_random_uuid(), 'stock.low', now(), '{}', now() - interval '1 hour', now()
		FROM webhooks.endpoints, generate_series(1, $2) WHERE store_id <> $1`, s.store, eachGets)
	check(t, err)
}

// measureGood adds a good endpoint, publishes events of the store, delivers until that one
// has got all, and returns when it had half of them, and all.
func (s *shop) measureGood(t *testing.T) (median, whole time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var began time.Time
	latencies := map[string]time.Duration{}
	all := make(chan struct{})
	good := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		latencies[r.Header.Get("webhook-id")] = time.Since(began)
		if len(latencies) == eachGets {
			close(all)
		}
	}))
	t.Cleanup(good.Close)
	s.listens(t, s.ours(), good.URL)
	var list []events.Event
	for range eachGets {
		list = append(list, catalog.StockLow{StoreID: s.store, VariantIDs: []uuid.UUID{s.store}})
	}
	s.publish(t, list...)
	began = time.Now()
	s.run(t)
	select {
	case <-all:
	case <-time.After(30 * time.Second):
		mu.Lock()
		defer mu.Unlock()
		t.Fatalf("the good one got %d of %d events in 30 s", len(latencies), eachGets)
	}
	sorted := slices.Sorted(maps.Values(latencies))
	return sorted[eachGets/2].Round(time.Millisecond), sorted[eachGets-1].Round(time.Millisecond)
}

func TestRequestHasItsTime(t *testing.T) {
	t.Parallel()
	s := setup(t)
	e, _ := s.listens(t, s.ours(), blackHole(t))
	s.runLow(t)
	s.deliver(t)
	a := s.attempts(t, e.ID, s.log(t, s.ours(), e.ID)[0].ID)[0]
	if a.Result != webhooks.Timeout || a.StatusCode != nil || a.Duration < 14*time.Second || a.Duration > 20*time.Second {
		t.Errorf("%+v", a)
	}
}

// A process that ends gives back what it could not finish, and no attempt is counted.
func TestWhatIsCutOffIsSentAgain(t *testing.T) {
	t.Parallel()
	s := setup(t)
	asked, release, stuck := make(chan struct{}), make(chan struct{}), true
	r := receives(t, func(w http.ResponseWriter, _ int) {
		if stuck {
			close(asked)
			<-release
		}
	})
	e, _ := s.listens(t, s.ours(), r.URL)
	s.runLow(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	<-asked
	stop()
	<-ended
	d := s.log(t, s.ours(), e.ID)[0]
	wantEqual(t, "after the end", fmt.Sprint(d.Status, d.Attempts), "pending0")
	stuck = false
	close(release)
	s.deliver(t)
	wantEqual(t, "in another process", s.log(t, s.ours(), e.ID)[0].Status, webhooks.Delivered)
}
