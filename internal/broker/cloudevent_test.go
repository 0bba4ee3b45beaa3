package broker_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/uuid"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/events"
)

// The library of the CloudEvents project reads what is published.
func TestPublishedEventIsACloudEvent(t *testing.T) {
	t.Parallel()
	s := brokertest.Redis(t)
	b := open(t, broker.Config{URL: s.URL, Prefix: "shop"})
	e := envelope(Step{uuid.MustParse("01930000-0000-7000-8000-000000000001"), 7})
	done, err := b.Forward(t.Context(), []events.Envelope{e})
	must(t, err)
	if done != 1 {
		t.Fatalf("%d events were published", done)
	}
	m := streamOf(t, s.URL, "shop.events")[0]

	var ev cloudevents.Event
	must(t, json.Unmarshal(m.Body, &ev))
	must(t, ev.Validate())
	for what, pair := range map[string][2]string{
		"id":              {ev.ID(), e.ID.String()},
		"version":         {ev.SpecVersion(), "1.0"},
		"source":          {ev.Source(), "https://market.example"},
		"type":            {ev.Type(), "order.step"},
		"subject":         {ev.Subject(), e.AggregateID.String()},
		"time":            {ev.Time().Format("2006-01-02T15:04:05Z07:00"), "2026-11-27T12:00:00Z"},
		"datacontenttype": {ev.DataContentType(), "application/json"},
		"dataschema":      {ev.DataSchema(), "https://market.example/docs/events/order.step.json"},
		"data":            {string(ev.Data()), string(e.Payload)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}

	ours, err := broker.ParseEvent(m.Body)
	must(t, err)
	if ours.ID != ev.ID() || string(ours.Data) != string(ev.Data()) {
		t.Errorf("we read it as %+v", ours)
	}
}

func TestWhatIsNoCloudEvent(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON":             `hello`,
		"another version":     `{"specversion": "0.3", "id": "1", "source": "/erp", "type": "inventory.set"}`,
		"no id":               `{"specversion": "1.0", "source": "/erp", "type": "inventory.set"}`,
		"no source":           `{"specversion": "1.0", "id": "1", "type": "inventory.set"}`,
		"no type":             `{"specversion": "1.0", "id": "1", "source": "/erp"}`,
		"a time that is none": `{"specversion": "1.0", "id": "1", "source": "/erp", "type": "inventory.set", "time": "yesterday"}`,
	} {
		if _, err := broker.ParseEvent([]byte(body)); !errors.Is(err, broker.ErrPoison) || strings.Contains(err.Error(), "hello") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
