package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func (n *natsStreams) consume(ctx context.Context, topic, group string, each func(context.Context, delivery) error) error {
	opening, cancel := context.WithTimeout(ctx, n.timeout)
	defer cancel()
	c, err := n.dial()
	if err != nil {
		return err
	}
	defer c.drop()
	stream := jetstream.StreamConfig{Name: streamName(topic), Subjects: []string{topic, deadLetters(topic)}, Storage: jetstream.FileStorage}
	if err := c.ensureStream(opening, stream); err != nil {
		return err
	}
	consumer, err := c.js.CreateOrUpdateConsumer(opening, stream.Name, jetstream.ConsumerConfig{
		Durable: streamName(group), FilterSubject: topic, AckPolicy: jetstream.AckExplicitPolicy, AckWait: n.untaken, MaxDeliver: -1,
	})
	if err != nil {
		return fmt.Errorf("consumer: %w", err)
	}
	for ctx.Err() == nil {
		if err := c.fetch(ctx, consumer, n.first, each); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (c natsConn) fetch(ctx context.Context, from jetstream.Consumer, wait time.Duration, each func(context.Context, delivery) error) error {
	batch, err := from.Fetch(perRead, jetstream.FetchMaxWait(wait))
	if err != nil {
		return err
	}
	var held []jetstream.Msg
	for m := range batch.Messages() {
		held = append(held, m)
	}
	if err := batch.Error(); err != nil {
		return err
	}
	for i, m := range held {
		if err := each(ctx, c.delivery(m, held[i:])); err != nil {
			return err
		}
	}
	return nil
}

// delivery is a message. Those that wait behind it are held together with it.
func (c natsConn) delivery(m jetstream.Msg, held []jetstream.Msg) delivery {
	return delivery{
		Message: Message{ID: m.Headers().Get(jetstream.MsgIDHeader), Key: m.Headers().Get("Subject"), Body: m.Data()},
		ack:     func(ctx context.Context) error { return m.DoubleAck(ctx) },
		bury: func(ctx context.Context, why string) error {
			dead := nats.NewMsg(deadLetters(m.Subject()))
			dead.Data = m.Data()
			for name, values := range m.Headers() {
				dead.Header[name] = values
			}
			dead.Header.Set("Reason", why)
			if id := m.Headers().Get(jetstream.MsgIDHeader); id != "" {
				// With the same id the stream would take it for a repetition of m.
				dead.Header.Set(jetstream.MsgIDHeader, deadLetters(id))
			}
			_, err := c.js.PublishMsg(ctx, dead)
			return err
		},
		extend: func(context.Context) error {
			for _, h := range held {
				if err := h.InProgress(); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
