package limits

import (
	"context"
	"sync"
	"time"
)

// count is one to be counted in a counter.
type count struct {
	key   string
	quota Quota
}

// store keeps counters. Each call is one step to all others.
type store interface {
	// take counts one in each counter and returns 0; or, when any of them is
	// full, counts nothing and returns how long to wait.
	take(ctx context.Context, counts ...count) (time.Duration, error)
	// giveBack undoes a take.
	giveBack(ctx context.Context, counts ...count) error
}

const (
	// maxCounters bounds the memory to some 15 MB.
	maxCounters = 100_000
	// fewCounters are not worth looking for old ones among them.
	fewCounters = 1024
	// sampled is how many counters are looked at for each new one.
	sampled = 8
)

// memory keeps counters in the process.
type memory struct {
	now   func() time.Time
	start time.Time // counters hold monotonic times: nobody waits for a clock that was set back
	most  int

	mu   sync.Mutex
	free map[string]time.Duration // since start; see Quota.next
}

func newMemory(now func() time.Time, most int) *memory {
	return &memory{now: now, start: now(), most: most, free: map[string]time.Duration{}}
}

func (m *memory) take(_ context.Context, counts ...count) (time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now().Sub(m.start)
	var wait time.Duration
	for _, c := range counts {
		_, w := c.quota.next(m.free[c.key], now)
		wait = max(wait, w)
	}
	if wait > 0 {
		return wait, nil
	}
	for _, c := range counts {
		free, there := m.free[c.key]
		if !there {
			m.makeRoom(now)
		}
		m.free[c.key], _ = c.quota.next(free, now)
	}
	return 0, nil
}

func (m *memory) giveBack(_ context.Context, counts ...count) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range counts {
		if free, there := m.free[c.key]; there {
			m.free[c.key] = free - c.quota.Every
		}
	}
	return nil
}

// makeRoom looks at a few counters, which Go's maps begin to list at a random
// place. It drops those that say nothing any more, and for a full memory the
// one that is nearest to it.
func (m *memory) makeRoom(now time.Duration) {
	if len(m.free) < min(fewCounters, m.most) {
		return
	}
	seen, nearest, at := 0, "", time.Duration(0)
	for key, free := range m.free {
		switch {
		case free <= now:
			delete(m.free, key)
		case nearest == "" || free < at:
			nearest, at = key, free
		}
		if seen++; seen == sampled {
			break
		}
	}
	if len(m.free) >= m.most {
		delete(m.free, nearest)
	}
}
