package stripesim

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"rialto/internal/db"
)

// event is an Event. https://docs.stripe.com/api/events/object
type event struct {
	ID              string    `json:"id"`
	Object          string    `json:"object"`
	APIVersion      string    `json:"api_version"`
	Created         int64     `json:"created"`
	Data            eventData `json:"data"`
	Livemode        bool      `json:"livemode"`
	PendingWebhooks int       `json:"pending_webhooks"` // when the event happened
	Request         *request  `json:"request"`
	Type            string    `json:"type"`
}

type eventData struct {
	Object json.RawMessage `json:"object"`
}

// request is the API call that caused an event; null when none did.
type request struct {
	ID  string  `json:"id"`
	Key *string `json:"idempotency_key"`
}

// schedule is when an event is sent to the webhook: after each of these
// times.
type schedule []time.Duration

var (
	never schedule
	once  = schedule{0}
)

// emit keeps an event about an object and plans its deliveries. They begin
// when the transaction has committed.
func (s *Server) emit(ctx context.Context, tx db.Tx, typ string, object any, by *request, when schedule) error {
	raw, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encode the object of an event: %w", err)
	}
	e := event{
		ID: newID("evt_"), Object: kindEvent, APIVersion: stripe.APIVersion, Created: s.now().Unix(),
		Data: eventData{raw}, PendingWebhooks: min(len(when), 1), Request: by, Type: typ,
	}
	if err := insert(ctx, tx, kindEvent, e.ID, e.Created, nil, e); err != nil {
		return err
	}
	for _, wait := range when {
		_, err := tx.Exec(ctx, `INSERT INTO stripesim.deliveries (event_id, due_at) VALUES ($1, $2)`, e.ID, s.cfg.Now().Add(wait))
		if err != nil {
			return fmt.Errorf("plan delivery: %w", err)
		}
	}
	return nil
}

func (s *Server) retrieveEvent(ctx context.Context, c *call) (any, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	var e event
	err := read(ctx, c.tx, kindEvent, c.id, &e)
	return e, err
}

func (s *Server) listEvents(ctx context.Context, c *call) (any, error) {
	err := c.allow("limit", "starting_after", "ending_before", "type", "types[]",
		"created", "created[gt]", "created[gte]", "created[lt]", "created[lte]")
	if err != nil {
		return nil, err
	}
	q := newListing(kindEvent, "/v1/events")
	types := c.list("types")
	switch typ := c.text("type"); {
	case typ != "" && len(types) > 0:
		return nil, invalid("parameter_invalid", "type", "You may only specify one of these parameters: type, types.")
	case len(types) > 20:
		return nil, invalid("", "types", "You may specify up to 20 types.")
	case strings.HasSuffix(typ, "*"):
		q.where("starts_with(body->>'type', %s)", strings.TrimSuffix(typ, "*"))
	case len(types) > 0:
		q.where("body->>'type' = ANY(%s)", types)
	default:
		q.equal("type", typ)
	}
	return list(ctx, c, q, func(e event) event { return e })
}
