package limits

import (
	"bytes"
	"io"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/keyring"
	"rialto/internal/limits/redistest"
)

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// opened is a Limiter with what a test needs to drive it.
type opened struct {
	*Limiter
	clock *clock
	said  *said
	// advance lets time pass for the counters.
	advance func(time.Duration)
}

// inBoth runs a test with counters in memory and again in Redis.
func inBoth(t *testing.T, test func(t *testing.T, o opened)) {
	t.Helper()
	t.Parallel()
	t.Run("in memory", func(t *testing.T) {
		t.Parallel()
		o := open(t, Config{})
		o.advance = o.clock.advance
		test(t, o)
	})
	t.Run("in Redis", func(t *testing.T) {
		t.Parallel()
		s := redistest.Start(t)
		o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
		o.advance = func(d time.Duration) { o.clock.advance(d); advanceRedis(t, s, d) }
		test(t, o)
		if o.figure(t, "rialto_limits_redis_failures_total") != 0 {
			t.Errorf("Redis failed:\n%s", o.said)
		}
	})
}

func open(t testing.TB, cfg Config) opened {
	t.Helper()
	o := opened{clock: newClock(), said: &said{}}
	cfg.Now, cfg.Log = o.clock.Now, slog.New(slog.NewTextHandler(o.said, nil))
	if cfg.Keys == nil {
		cfg.Keys = keyring.New([]byte("a key of tests"))
	}
	var err error
	if o.Limiter, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	return o
}

// advanceRedis makes all counters as old as if that much time had passed.
func advanceRedis(t *testing.T, s *redistest.Server, d time.Duration) {
	t.Helper()
	keys, err := s.Client.Keys(t.Context(), keyPrefix+"*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if err := s.Client.DecrBy(t.Context(), k, d.Microseconds()).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// figure returns the sum of a metric.
func (o opened) figure(t *testing.T, name string) (sum float64) {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(o.Limiter)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return sum
}

// said keeps a log.
type said struct {
	mu  sync.Mutex
	all bytes.Buffer
}

var _ io.Writer = &said{}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// at is a visitor with a known address and no cookie.
func at(ip string) Visitor { return Visitor{IP: netip.MustParseAddr(ip)} }

// atOnce runs do n times at once and returns how often it was true.
func atOnce(n int, do func(i int) bool) (yes int) {
	results := make(chan bool, n)
	var ready sync.WaitGroup
	ready.Add(1)
	for i := range n {
		go func() {
			ready.Wait()
			results <- do(i)
		}()
	}
	ready.Done()
	for range n {
		if <-results {
			yes++
		}
	}
	return yes
}
