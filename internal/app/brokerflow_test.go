package app

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
)

// An ERP sees what is sold and says what there is, over the broker of a running
// marketplace.
func TestBrokerCarriesEventsOutAndStockIn(t *testing.T) {
	t.Parallel()
	url := brokertest.Redis(t).URL
	m := startWith(t, func(c *Config) { c.BrokerURL, c.BrokerPrefix = url, "rialto" })
	s := m.shop(t, "north")
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	erp := redis.NewClient(options)
	t.Cleanup(func() { _ = erp.Close() })

	p := m.placeOne(t, m.cart(t, s.mugVariant))
	placed := awaitEvent(t, erp, "order.placed")
	if placed.Subject != p.OrderID || placed.Source != m.url {
		t.Errorf("got %+v, want one of order %s at %s", placed, p.OrderID, m.url)
	}
	wantSchema(t, m, placed)

	said, err := json.Marshal(broker.Event{
		SpecVersion: "1.0", ID: "1", Source: "erp.example", Type: "inventory.set",
		Data: json.RawMessage(`{"store":"north","items":[{"sku":"MUG","quantity":70}]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := erp.XAdd(t.Context(), &redis.XAddArgs{Stream: "rialto.inventory", Values: []any{"event", said}}).Err(); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, 20*time.Second, func() bool { return m.stock(t, s.mugVariant) == 70 })

	if err := erp.XAdd(t.Context(), &redis.XAddArgs{Stream: "rialto.inventory", Values: []any{"event", "what?"}}).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, func() bool { return erp.XLen(t.Context(), "rialto.inventory.dead").Val() == 1 })
	var processed int
	if err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM stocksync.messages").Scan(&processed); err != nil || processed != 1 {
		t.Errorf("%d messages noted, %v; want one", processed, err)
	}
}

// awaitEvent reads the stream of events up to one of a name.
func awaitEvent(t *testing.T, erp *redis.Client, name string) broker.Event {
	t.Helper()
	for from := "0"; ; {
		streams, err := erp.XRead(t.Context(), &redis.XReadArgs{Streams: []string{"rialto.events", from}, Block: 20 * time.Second}).Result()
		if err != nil {
			t.Fatalf("no %s came: %v", name, err)
		}
		for _, m := range streams[0].Messages {
			from = m.ID
			ev, err := broker.ParseEvent([]byte(m.Values["event"].(string)))
			if err != nil {
				t.Fatal(err)
			}
			if ev.Type == name {
				return ev
			}
		}
	}
}

// wantSchema checks an event against the schema that the marketplace serves for it.
func wantSchema(t *testing.T, m *market, ev broker.Event) {
	t.Helper()
	a := m.at(t, "GET", ev.DataSchema[len(m.url):])
	var document, data any
	a.into(t, &document)
	if err := json.Unmarshal(ev.Data, &data); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(ev.DataSchema, document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(ev.DataSchema)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(data); err != nil {
		t.Errorf("%s does not fit its schema: %v", ev.Type, err)
	}
	if err := schema.Validate(map[string]any{"orderId": uuid.NewString()}); err == nil {
		t.Errorf("the schema of %s lets everything pass", ev.Type)
	}
}
