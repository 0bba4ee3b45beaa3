package webhooks

import "sync"

// How many requests are under way at once in a process. Endpoints whose last attempt
// failed or took long have places of their own: however many there are, the others keep
// theirs. A request that turns out to take long moves there, too, so a place for the
// quick ones is taken for two seconds at most.
const (
	quickPlaces = 32
	slowPlaces  = 32
)

// places are those that are taken in this process.
type places struct {
	mu          sync.Mutex
	quick, slow int           // slow may be more than there are, when many became slow
	freed       chan struct{} // some were given back; holds one
}

// place is one of them.
type place struct {
	of         *places
	slow, left bool
}

func (p *places) free() (quick, slow int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return quickPlaces - p.quick, max(0, slowPlaces-p.slow)
}

func (p *places) take(slow bool) *place {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count(slow, 1)
	return &place{of: p, slow: slow}
}

// late moves a request to the slow ones.
func (l *place) late() {
	l.of.mu.Lock()
	defer l.of.mu.Unlock()
	if l.slow || l.left {
		return
	}
	l.of.count(false, -1)
	l.of.count(true, 1)
	l.slow = true
}

func (l *place) leave() {
	l.of.mu.Lock()
	defer l.of.mu.Unlock()
	l.of.count(l.slow, -1)
	l.left = true
}

// count is for those that hold mu.
func (p *places) count(slow bool, n int) {
	if slow {
		p.slow += n
	} else {
		p.quick += n
	}
	if n < 0 {
		select {
		case p.freed <- struct{}{}:
		default:
		}
	}
}
