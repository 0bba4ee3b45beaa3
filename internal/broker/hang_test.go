package broker_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"rialto/internal/broker"
	"rialto/internal/events"
)

// mute is an address that accepts connections, reads and never says a word.
func mute(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // the test is over
			}
			go func() { _, _ = io.Copy(io.Discard, conn) }()
		}
	}()
	return l.Addr().String()
}

// nobody is an address at which nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

func TestBrokerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]func(*testing.T) string{"hangs": mute, "is not there": nobody} {
		for _, scheme := range []string{"redis", "amqp", "kafka", "nats"} {
			t.Run(scheme+" "+name, func(t *testing.T) {
				t.Parallel()
				b := open(t, broker.Config{URL: scheme + "://ada:s3cret@" + at(t), Timeout: 200 * time.Millisecond})
				began := time.Now()
				done, err := b.Forward(t.Context(), []events.Envelope{envelope(Step{Number: 1})})
				if done != 0 || err == nil || strings.Contains(err.Error(), "s3cret") {
					t.Errorf("%d events were published, the error is %v", done, err)
				}
				if _, err := b.Check(t.Context()); err == nil {
					t.Error("it is taken for a broker that answers")
				}
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				must(t, b.Subscribe(ctx, broker.Subscription{Topic: "inbox", Group: "stock", Handle: accept}))
				if took := time.Since(began); took > 15*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		}
	}
}
