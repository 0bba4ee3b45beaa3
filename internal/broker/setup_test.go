package broker_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/events"
)

func TestMain(m *testing.M) { brokertest.Main(m) }

// servers starts each kind of broker.
var servers = map[broker.Kind]func(testing.TB) *brokertest.Server{
	broker.Redis: brokertest.Redis, broker.RabbitMQ: brokertest.RabbitMQ, broker.Kafka: brokertest.Kafka, broker.NATS: brokertest.NATS,
}

// eachKind runs a test on each kind of broker.
func eachKind(t *testing.T, test func(t *testing.T, kind broker.Kind, s *brokertest.Server)) {
	t.Helper()
	for kind, start := range servers {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			test(t, kind, start(t))
		})
	}
}

func open(t *testing.T, cfg broker.Config) *broker.Broker {
	t.Helper()
	if cfg.Prefix == "" {
		cfg.Prefix = "rialto"
	}
	if cfg.Source == "" {
		cfg.Source = "https://market.example"
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	b, err := broker.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// step is the payload of the events of these tests: the how-manieth of its
// aggregate it is, from 1.
type step struct {
	Number int `json:"number"`
}

// story makes events of so many aggregates, which take turns.
func story(n, aggregates int) []events.Envelope {
	who := make([]uuid.UUID, aggregates)
	for i := range who {
		who[i] = uuid.Must(uuid.NewV7())
	}
	list := make([]events.Envelope, n)
	for i := range list {
		payload, _ := json.Marshal(step{i/aggregates + 1}) // a struct of one number
		list[i] = events.Envelope{
			ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("order.step%d", i%3), AggregateID: who[i%aggregates],
			At: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), Payload: payload,
		}
	}
	return list
}
