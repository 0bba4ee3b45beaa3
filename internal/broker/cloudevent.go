package broker

import (
	"encoding/json"
	"fmt"
	"time"

	"rialto/internal/events"
)

// Event is a CloudEvent 1.0 in the structured mode of JSON.
type Event struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`                // two with one source and id are the same
	Source          string          `json:"source"`            // who says it
	Type            string          `json:"type"`              // name of the event, such as order.paid
	Subject         string          `json:"subject,omitempty"` // id of the aggregate
	Time            time.Time       `json:"time,omitzero"`
	DataContentType string          `json:"datacontenttype,omitempty"`
	DataSchema      string          `json:"dataschema,omitempty"`  // address of the schema of data
	Traceparent     string          `json:"traceparent,omitempty"` // CloudEvents' extension for distributed tracing
	Data            json.RawMessage `json:"data,omitempty"`
}

const specVersion = "1.0"

// ParseEvent reads a CloudEvent. Its errors wrap ErrPoison.
func ParseEvent(body []byte) (Event, error) {
	var ev Event
	if err := json.Unmarshal(body, &ev); err != nil {
		return Event{}, fmt.Errorf("%w: not a CloudEvent: %w", ErrPoison, err)
	}
	switch {
	case ev.SpecVersion != specVersion:
		return Event{}, fmt.Errorf("%w: specversion is not %s", ErrPoison, specVersion)
	case ev.ID == "", ev.Source == "", ev.Type == "":
		return Event{}, fmt.Errorf("%w: id, source or type is missing", ErrPoison)
	}
	return ev, nil
}

// outgoingFrom is the message that tells of an event.
func (b *Broker) outgoingFrom(e events.Envelope) (outgoing, error) {
	ev := Event{
		SpecVersion: specVersion, ID: e.ID.String(), Source: b.source, Type: e.Name, Subject: e.AggregateID.String(),
		Time: e.At.UTC(), DataContentType: "application/json", DataSchema: b.source + "/docs/events/" + e.Name + ".json",
		Traceparent: e.Cause.Parent, Data: e.Payload,
	}
	body, err := json.Marshal(ev)
	if err != nil {
		return outgoing{}, fmt.Errorf("encode %s %s: %w", e.Name, e.ID, err)
	}
	return outgoing{id: ev.ID, name: ev.Type, key: ev.Subject, body: body}, nil
}
