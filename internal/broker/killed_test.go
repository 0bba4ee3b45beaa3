package broker_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/events"
)

// The broker is killed twice while 10 000 events are published, each time in the
// middle of a batch, and starts again with what it has written down.
func TestBrokerIsKilledTwice(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, kind broker.Kind, s *brokertest.Server) {
		prepare(t, kind, s.URL)
		b := open(t, broker.Config{URL: s.URL, Timeout: 5 * time.Second})
		told := story(10_000, 100)
		done := 0
		for _, mark := range []int{3_200, 6_700} {
			killed := make(chan struct{})
			go func() {
				defer close(killed)
				for published(b) < mark { // in the middle of a batch of 500
					runtime.Gosched()
				}
				s.Kill()
			}()
			var err error
			for err == nil {
				done += publishNext(t, b, told[done:], &err)
			}
			<-killed
			if n := publishNext(t, b, told[done:], &err); n > 0 || err == nil {
				t.Fatalf("a dead broker took %d events", n)
			}
			s.Restart(t)
		}
		for done < len(told) {
			var err error
			done += publishNext(t, b, told[done:], &err)
		}
		wantStory(t, told, arrived(t, kind, s.URL, len(told)))
	})
}

// publishNext publishes what a feed would hand over at once, and returns how many
// events are done.
func publishNext(t *testing.T, b *broker.Broker, left []events.Envelope, err *error) (done int) {
	t.Helper()
	batch := left[:min(500, len(left))]
	done, *err = b.Forward(t.Context(), batch)
	if (*err == nil) != (done == len(batch)) {
		t.Fatalf("%d of %d were published, and the error is %v", done, len(batch), *err)
	}
	return done
}

func published(b *broker.Broker) int { return int(testutil.ToFloat64(b.Published())) }
