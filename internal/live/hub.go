package live

import (
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// maxPerCaller is how many streams one caller may have in this process: an
// account, or an address, behind which an office may sit.
const maxPerCaller = 50

// hub brings what is told to those who follow.
type hub struct {
	max     int
	figures figures

	mu        sync.Mutex
	listening bool // else notices do not come
	shut      bool // for good
	followers map[Topic]map[*Subscription]struct{}
	callers   map[string]int
	open      int
}

func newHub(maxStreams int) hub {
	return hub{max: maxStreams, figures: newFigures(), followers: map[Topic]map[*Subscription]struct{}{}, callers: map[string]int{}}
}

// Subscribe follows topics until Close. caller is whom the stream counts for. It
// returns ErrAway while no notices come, ErrFull and ErrTooMany.
func (h *hub) Subscribe(caller string, topics ...Topic) (*Subscription, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !h.listening || h.shut:
		return nil, h.refuse("away", ErrAway)
	case h.open >= h.max:
		return nil, h.refuse("full", ErrFull)
	case h.callers[caller] >= maxPerCaller:
		return nil, h.refuse("caller", ErrTooMany)
	}
	s := &Subscription{hub: h, caller: caller, topics: topics, wake: make(chan struct{}, 1)}
	for _, t := range topics {
		if h.followers[t] == nil {
			h.followers[t] = map[*Subscription]struct{}{}
		}
		h.followers[t][s] = struct{}{}
	}
	h.callers[caller]++
	h.open++
	h.figures.streams.Inc()
	s.missed() // whatever happened before now
	return s, nil
}

func (h *hub) refuse(why string, err error) error {
	h.figures.refused.WithLabelValues(why).Inc()
	return err
}

func (h *hub) forget(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return
	}
	s.gone = true
	for _, t := range s.topics {
		delete(h.followers[t], s)
		if len(h.followers[t]) == 0 {
			delete(h.followers, t)
		}
	}
	if h.callers[s.caller]--; h.callers[s.caller] == 0 {
		delete(h.callers, s.caller)
	}
	h.open--
	h.figures.streams.Dec()
}

// tell brings a notice to the followers of a topic, in this process.
func (h *hub) tell(t told) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.followers[t.To] {
		s.add(t.Notice)
	}
}

// hears says whether notices come. Who stayed while they did not is told All.
func (h *hub) hears(listening bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if listening && !h.listening {
		h.each(func(s *Subscription) { s.missed() })
	}
	h.listening = listening
	h.figures.hears(listening)
}

// endAll ends every subscription, so that its owner asks elsewhere or another way.
func (h *hub) endAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.each(func(s *Subscription) { s.end() })
}

// close is endAll for good.
func (h *hub) close() {
	h.mu.Lock()
	h.shut = true
	h.mu.Unlock()
	h.endAll()
}

func (h *hub) each(do func(*Subscription)) {
	for _, followers := range h.followers {
		for s := range followers {
			do(s)
		}
	}
}

func (h *hub) followed(t Topic) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.followers[t]) > 0
}

// maxPending is how many notices wait for a stream that is slow.
const maxPending = 32

// Subscription is one stream's part of what is told. What waits for it is
// bounded: equal notices are one, and too many become All.
type Subscription struct {
	hub    *hub
	caller string
	topics []Topic
	gone   bool // guarded by the hub's lock

	mu      sync.Mutex
	pending []Notice
	ended   bool
	wake    chan struct{}
}

// Wake is ready when Take has something to say.
func (s *Subscription) Wake() <-chan struct{} { return s.wake }

// Take returns what was told since the last Take, each thing once, and false
// when nothing more will be.
func (s *Subscription) Take() (notices []Notice, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	notices, s.pending = s.pending, nil
	s.hub.figures.sent.Add(float64(len(notices)))
	return notices, !s.ended
}

// Close ends the subscription. Closing it again changes nothing.
func (s *Subscription) Close() { s.hub.forget(s) }

func (s *Subscription) add(n Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.pending, func(o Notice) bool { return o.Type == All || o.sameAs(n) }) {
		return
	}
	if len(s.pending) == maxPending {
		s.hub.figures.dropped.Add(maxPending)
		s.pending, n = nil, Notice{Type: All}
	}
	s.pending = append(s.pending, n)
	s.rouse()
}

func (s *Subscription) missed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = []Notice{{Type: All}}
	s.rouse()
}

func (s *Subscription) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.rouse()
}

func (s *Subscription) rouse() {
	select {
	case s.wake <- struct{}{}:
	default: // it is to wake already
	}
}

func (n Notice) sameAs(o Notice) bool {
	if n.Type != o.Type || (n.ID == nil) != (o.ID == nil) {
		return false
	}
	return n.ID == nil || *n.ID == *o.ID
}

var _ prometheus.Collector = (*Service)(nil)
