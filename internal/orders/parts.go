package orders

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
)

// StorePart says which part of an order is a store's.
type StorePart struct{ OrderID, StoreOrderID, StoreID uuid.UUID }

// StorePartsTx returns the parts of orders. One that is not there has none.
func (s *Service) StorePartsTx(ctx context.Context, tx db.Tx, orders []uuid.UUID) ([]StorePart, error) {
	rows, err := s.q.StoreOrdersByOrders(ctx, tx, orders)
	if err != nil {
		return nil, fmt.Errorf("parts of orders: %w", err)
	}
	out := make([]StorePart, len(rows))
	for i, r := range rows {
		out[i] = StorePart{r.OrderID, r.ID, r.StoreID}
	}
	return out, nil
}
