package broker_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
)

const inbox = "rialto.inbox"

// subscriber notes what it gets.
type subscriber struct {
	got  chan broker.Message
	stop func() // and waits for its end
}

// subscribe takes from the inbox in a group until stop, or the test's end.
func subscribe(t *testing.T, url string, handle func(context.Context, broker.Message) error) subscriber {
	t.Helper()
	b := open(t, broker.Impatient(broker.Config{URL: url, Timeout: 5 * time.Second}))
	s := subscriber{got: make(chan broker.Message, 100)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- b.Subscribe(ctx, broker.Subscription{Topic: "inbox", Group: "stock", Handle: func(ctx context.Context, m broker.Message) error {
			s.got <- m
			return handle(ctx, m)
		}})
	}()
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		ended <- nil
	}
	t.Cleanup(s.stop)
	return s
}

func (s subscriber) next(t *testing.T) broker.Message {
	t.Helper()
	select {
	case m := <-s.got:
		return m
	case <-time.After(time.Minute):
		t.Fatal("no message comes")
		return broker.Message{}
	}
}

func (s subscriber) want(t *testing.T, id, body string) {
	t.Helper()
	if m := s.next(t); m.ID != id || string(m.Body) != body {
		t.Fatalf("got message %q %q, want %q %q", m.ID, m.Body, id, body)
	}
}

func accept(context.Context, broker.Message) error { return nil }

func TestSubscription(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, kind broker.Kind, s *brokertest.Server) {
		first := subscribe(t, s.URL, clerk)
		other := newERP(t, kind, s.URL)
		for i := range 20 {
			deliver(t, other, fmt.Sprint(i), fmt.Sprint("body ", i))
		}
		for i := range 20 {
			first.want(t, fmt.Sprint(i), fmt.Sprint("body ", i))
		}

		deliver(t, other, "bad", "is tried three times")
		deliver(t, other, "poison", "is tried once")
		deliver(t, other, "good", "comes after them")
		for range 3 {
			first.want(t, "bad", "is tried three times")
		}
		first.want(t, "poison", "is tried once")
		first.want(t, "good", "comes after them")
		if m, why := other.read(t, inbox+".dead"); m.ID != "bad" || string(m.Body) != "is tried three times" || why != "out of order" {
			t.Errorf("among the dead letters is %q %q, because of %q", m.ID, m.Body, why)
		}

		deliver(t, other, "late", "is not acknowledged")
		first.want(t, "late", "is not acknowledged")
		first.stop()
		second := subscribe(t, s.URL, accept)
		second.want(t, "late", "is not acknowledged")

		s.Kill()
		s.Restart(t)
		deliver(t, newERP(t, kind, s.URL), "later", "after an outage")
		// A broker may have forgotten what was acknowledged last.
		m := second.next(t)
		for m.ID == "late" {
			m = second.next(t)
		}
		if m.ID != "later" || string(m.Body) != "after an outage" {
			t.Errorf("after the outage came %q %q", m.ID, m.Body)
		}
		publishesToAFrozen(t, kind, s)
	})
}

// clerk fails as the messages of the test say. What is late is still being
// processed when the program stops.
func clerk(ctx context.Context, m broker.Message) error {
	switch m.ID {
	case "bad":
		return errors.New("out of order")
	case "poison":
		return fmt.Errorf("%w: gibberish", broker.ErrPoison)
	case "late":
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// deliver sends until the broker takes the message: an inbox is there once
// somebody subscribes.
func deliver(t *testing.T, from erp, id, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		err := from.send(ctx, inbox, id, body)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}
