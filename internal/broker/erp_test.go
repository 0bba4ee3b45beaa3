package broker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"

	"rialto/internal/broker"
)

// erp is another system, which sends messages with the client of the broker.
type erp interface {
	send(ctx context.Context, topic, id, body string) error
	// read returns the oldest message of a topic, and why it is there.
	read(t *testing.T, topic string) (m broker.Message, why string)
}

func newERP(t *testing.T, kind broker.Kind, url string) erp {
	t.Helper()
	switch kind {
	case broker.Redis:
		o, err := redis.ParseURL(url)
		must(t, err)
		client := redis.NewClient(o)
		t.Cleanup(func() { _ = client.Close() })
		return redisERP{client}
	case broker.RabbitMQ:
		return rabbitERP{rabbitChannel(t, url)}
	case broker.Kafka:
		return kafkaERP{url[len("kafka://"):]}
	}
	nc, err := nats.Connect(url)
	must(t, err)
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	must(t, err)
	return natsERP{js}
}

type redisERP struct{ client *redis.Client }

func (e redisERP) send(ctx context.Context, topic, id, body string) error {
	return e.client.XAdd(ctx, &redis.XAddArgs{Stream: topic, Values: []any{"id", id, "event", body}}).Err()
}

func (e redisERP) read(t *testing.T, topic string) (broker.Message, string) {
	streams, err := e.client.XRead(t.Context(), &redis.XReadArgs{Streams: []string{topic, "0"}, Count: 1, Block: time.Minute}).Result()
	must(t, err)
	m := streams[0].Messages[0].Values
	return broker.Message{ID: m["id"].(string), Body: []byte(m["event"].(string))}, m["reason"].(string)
}

type rabbitERP struct{ ch *amqp.Channel }

func (e rabbitERP) send(ctx context.Context, topic, id, body string) error {
	if _, err := e.ch.QueueDeclare(topic, true, false, false, false, nil); err != nil {
		return err
	}
	return e.ch.PublishWithContext(ctx, "", topic, false, false, amqp.Publishing{MessageId: id, DeliveryMode: amqp.Persistent, Body: []byte(body)})
}

func (e rabbitERP) read(t *testing.T, topic string) (broker.Message, string) {
	messages, err := e.ch.ConsumeWithContext(t.Context(), topic, "", true, false, false, false, nil)
	must(t, err)
	m := <-messages
	return broker.Message{ID: m.MessageId, Body: m.Body}, m.Headers["reason"].(string)
}

type kafkaERP struct{ seed string }

func (e kafkaERP) send(ctx context.Context, topic, id, body string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(e.seed))
	if err != nil {
		return err
	}
	defer client.Close()
	record := &kgo.Record{Topic: topic, Key: []byte("erp"), Value: []byte(body), Headers: []kgo.RecordHeader{{Key: "id", Value: []byte(id)}}}
	return client.ProduceSync(ctx, record).FirstErr()
}

func (e kafkaERP) read(t *testing.T, topic string) (broker.Message, string) {
	client, err := kgo.NewClient(kgo.SeedBrokers(e.seed), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	must(t, err)
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	fetched := client.PollRecords(ctx, 1)
	must(t, fetched.Err())
	r := fetched.Records()[0]
	return broker.Message{ID: string(r.Headers[0].Value), Body: r.Value}, string(r.Headers[1].Value)
}

type natsERP struct{ js jetstream.JetStream }

func (e natsERP) send(ctx context.Context, topic, id, body string) error {
	_, err := e.js.Publish(ctx, topic, []byte(body), jetstream.WithMsgID(id))
	return err
}

func (e natsERP) read(t *testing.T, topic string) (broker.Message, string) {
	consumer, err := e.js.OrderedConsumer(t.Context(), "RIALTO_INBOX", jetstream.OrderedConsumerConfig{FilterSubjects: []string{topic}})
	must(t, err)
	m, err := consumer.Next(jetstream.FetchMaxWait(time.Minute))
	must(t, err)
	return broker.Message{ID: strings.TrimSuffix(m.Headers().Get("Nats-Msg-Id"), ".dead"), Body: m.Data()}, m.Headers().Get("Reason")
}
