package broker

import (
	"context"
	"errors"
	"fmt"

	amqp "github.com/rabbitmq/amqp091-go"
)

const prefetch = 16

// consume takes from the durable queue of the topic. RabbitMQ knows no groups:
// whoever takes from the queue shares it.
func (r *rabbit) consume(ctx context.Context, topic, _ string, each func(context.Context, delivery) error) error {
	opening, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	c, err := r.dial(opening)
	if err != nil {
		return err
	}
	defer c.drop()
	hangUp := context.AfterFunc(opening, c.drop)
	messages, err := c.takeFrom(topic)
	hangUp()
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m, ok := <-messages:
			if !ok {
				return errors.New("the connection broke")
			}
			if err := each(ctx, c.delivery(topic, m)); err != nil {
				return err
			}
		}
	}
}

func (c rabbitConn) takeFrom(queue string) (<-chan amqp.Delivery, error) {
	for _, name := range []string{queue, deadLetters(queue)} {
		if err := c.ensureQueue(name); err != nil {
			return nil, fmt.Errorf("queue %s: %w", name, err)
		}
	}
	if err := c.ch.Qos(prefetch, 0, false); err != nil {
		return nil, err
	}
	if err := c.ch.Confirm(false); err != nil { // of dead letters
		return nil, err
	}
	return c.ch.Consume(queue, "", false, false, false, false, nil)
}

// ensureQueue makes a durable queue, unless there is one, of whatever kind.
func (c rabbitConn) ensureQueue(name string) error {
	look, err := c.conn.Channel()
	if err != nil {
		return err
	}
	if _, err := look.QueueDeclarePassive(name, true, false, false, false, nil); err == nil {
		return look.Close()
	} else if e := (*amqp.Error)(nil); !errors.As(err, &e) || e.Code != amqp.NotFound {
		return err
	}
	_, err = c.ch.QueueDeclare(name, true, false, false, false, nil)
	return err
}

func (c rabbitConn) delivery(queue string, m amqp.Delivery) delivery {
	key, _ := m.Headers["subject"].(string)
	return delivery{
		Message: Message{ID: m.MessageId, Key: key, Body: m.Body},
		ack:     func(ctx context.Context) error { return c.within(ctx, func() error { return m.Ack(false) }) },
		bury: func(ctx context.Context, why string) error {
			return c.within(ctx, func() error {
				headers := amqp.Table{"reason": why}
				for name, v := range m.Headers {
					headers[name] = v
				}
				d, err := c.ch.PublishWithDeferredConfirm("", deadLetters(queue), true, false, amqp.Publishing{
					MessageId: m.MessageId, Type: m.Type, ContentType: m.ContentType, DeliveryMode: amqp.Persistent, Headers: headers, Body: m.Body,
				})
				if err != nil {
					return err
				}
				if ok, err := d.WaitContext(ctx); err != nil || !ok {
					return errors.Join(errors.New("dead letter not confirmed"), err)
				}
				return nil
			})
		},
		// An unacknowledged message stays with its consumer for as long as that lives.
		extend: func(context.Context) error { return nil },
	}
}

// within does something, and hangs up when ctx ends before it is done.
func (c rabbitConn) within(ctx context.Context, do func() error) error {
	hangUp := context.AfterFunc(ctx, c.drop)
	defer hangUp()
	return do()
}
