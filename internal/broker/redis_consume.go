package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/google/uuid"
)

func (r *redisStreams) consume(ctx context.Context, topic, group string, each func(context.Context, delivery) error) error {
	if err := r.client.XGroupCreateMkStream(ctx, topic, group, "0").Err(); err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
		return fmt.Errorf("make group: %w", err)
	}
	c := redisConsumer{redisStreams: r, topic: topic, group: group, name: uuid.NewString(), each: each}
	defer c.leave(context.WithoutCancel(ctx))
	for ctx.Err() == nil {
		if err := c.takeOver(ctx); err != nil {
			return err
		}
		if err := c.read(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// redisConsumer is one member of a consumer group.
type redisConsumer struct {
	*redisStreams
	topic, group, name string
	each               func(context.Context, delivery) error
}

const perRead = 16

// read takes what nobody of the group has seen. It waits for less than a
// second, so that a stop and what others left behind are noticed soon.
func (c redisConsumer) read(ctx context.Context) error {
	streams, err := c.client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: c.group, Consumer: c.name, Streams: []string{c.topic, ">"}, Count: perRead, Block: c.first / 2,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	for _, s := range streams {
		if err := c.hand(ctx, s.Messages); err != nil {
			return err
		}
	}
	return nil
}

// takeOver takes what another member was given and has not acknowledged.
func (c redisConsumer) takeOver(ctx context.Context) error {
	list, _, err := c.client.XAutoClaim(ctx, &redis.XAutoClaimArgs{
		Stream: c.topic, Group: c.group, Consumer: c.name, MinIdle: c.untaken, Start: "0-0", Count: perRead,
	}).Result()
	if err != nil {
		return fmt.Errorf("take over: %w", err)
	}
	return c.hand(ctx, list)
}

func (c redisConsumer) hand(ctx context.Context, list []redis.XMessage) error {
	for i, m := range list {
		if err := c.each(ctx, c.delivery(m, list[i:])); err != nil {
			return err
		}
	}
	return nil
}

// delivery is an entry. Those that wait behind it are held together with it.
func (c redisConsumer) delivery(m redis.XMessage, held []redis.XMessage) delivery {
	text := func(field string) string { s, _ := m.Values[field].(string); return s }
	ids := make([]string, len(held))
	for i, h := range held {
		ids[i] = h.ID
	}
	return delivery{
		Message: Message{ID: text(fieldID), Key: text(fieldSubject), Body: []byte(text(fieldEvent))},
		ack:     func(ctx context.Context) error { return c.client.XAck(ctx, c.topic, c.group, m.ID).Err() },
		bury: func(ctx context.Context, why string) error {
			values := []any{fieldReason, why}
			for field, v := range m.Values {
				values = append(values, field, v)
			}
			return c.client.XAdd(ctx, &redis.XAddArgs{Stream: deadLetters(c.topic), Values: values}).Err()
		},
		extend: func(ctx context.Context) error {
			return c.client.XClaimJustID(ctx, &redis.XClaimArgs{Stream: c.topic, Group: c.group, Consumer: c.name, Messages: ids}).Err()
		},
	}
}

// leave removes the member, unless it holds something: that is for another to
// take over.
func (c redisConsumer) leave(ctx context.Context) {
	_ = leaveScript.Run(ctx, c.client, []string{c.topic}, c.group, c.name).Err() // whoever stays does no harm
}

var leaveScript = redis.NewScript(`
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
end
return 0
`)
