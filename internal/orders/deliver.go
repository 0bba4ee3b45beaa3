package orders

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// Deliver says that a parcel of a store order arrived, or without one all that
// were sent. When all are there and nothing is left to ship, the store order is
// delivered. A second time it changes nothing. It returns ErrNotShipped or
// ErrShipmentNotFound, and what all work may return.
func (s *Service) Deliver(ctx context.Context, w Work, shipment *uuid.UUID) (MerchantOrder, error) {
	return s.work(ctx, w, nil, func(ctx context.Context, tx db.Tx, p *part) error {
		sent, err := s.q.ShipmentsByStoreOrders(ctx, tx, []uuid.UUID{p.row.ID})
		if err != nil {
			return fmt.Errorf("shipments: %w", err)
		}
		switch {
		case shipment != nil && !slices.ContainsFunc(sent, func(r ordersdb.ShipmentsByStoreOrdersRow) bool { return r.ID == *shipment }):
			return ErrShipmentNotFound
		case len(sent) == 0:
			return ErrNotShipped
		}
		now := s.now()
		arrived, err := s.q.SetDelivered(ctx, tx, ordersdb.SetDeliveredParams{StoreOrderID: p.row.ID, ID: shipment, DeliveredAt: &now})
		if err != nil {
			return fmt.Errorf("set delivered: %w", err)
		}
		if len(arrived) == 0 {
			return nil
		}
		if err := p.saveTx(ctx, tx); err != nil {
			return err
		}
		p.did("store_order.delivered", map[string]string{"shipments": strconv.Itoa(len(arrived))})
		return nil
	}, func(ctx context.Context, tx db.Tx, p *part) error {
		return s.finishTx(ctx, tx, p.row.OrderID, 0)
	})
}

// finishTx adds to a paid order money that goes back, and closes it when nothing
// is left to do in any of its parts. It locks the order, so that of two parts
// that finish at once the second sees the first.
func (s *Service) finishTx(ctx context.Context, tx db.Tx, order uuid.UUID, back int64) error {
	row, err := s.q.LockOrder(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("lock order %s: %w", order, err)
	}
	if back > 0 {
		row.RefundedAmount += back
		to := StatusPartiallyRefunded
		if row.RefundedAmount == row.TotalAmount {
			to = StatusRefunded
		}
		return s.moveTx(ctx, tx, row, to)
	}
	if Status(row.Status) != StatusPaid {
		return nil
	}
	parts, err := s.q.StatusesOfParts(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("store orders of %s: %w", order, err)
	}
	arrived := false
	for _, status := range parts {
		switch StoreOrderStatus(status) {
		case StoreOrderDelivered:
			arrived = true
		case StoreOrderCancelled, StoreOrderReturned:
		default:
			return nil
		}
	}
	to := StatusCompleted
	if !arrived {
		to = StatusRefunded // of an order that cost nothing
	}
	if err := s.moveTx(ctx, tx, row, to); err != nil || to != StatusCompleted {
		return err
	}
	return s.bus.PublishTx(ctx, tx, Completed{OrderID: order})
}
