package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/orders"
)

// Relay makes notices of events. Call it before the bus starts.
func (s *Service) Relay(bus *events.Bus, o *orders.Service) {
	bus.FollowTx("live", func(ctx context.Context, tx db.Tx, batch []events.Envelope) error {
		list, err := s.noticesOf(ctx, tx, o, batch)
		if err != nil {
			return err
		}
		texts, err := encode(list)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, notify, texts); err != nil {
			return fmt.Errorf("tell who follows: %w", err)
		}
		return nil
	})
}

// about is what an event of any name says it is about.
type about struct {
	OrderID *uuid.UUID `json:"orderId"`
	StoreID *uuid.UUID `json:"storeId"`
}

// noticesOf returns whom to tell of a batch and what. Who follows an order
// reads all of it, so it is enough that something about it happened.
func (s *Service) noticesOf(ctx context.Context, tx db.Tx, o *orders.Service, batch []events.Envelope) ([]told, error) {
	var list []told
	var changed []uuid.UUID
	for _, e := range batch {
		var a about
		if err := json.Unmarshal(e.Payload, &a); err != nil {
			// Tried again it would be no better, and everything after it would wait.
			s.log.ErrorContext(ctx, "live updates: an event is not understood", "event", e.Name, "error", err)
			continue
		}
		kind, _, _ := strings.Cut(e.Name, ".")
		switch {
		case a.OrderID != nil:
			changed = append(changed, *a.OrderID)
		case a.StoreID != nil && kind == "stock":
			list = append(list, told{OfStore(*a.StoreID), Notice{Stock, a.StoreID}})
		case a.StoreID != nil && kind == "store":
			n := Notice{Store, a.StoreID}
			list = append(list, told{OfStore(*a.StoreID), n}, told{Market, n})
		}
	}
	sellers, err := o.StoresOfTx(ctx, tx, changed)
	if err != nil {
		return nil, err
	}
	for id, stores := range sellers {
		n := Notice{Order, &id}
		list = append(list, told{OfOrder(id), n}, told{Market, n})
		for _, store := range stores {
			list = append(list, told{OfStore(store), n})
		}
	}
	return list, nil
}
