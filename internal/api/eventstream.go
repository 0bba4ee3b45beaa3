package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"rialto/internal/live"
)

// Pace is how a stream of events keeps time.
type Pace struct {
	// Heartbeat is the longest silence: a proxy, or a page, takes more of it for
	// the end.
	Heartbeat time.Duration
	// Recheck is how often it is asked whether the caller still may.
	Recheck time.Duration
	// Gap is the shortest time between two writes: a rush is told in one.
	Gap time.Duration
	// Write is how long one write may take before the reader is given up.
	Write time.Duration
}

// DefaultPace is the pace of streams.
var DefaultPace = Pace{Heartbeat: 20 * time.Second, Recheck: 30 * time.Second, Gap: 200 * time.Millisecond, Write: 10 * time.Second}

// reconnect is when a reader comes again that lost its stream, in milliseconds:
// not all at the same time, for they may all have lost it at once.
const reconnectMin, reconnectSpread = 1000, 4000

// errSlow ends the stream of who does not take what is sent.
var errSlow = errors.New("the reader is too slow")

// notices are what a stream tells.
type notices interface {
	Wake() <-chan struct{}
	Take() ([]live.Notice, bool)
}

// eventStream writes server-sent events, see
// https://html.spec.whatwg.org/multipage/server-sent-events.html.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	pace    Pace
	notices notices
	allowed func(context.Context) error
	out     bytes.Buffer
}

// run writes until ctx ends, the reader is gone or no longer allowed, or there is
// nothing more to tell. It returns errSlow when the reader did not keep up.
func (s *eventStream) run(ctx context.Context) error {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")                              // not to be compressed: that waits for more
	h.Set("X-Accel-Buffering", "no")                                              // nginx, and others that know it
	fmt.Fprintf(&s.out, "retry: %d\n\n", reconnectMin+rand.IntN(reconnectSpread)) //nolint:gosec // spreads

	heartbeat := time.NewTicker(s.pace.Heartbeat)
	defer heartbeat.Stop()
	recheck := time.NewTimer(rand.N(s.pace.Recheck)) //nolint:gosec // spreads
	defer recheck.Stop()
	gap := time.NewTimer(0)
	defer gap.Stop()
	var wake <-chan struct{} // nil while it is too early for the next write
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-gap.C:
			wake = s.notices.Wake()
			continue
		case <-heartbeat.C:
			s.out.WriteString(":\n\n")
		case <-recheck.C:
			if s.allowed(ctx) != nil {
				return nil // whoever comes again is told why not
			}
			recheck.Reset(s.pace.Recheck)
			continue
		case <-wake:
			list, more := s.notices.Take()
			if !more {
				return nil
			}
			for _, n := range list {
				s.event(n)
			}
			wake = nil
			gap.Reset(s.pace.Gap)
		}
		if err := s.flush(); err != nil {
			return err
		}
	}
}

func (s *eventStream) event(n live.Notice) {
	text, err := json.Marshal(n)
	if err != nil {
		panic(fmt.Sprintf("api: encode notice: %v", err)) // strings and ids
	}
	fmt.Fprintf(&s.out, "data: %s\n\n", text)
}

func (s *eventStream) flush() error {
	defer s.out.Reset()
	// The server's own deadline is for answers that end.
	_ = s.control.SetWriteDeadline(time.Now().Add(s.pace.Write))
	_, err := s.w.Write(s.out.Bytes())
	if err == nil {
		err = s.control.Flush()
	}
	var late interface{ Timeout() bool }
	if errors.As(err, &late) && late.Timeout() {
		return errSlow
	}
	return err
}
