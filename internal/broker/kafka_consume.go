package broker

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

func (k *kafka) consume(ctx context.Context, topic, group string, each func(context.Context, delivery) error) error {
	opening, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	client, err := k.dial(opening, []string{topic, deadLetters(topic)},
		kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
		kgo.RecordDeliveryTimeout(k.timeout), kgo.AllowIdempotentProduceCancellation())
	if err != nil {
		return err
	}
	defer client.Close()
	for {
		fetched := client.PollRecords(ctx, perRead)
		if err := fetched.Err(); err != nil {
			return err
		}
		for _, r := range fetched.Records() {
			if err := each(ctx, kafkaDelivery(client, r)); err != nil {
				return err
			}
		}
	}
}

func kafkaDelivery(client *kgo.Client, r *kgo.Record) delivery {
	d := delivery{
		Message: Message{Key: string(r.Key), Body: r.Value},
		ack:     func(ctx context.Context) error { return client.CommitRecords(ctx, r) },
		bury: func(ctx context.Context, why string) error {
			return client.ProduceSync(ctx, &kgo.Record{
				Topic: deadLetters(r.Topic), Key: r.Key, Value: r.Value,
				Headers: slices.Concat(r.Headers, []kgo.RecordHeader{{Key: "reason", Value: []byte(why)}}),
			}).FirstErr()
		},
		// A member that is alive keeps its partitions.
		extend: func(context.Context) error { return nil },
	}
	for _, h := range r.Headers {
		if h.Key == "id" {
			d.ID = string(h.Value)
		}
	}
	return d
}
