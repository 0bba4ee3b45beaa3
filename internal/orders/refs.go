package orders

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// StoreOrderRef names a store's part of an order.
type StoreOrderRef struct {
	ID     uuid.UUID // of the part
	Number string    // of the order
}

// StoreOrderRefs returns a store's parts of the orders, keyed by the orders'
// ids. An order of which the store has no part is missing.
func (s *Service) StoreOrderRefs(ctx context.Context, storeID uuid.UUID, orderIDs []uuid.UUID) (map[uuid.UUID]StoreOrderRef, error) {
	if len(orderIDs) == 0 {
		return nil, nil
	}
	refs := map[uuid.UUID]StoreOrderRef{}
	err := db.InStoreTx(ctx, s.pool, storeID, func(tx db.Tx) error {
		parts, err := s.q.PartsOfOrders(ctx, tx, ordersdb.PartsOfOrdersParams{StoreID: storeID, OrderIds: orderIDs})
		if err != nil {
			return fmt.Errorf("parts of orders: %w", err)
		}
		numbers, err := s.q.NumbersByOrders(ctx, tx, orderIDs)
		if err != nil {
			return fmt.Errorf("numbers of orders: %w", err)
		}
		byOrder := map[uuid.UUID]int64{}
		for _, n := range numbers {
			byOrder[n.ID] = n.Number
		}
		for _, p := range parts {
			refs[p.OrderID] = StoreOrderRef{ID: p.ID, Number: formatNumber(byOrder[p.OrderID])}
		}
		return nil
	})
	return refs, err
}
