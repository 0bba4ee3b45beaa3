package broker

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Message is what another system has sent.
type Message struct {
	ID   string // as its sender gave it to the broker, empty if it did not
	Key  string // likewise; messages of one key come in their order
	Body []byte
}

// ErrPoison marks a message that no further try could process: an error of
// Subscription.Handle that wraps it puts the message to the dead letters at once.
var ErrPoison = errors.New("the message cannot be processed")

// Subscription is what a group of programs takes from a topic together: each
// message goes to one of them.
type Subscription struct {
	// Topic is the last part of the name, after the prefix: "inbox" is
	// rialto.inbox, a stream of Redis, a queue of RabbitMQ, a topic of Kafka, a
	// subject of NATS. What of it is missing is made.
	Topic string
	// Group is the consumer group, and never changes.
	Group string
	// Handle processes a message. It has 30 seconds. An error has the message
	// tried again, up to 10 times with pauses that grow to a minute, while the
	// next ones wait; then it goes to the dead letters, which are a topic too:
	// rialto.inbox.dead. It comes again, even after Handle returned nil, when a
	// program or the broker died in between: its effect must be the same the
	// second time.
	Handle func(ctx context.Context, m Message) error
}

// patience is how often and how long something is tried.
type patience struct {
	tries     int           // of a message
	first     time.Duration // pause after the first failure; it doubles
	longest   time.Duration // pause
	handling  time.Duration // of one try
	untaken   time.Duration // until another program gets what one has not acknowledged
	reconnect time.Duration // pause after a connection broke
}

var defaultPatience = patience{
	tries: 10, first: time.Second, longest: time.Minute, handling: 30 * time.Second,
	untaken: 2 * time.Minute, reconnect: 2 * time.Second,
}

// Subscribe takes messages, one after the other, until ctx ends, and returns nil
// then. While the broker is away it waits and says so in the log once a minute.
func (b *Broker) Subscribe(ctx context.Context, s Subscription) error {
	if s.Topic == "" || s.Group == "" || s.Handle == nil {
		return errors.New("broker: a subscription needs a topic, a group and a function")
	}
	topic := b.prefix + "." + s.Topic
	var away seldom
	for ctx.Err() == nil {
		left, err := b.takeFrom(ctx, topic, s)
		if ctx.Err() != nil {
			break
		}
		if left {
			continue
		}
		if away.again() {
			b.log.WarnContext(ctx, "messages cannot be taken from the broker; it is asked again", "broker", b.kind, "topic", topic, "error", err)
		}
		pause(ctx, b.patience.reconnect)
	}
	return nil //nolint:nilerr // it was said, and ctx ends what is to go on without end
}

// takeFrom takes messages until the connection breaks or is left for another one.
func (b *Broker) takeFrom(ctx context.Context, topic string, s Subscription) (left bool, err error) {
	way := b.now.Load()
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	go func() {
		select {
		case <-way.left:
			leave()
		case <-ctx.Done():
		}
	}()
	err = way.consume(ctx, topic, s.Group, func(ctx context.Context, d delivery) error { return b.process(ctx, s, d) })
	select {
	case <-way.left:
		return true, err
	default:
		return false, err
	}
}

// process brings one message to its end: handled, or buried.
func (b *Broker) process(ctx context.Context, s Subscription, d delivery) error {
	wait := b.patience.first
	for try := 1; ; try++ {
		if err := b.bounded(ctx, d.extend); err != nil {
			return err
		}
		err := b.handle(ctx, s, d.Message)
		if err == nil {
			b.received.WithLabelValues(s.Topic, "done").Inc()
			return b.bounded(context.WithoutCancel(ctx), d.ack) // what is done is not to come again
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ErrPoison) || try == b.patience.tries {
			return b.bury(ctx, s, d, err)
		}
		pause(ctx, wait)
		wait = min(2*wait, b.patience.longest)
	}
}

func (b *Broker) handle(ctx context.Context, s Subscription, m Message) (err error) {
	ctx, cancel := context.WithTimeout(ctx, b.patience.handling)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return s.Handle(ctx, m)
}

func (b *Broker) bury(ctx context.Context, s Subscription, d delivery, why error) error {
	if err := b.bounded(ctx, func(ctx context.Context) error { return d.bury(ctx, why.Error()) }); err != nil {
		return err
	}
	b.log.ErrorContext(ctx, "a message was put to the dead letters", "topic", s.Topic, "message", d.ID, "error", why)
	b.received.WithLabelValues(s.Topic, "dead").Inc()
	return b.bounded(ctx, d.ack)
}

// bounded asks the broker for something that is over within the timeout.
func (b *Broker) bounded(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	return ask(ctx)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
