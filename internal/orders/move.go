package orders

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
)

// moves lists where an order may go from each state.
var moves = map[Status][]Status{
	StatusPaymentPending:    {StatusPaid, StatusCancelled, StatusExpired},
	StatusExpired:           {StatusPaid, StatusRefunded}, // late money
	StatusCancelled:         {StatusRefunded},             // late money
	StatusPaid:              {StatusCompleted, StatusPartiallyRefunded, StatusRefunded},
	StatusCompleted:         {StatusPartiallyRefunded, StatusRefunded},
	StatusPartiallyRefunded: {StatusPartiallyRefunded, StatusRefunded},
}

// moveTx takes a locked order to another state, its stock and its store orders
// with it. It is the only place that does. Leaving a state that holds stock
// for one that does not gives the stock back; the way round takes it again,
// and may be catalog.ErrOutOfStock.
func (s *Service) moveTx(ctx context.Context, tx db.Tx, row ordersdb.OrdersOrder, to Status) error {
	if !slices.Contains(moves[Status(row.Status)], to) {
		return fmt.Errorf("order %s cannot go from %s to %s", row.ID, row.Status, to)
	}
	arg := ordersdb.SetStatusParams{ID: row.ID, Status: string(to), StockReleasedAt: row.StockReleasedAt, RefundedAmount: row.RefundedAmount}
	now := s.now()
	switch to {
	case StatusPaid:
		arg.PaidAt, arg.StockReleasedAt = &now, nil
		if row.StockReleasedAt != nil {
			if err := s.stockTx(ctx, tx, row.ID, s.catalog.TakeTx); err != nil {
				return err
			}
		}
	case StatusCancelled, StatusExpired:
		arg.StockReleasedAt = &now
		if err := s.stockTx(ctx, tx, row.ID, s.catalog.ReturnTx); err != nil {
			return err
		}
	case StatusRefunded:
		arg.RefundedAmount = row.TotalAmount
	}
	if err := s.q.SetStatus(ctx, tx, arg); err != nil {
		return fmt.Errorf("order %s to %s: %w", row.ID, to, err)
	}
	if part, changes := partStatus[to]; changes {
		if err := s.q.SetStoreOrderStatus(ctx, tx, ordersdb.SetStoreOrderStatusParams{OrderID: row.ID, Status: string(part)}); err != nil {
			return fmt.Errorf("store orders of %s to %s: %w", row.ID, part, err)
		}
	}
	return nil
}

// partStatus is what a move of the order makes of all its store orders.
var partStatus = map[Status]StoreOrderStatus{
	StatusPaid:      StoreOrderProcessing,
	StatusCancelled: StoreOrderCancelled,
	StatusExpired:   StoreOrderCancelled,
}

func (s *Service) stockTx(ctx context.Context, tx db.Tx, order uuid.UUID, move func(context.Context, db.Tx, uuid.UUID, []catalog.Quantity) error) error {
	rows, err := s.q.QuantitiesByOrder(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("quantities of order %s: %w", order, err)
	}
	quantities := make([]catalog.Quantity, len(rows))
	for i, r := range rows {
		quantities[i] = catalog.Quantity{VariantID: r.VariantID, N: int(r.Quantity)}
	}
	return move(ctx, tx, order, quantities)
}

func totalOf(row ordersdb.OrdersOrder) money.Amount {
	return money.Amount{Minor: row.TotalAmount, Currency: row.Currency}
}
