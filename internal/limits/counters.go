package limits

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// counters count in Redis while it answers, else in the process. They never
// fail: a limit is there to keep the marketplace up.
type counters struct {
	shared *shared // nil without Redis
	local  *memory
}

func (c counters) take(ctx context.Context, counts ...count) time.Duration {
	var wait time.Duration
	ask := func(ctx context.Context, s store) (err error) {
		wait, err = s.take(ctx, counts...)
		return err
	}
	if c.shared == nil || !c.shared.answers(ctx, ask) {
		_ = ask(ctx, c.local) // memory does not fail
	}
	return wait
}

func (c counters) giveBack(ctx context.Context, counts ...count) {
	giveBack := func(ctx context.Context, s store) error { return s.giveBack(ctx, counts...) }
	if c.shared == nil || !c.shared.answers(ctx, giveBack) {
		_ = giveBack(ctx, c.local) // memory does not fail
	}
}

const (
	// patience is how long a request waits for Redis.
	patience = 75 * time.Millisecond
	// pause is how long nobody asks a Redis that has just failed; then one
	// request does, and the others go on without.
	pause = time.Second
	// remind is how often the log says that it still fails.
	remind = time.Minute
)

// shared asks a Redis that may be down or slow.
type shared struct {
	redis    store
	patience time.Duration
	now      func() time.Time
	log      *slog.Logger
	failures prometheus.Counter
	up       prometheus.Gauge

	askAgain atomic.Int64 // in nanoseconds of the clock; 0 while Redis answers
	logAgain atomic.Int64
}

// answers asks, and reports whether there was an answer.
func (s *shared) answers(ctx context.Context, ask func(context.Context, store) error) bool {
	if again := s.askAgain.Load(); again != 0 {
		now := s.now()
		if now.UnixNano() < again || !s.askAgain.CompareAndSwap(again, now.Add(pause).UnixNano()) {
			return false
		}
	}
	// A request that was given up has been made all the same, and must not
	// look like a fault of Redis.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.patience)
	defer cancel()
	if err := ask(ctx, s.redis); err != nil {
		s.failed(ctx, err)
		return false
	}
	if s.askAgain.Load() != 0 && s.askAgain.Swap(0) != 0 {
		s.up.Set(1)
		s.log.InfoContext(ctx, "Redis answers again: limits are counted together")
	}
	return true
}

func (s *shared) failed(ctx context.Context, err error) {
	s.failures.Inc()
	s.up.Set(0)
	now := s.now()
	s.askAgain.Store(now.Add(pause).UnixNano())
	again := s.logAgain.Load()
	if now.UnixNano() >= again && s.logAgain.CompareAndSwap(again, now.Add(remind).UnixNano()) {
		s.log.WarnContext(ctx, "Redis does not answer: each program counts limits by itself", "error", err)
	}
}
