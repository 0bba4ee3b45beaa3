package orders

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// ShipInput is a parcel that leaves.
type ShipInput struct {
	Work
	Items    []Pieces // none: all that are left
	Tracking Tracking
}

// Ship sends pieces of a store order on their way. When nothing is left to ship,
// the store order is shipped. It returns ErrTrackingInvalid, ErrNotShippable,
// ErrPiecesInvalid or ErrTooManyPieces, and what all work may return.
func (s *Service) Ship(ctx context.Context, in ShipInput) (MerchantOrder, error) {
	t, err := in.Tracking.complete()
	if err != nil {
		return MerchantOrder{}, err
	}
	type shipping struct {
		Items    []Pieces
		Tracking Tracking
	}
	return s.work(ctx, in.Work, shipping{in.Items, t}, func(ctx context.Context, tx db.Tx, p *part) error {
		if p.status() != StoreOrderProcessing {
			return ErrNotShippable
		}
		pieces, err := p.pick(in.Items, waiting)
		if err != nil {
			return err
		}
		id, err := p.shipTx(ctx, tx, pieces, t)
		if err != nil {
			return err
		}
		if err := p.saveTx(ctx, tx); err != nil {
			return err
		}
		p.did("store_order.shipped", map[string]string{"shipment": id.String(), "pieces": strconv.Itoa(total(pieces))},
			Shipped{OrderID: p.row.OrderID, StoreOrderID: p.row.ID, StoreID: p.StoreID, ShipmentID: id})
		return nil
	}, nil)
}

// shipTx writes a parcel with the pieces and returns its id.
func (p *part) shipTx(ctx context.Context, tx db.Tx, pieces []Pieces, t Tracking) (uuid.UUID, error) {
	id := db.NewID()
	if err := p.q.InsertShipment(ctx, tx, ordersdb.InsertShipmentParams{
		ID: id, StoreOrderID: p.row.ID, Carrier: t.Carrier, TrackingNumber: t.Number, TrackingUrl: t.URL, ShippedAt: p.now(),
	}); err != nil {
		return id, fmt.Errorf("insert shipment: %w", err)
	}
	ids, quantities := split(pieces)
	if err := p.q.InsertShipmentItems(ctx, tx, ordersdb.InsertShipmentItemsParams{ShipmentID: id, ItemIds: ids, Quantities: quantities}); err != nil {
		return id, fmt.Errorf("insert items of shipment: %w", err)
	}
	return id, p.addTx(ctx, tx, pieces, fate{shipped: true})
}

// waiting is how many pieces of an item are neither shipped nor cancelled.
func waiting(it ordersdb.OrdersItem) int32 {
	return it.Quantity - it.ShippedQuantity - it.CancelledQuantity
}

func split(pieces []Pieces) (ids []uuid.UUID, quantities []int32) {
	for _, p := range pieces {
		ids, quantities = append(ids, p.ItemID), append(quantities, int32(p.N))
	}
	return ids, quantities
}

func total(pieces []Pieces) (n int) {
	for _, p := range pieces {
		n += p.N
	}
	return n
}

// ChangeTracking corrects how a parcel can be followed. It returns
// ErrTrackingInvalid or ErrShipmentNotFound, and what all work may return.
func (s *Service) ChangeTracking(ctx context.Context, w Work, shipment uuid.UUID, t Tracking) (MerchantOrder, error) {
	t, err := t.complete()
	if err != nil {
		return MerchantOrder{}, err
	}
	return s.work(ctx, w, nil, func(ctx context.Context, tx db.Tx, p *part) error {
		n, err := s.q.SetTracking(ctx, tx, ordersdb.SetTrackingParams{
			ID: shipment, StoreOrderID: p.row.ID, Carrier: t.Carrier, TrackingNumber: t.Number, TrackingUrl: t.URL,
		})
		if err != nil {
			return fmt.Errorf("set tracking: %w", err)
		}
		if n == 0 {
			return ErrShipmentNotFound
		}
		if err := p.saveTx(ctx, tx); err != nil {
			return err
		}
		p.did("store_order.tracking_changed", map[string]string{"shipment": shipment.String()})
		return nil
	}, nil)
}
