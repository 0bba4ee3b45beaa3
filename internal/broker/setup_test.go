package broker_test

import (
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/db"
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
	must(t, err)
	t.Cleanup(b.Close)
	return b
}

// Step is the how-manieth step of an order, from 1.
type Step struct {
	Order  uuid.UUID `json:"order"`
	Number int       `json:"number"`
}

// EventName implements events.Event.
func (Step) EventName() string { return "order.step" }

// AggregateID implements events.Event.
func (s Step) AggregateID() uuid.UUID { return s.Order }

// story tells n steps of so many orders, which take turns.
func story(n, orders int) []events.Event {
	ids := make([]uuid.UUID, orders)
	for i := range ids {
		ids[i] = db.NewID()
	}
	list := make([]events.Event, n)
	for i := range list {
		list[i] = Step{ids[i%orders], i/orders + 1}
	}
	return list
}

// envelope is an event as the feed hands it over.
func envelope(s Step) events.Envelope {
	payload, _ := json.Marshal(s) // an id and a number
	return events.Envelope{
		ID: db.NewID(), Name: s.EventName(), AggregateID: s.Order, At: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), Payload: payload,
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
