package db

import (
	"sync"
	"time"
)

// history is where the primary's log was at which time, by this process's clock
// alone. It tells how old a replica is, also when the primary has nothing to write.
type history struct {
	mu   sync.Mutex
	seen []sample // later ones are further, never at the same place
}

// sample says that all that was committed before the time is before the position.
type sample struct {
	at       time.Time
	position Position
}

// historyKept is how far back a replica's age is known. Older ones are not read anyway.
const historyKept = 2 * MostLag

// add notes a position that was asked for at the time. One that is further back than
// the last is of another primary: what was known of the old one says nothing of it.
func (h *history) add(at time.Time, p Position) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.seen); n > 0 && h.seen[n-1].position == p {
		h.seen[n-1].at = at
		return
	} else if n > 0 && h.seen[n-1].position > p {
		h.seen = nil
	}
	h.seen = append(h.seen, sample{at, p})
	for len(h.seen) > 1 && at.Sub(h.seen[0].at) > historyKept {
		h.seen = h.seen[1:]
	}
}

// last is the furthest position that is known; zero before the first.
func (h *history) last() Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.seen) == 0 {
		return 0
	}
	return h.seen[len(h.seen)-1].position
}

// coversUntil returns a time before which every commit is before p; false when none is
// known.
func (h *history) coversUntil(p Position) (time.Time, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.seen) - 1; i >= 0; i-- {
		if h.seen[i].position <= p {
			return h.seen[i].at, true
		}
	}
	return time.Time{}, false
}
