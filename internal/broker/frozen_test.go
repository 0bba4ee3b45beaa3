package broker_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/db"
	"rialto/internal/events"
)

// publishesToAFrozen has a broker stop in the middle, with its connections open,
// and go on later.
func publishesToAFrozen(t *testing.T, kind broker.Kind, s *brokertest.Server) {
	t.Helper()
	var said bytes.Buffer
	b := open(t, broker.Config{URL: besideOneThatIsGone(kind, s.URL), Timeout: 2 * time.Second, Log: slog.New(slog.NewTextHandler(&said, nil))})
	one := []events.Envelope{envelope(Step{Order: db.NewID(), Number: 1})}
	publish := func() error {
		done, err := b.Forward(t.Context(), one)
		if (done == 1) != (err == nil) {
			t.Errorf("%d events are done, and the error is %v", done, err)
		}
		return err
	}
	untilItWorks := func() {
		for begun := time.Now(); publish() != nil; {
			if time.Since(begun) > time.Minute {
				t.Fatal("it does not go on")
			}
		}
	}
	untilItWorks() // others test, too: an answer may take long
	if kind == broker.RabbitMQ {
		// There is no queue yet.
		poll := time.NewTicker(time.Millisecond)
		defer poll.Stop()
		for begun := time.Now(); testutil.ToFloat64(b.Unroutable()) == 0; <-poll.C {
			if time.Since(begun) > time.Minute {
				t.Fatal("an event that nobody gets is not counted")
			}
		}
		if strings.Count(said.String(), "event=order.step") != 1 {
			t.Errorf("the log says of an event that nobody gets:\n%s", &said)
		}
	}

	s.Freeze(t) // within moments
	began := time.Now()
	for publish() == nil {
		if time.Since(began) > time.Minute {
			t.Fatal("a frozen broker takes events")
		}
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s to give a frozen broker up", took)
	}
	s.Thaw(t)
	untilItWorks()
}

// besideOneThatIsGone is the address of a cluster whose first node is dead.
func besideOneThatIsGone(kind broker.Kind, url string) string {
	if kind == broker.Redis {
		return url // knows one host
	}
	return strings.Replace(url, "127.0.0.1", "127.0.0.1:1,127.0.0.1", 1)
}
