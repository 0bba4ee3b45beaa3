package broker

import (
	"context"
	"sync"
)

// transport is one kind of broker. Its calls end with their context at the
// latest, whatever the broker does.
type transport interface {
	// send hands messages over and returns which of them the broker has
	// acknowledged. Their order does not matter.
	send(ctx context.Context, messages []outgoing) (acknowledged []bool, err error)
	// consume hands the messages of a topic over, one after the other, until
	// ctx ends, the connection breaks or each returns an error, which it returns.
	consume(ctx context.Context, topic, group string, each func(context.Context, delivery) error) error
	// check connects, and says what could be better.
	check(ctx context.Context) (advice string, err error)
	close()
}

// outgoing is a message to be sent.
type outgoing struct {
	id   string // of the event; a repetition has the same
	name string // of the event
	key  string // messages of one key stay in order
	body []byte
}

// delivery is a message that came in, and what can be done to it.
type delivery struct {
	Message
	ack    func(context.Context) error                 // it is done
	bury   func(ctx context.Context, why string) error // it goes to the dead letters; ack follows
	extend func(context.Context) error                 // it takes longer; nobody else is to get it
}

const contentType = "application/cloudevents+json"

// deadLetters is where messages of a topic go that cannot be processed.
func deadLetters(topic string) string { return topic + ".dead" }

// link is the one connection for what goes out. It is made when it is first
// needed and given up with the first error: what was written to it and not
// acknowledged must not be followed by anything.
type link[C any] struct {
	dial func(context.Context) (C, error)
	drop func(C)

	mu   sync.Mutex
	conn *C
}

func (l *link[C]) use(ctx context.Context, do func(C) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil {
		c, err := l.dial(ctx)
		if err != nil {
			return err
		}
		l.conn = &c
	}
	conn := *l.conn
	// A broker that hangs is hung up on.
	hangUp := context.AfterFunc(ctx, func() { l.drop(conn) })
	err := do(conn)
	if hung := !hangUp(); hung || err != nil {
		l.conn = nil
		if !hung {
			l.drop(conn)
		}
	}
	return err
}

func (l *link[C]) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.drop(*l.conn)
		l.conn = nil
	}
}
