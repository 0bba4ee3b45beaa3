package broker_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"

	"rialto/internal/broker"
)

// prepare does what the guide asks of consumers before anything is published.
func prepare(t *testing.T, kind broker.Kind, url string) {
	t.Helper()
	if kind == broker.RabbitMQ {
		ch := rabbitChannel(t, url)
		must(t, ch.ExchangeDeclare("rialto.events", "topic", true, false, false, false, nil))
		_, err := ch.QueueDeclare("follower", true, false, false, false, nil)
		must(t, err)
		must(t, ch.QueueBind("follower", "#", "rialto.events", false, nil))
	}
}

func rabbitChannel(t *testing.T, url string) *amqp.Channel {
	t.Helper()
	conn, err := amqp.Dial(url)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() }) // the server may be gone
	ch, err := conn.Channel()
	must(t, err)
	return ch
}

// arrived is what each kind of broker holds, in its order: the bodies and the
// ids that stand beside them. It reads with the clients of others, until as many
// different ids came as are wanted, or nothing more does.
func arrived(t *testing.T, kind broker.Kind, url string, want int) []broker.Message {
	t.Helper()
	c := &collector{want: want, ids: map[string]bool{}}
	map[broker.Kind]func(*testing.T, string, *collector){
		broker.Redis: readRedis, broker.RabbitMQ: readRabbitMQ, broker.Kafka: readKafka, broker.NATS: readNATS,
	}[kind](t, url, c)
	return c.list
}

// quiet is how long nothing comes when nothing is left.
const quiet = 3 * time.Second

type collector struct {
	want int
	ids  map[string]bool
	list []broker.Message
}

// add reports whether more is wanted.
func (c *collector) add(m broker.Message) bool {
	c.list = append(c.list, m)
	c.ids[m.ID] = true
	return len(c.ids) < c.want
}

func readRedis(t *testing.T, url string, c *collector) {
	for _, m := range streamOf(t, url, "rialto.events") {
		c.add(m)
	}
}

// streamOf is all that is in a stream of Redis.
func streamOf(t *testing.T, url, stream string) (messages []broker.Message) {
	t.Helper()
	o, err := redis.ParseURL(url)
	must(t, err)
	client := redis.NewClient(o)
	defer client.Close()
	list, err := client.XRange(t.Context(), stream, "-", "+").Result()
	must(t, err)
	for _, m := range list {
		messages = append(messages, broker.Message{ID: m.Values["id"].(string), Key: m.Values["subject"].(string), Body: []byte(m.Values["event"].(string))})
	}
	return messages
}

func readRabbitMQ(t *testing.T, url string, c *collector) {
	messages, err := rabbitChannel(t, url).Consume("follower", "", true, false, false, false, nil)
	must(t, err)
	for more := true; more; {
		select {
		case m := <-messages:
			more = c.add(broker.Message{ID: m.MessageId, Key: m.Headers["subject"].(string), Body: m.Body})
		case <-time.After(quiet):
			more = false
		}
	}
}

func readKafka(t *testing.T, url string, c *collector) {
	client, err := kgo.NewClient(kgo.SeedBrokers(url[len("kafka://"):]), kgo.ConsumeTopics("rialto.events"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	must(t, err)
	defer client.Close()
	for more := true; more; {
		ctx, cancel := context.WithTimeout(t.Context(), quiet)
		fetched := client.PollFetches(ctx)
		cancel()
		more = !fetched.Empty()
		for _, r := range fetched.Records() {
			more = c.add(broker.Message{ID: string(r.Headers[1].Value), Key: string(r.Key), Body: r.Value})
		}
	}
}

func readNATS(t *testing.T, url string, c *collector) {
	nc, err := nats.Connect(url)
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	consumer, err := js.OrderedConsumer(t.Context(), "RIALTO", jetstream.OrderedConsumerConfig{})
	must(t, err)
	for more := true; more; {
		batch, err := consumer.Fetch(1000, jetstream.FetchMaxWait(quiet))
		must(t, err)
		came := 0
		for m := range batch.Messages() {
			came++
			more = c.add(broker.Message{ID: m.Headers().Get("Nats-Msg-Id"), Key: m.Headers().Get("Subject"), Body: m.Data()})
		}
		must(t, batch.Error())
		more = more && came > 0
	}
}

// wantStory checks that all events arrived that were fed, and each order's in their
// order when repetitions are left out, which have the same id. It returns how many of
// these there were.
func wantStory(t *testing.T, fed map[string]bool, got []broker.Message) (repetitions int) {
	t.Helper()
	bodies, last := map[string]string{}, map[string]int{}
	for _, m := range got {
		ev, err := broker.ParseEvent(m.Body)
		must(t, err)
		if ev.ID != m.ID || ev.Subject != m.Key {
			t.Fatalf("the event %s of %s is marked as %s of %s", ev.ID, ev.Subject, m.ID, m.Key)
		}
		if before, seen := bodies[ev.ID]; seen {
			if before != string(m.Body) {
				t.Errorf("event %s differs from its repetition", ev.ID)
			}
			continue
		}
		bodies[ev.ID] = string(m.Body)
		var s Step
		must(t, json.Unmarshal(ev.Data, &s))
		if s.Number != last[ev.Subject]+1 {
			t.Errorf("order %s: step %d follows %d", ev.Subject, s.Number, last[ev.Subject])
		}
		last[ev.Subject] = s.Number
	}
	missing := 0
	for id := range fed {
		if _, ok := bodies[id]; !ok {
			missing++
		}
	}
	if missing > 0 || len(bodies) != len(fed) {
		t.Errorf("%d events arrived, %d of %d are missing", len(bodies), missing, len(fed))
	}
	t.Logf("%d events, %d repetitions", len(bodies), len(got)-len(bodies))
	return len(got) - len(bodies)
}
