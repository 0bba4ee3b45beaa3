package orders

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
)

// StoresOfTx returns the stores that have a part in each of the orders.
func (s *Service) StoresOfTx(ctx context.Context, tx db.Tx, orderIDs []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := s.q.StoreOrdersByOrders(ctx, tx, orderIDs)
	if err != nil {
		return nil, fmt.Errorf("stores of orders: %w", err)
	}
	stores := make(map[uuid.UUID][]uuid.UUID, len(orderIDs))
	for _, r := range rows {
		stores[r.OrderID] = append(stores[r.OrderID], r.StoreID)
	}
	return stores, nil
}
