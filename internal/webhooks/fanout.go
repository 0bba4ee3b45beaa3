package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/webhooks/internal/webhooksdb"
)

// told is an event as one store may see it, or as the marketplace does.
type told struct {
	event events.Envelope
	store *uuid.UUID // nil: the marketplace
	data  json.RawMessage
}

// fanOutTx makes a delivery of each event for each endpoint that wants it.
func (s *Service) fanOutTx(ctx context.Context, tx db.Tx, batch []events.Envelope) error {
	tellings, err := s.tellingsTx(ctx, tx, batch)
	if err != nil || len(tellings) == 0 {
		return err
	}
	var about []uuid.UUID
	var types []string
	for _, t := range tellings {
		types = append(types, t.event.Name)
		if t.store != nil {
			about = append(about, *t.store)
		}
	}
	endpoints, err := s.q.Listeners(ctx, tx, webhooksdb.ListenersParams{StoreIds: about, EventTypes: types})
	if err != nil {
		return fmt.Errorf("who listens: %w", err)
	}
	arg := webhooksdb.InsertDeliveriesParams{Now: s.Now()}
	for _, t := range tellings {
		body, err := bodyOf(t.event.Name, t.event.At, t.data)
		if err != nil {
			return err
		}
		for _, e := range endpoints {
			if !t.isFor(e) {
				continue
			}
			arg.Ids, arg.EndpointIds = append(arg.Ids, db.NewID()), append(arg.EndpointIds, e.ID)
			arg.EventIds, arg.EventTypes = append(arg.EventIds, t.event.ID), append(arg.EventTypes, t.event.Name)
			arg.EventAts, arg.Bodies = append(arg.EventAts, t.event.At), append(arg.Bodies, body)
		}
	}
	if len(arg.Ids) == 0 {
		return nil
	}
	if _, err := s.q.InsertDeliveries(ctx, tx, arg); err != nil {
		return fmt.Errorf("insert webhook deliveries: %w", err)
	}
	return nil
}

func (t told) isFor(e webhooksdb.ListenersRow) bool {
	same := e.StoreID == nil && t.store == nil || e.StoreID != nil && t.store != nil && *e.StoreID == *t.store
	return same && (len(e.EventTypes) == 0 || slices.Contains(e.EventTypes, t.event.Name))
}

// tellingsTx is each event for the marketplace, and for each store that it is about.
func (s *Service) tellingsTx(ctx context.Context, tx db.Tx, batch []events.Envelope) ([]told, error) {
	var list, whole []told
	var orders []uuid.UUID
	for _, ev := range batch {
		kind, known := catalogue[ev.Name]
		if !known {
			continue // of another version of the program, or not for others
		}
		t := told{event: ev, data: ev.Payload}
		list = append(list, t)
		var about subject
		if err := json.Unmarshal(ev.Payload, &about); err != nil {
			return nil, fmt.Errorf("decode %s: %w", ev.Name, err)
		}
		switch {
		case kind.audience == operators:
		case about.StoreID != nil:
			t.store = about.StoreID
			list = append(list, t)
		case kind.audience == orderOrStore && about.OrderID != nil:
			whole = append(whole, t)
			orders = append(orders, *about.OrderID)
		}
	}
	if len(whole) == 0 {
		return list, nil
	}
	parts, err := s.Parts(ctx, tx, orders)
	if err != nil {
		return nil, fmt.Errorf("parts of orders: %w", err)
	}
	for i, t := range whole {
		for _, p := range parts {
			if p.OrderID != orders[i] {
				continue
			}
			data, err := narrowed(t.event.Name, t.data, p)
			if err != nil {
				return nil, err
			}
			list = append(list, told{t.event, &p.StoreID, data})
		}
	}
	return list, nil
}
