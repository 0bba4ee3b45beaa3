package orders

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

// onCaptured makes an order paid. Money that comes after the order was given
// up takes the stock again, if it is still there and the buyer did not cancel;
// else it goes back.
func (s *Service) onCaptured(ctx context.Context, tx db.Tx, ev payments.Captured) error {
	row, err := s.q.LockOrder(ctx, tx, ev.OrderID)
	if err != nil {
		return fmt.Errorf("lock order %s: %w", ev.OrderID, err)
	}
	switch Status(row.Status) {
	case StatusPaymentPending:
		return s.payTx(ctx, tx, row)
	case StatusExpired:
		err := s.reviveTx(ctx, tx, row)
		if errors.Is(err, catalog.ErrOutOfStock) {
			return s.refundLateTx(ctx, tx, row)
		}
		return err
	case StatusCancelled:
		return s.refundLateTx(ctx, tx, row)
	}
	return nil // it was told before
}

func (s *Service) payTx(ctx context.Context, tx db.Tx, row ordersdb.OrdersOrder) error {
	if err := s.moveTx(ctx, tx, row, StatusPaid); err != nil {
		return err
	}
	return s.bus.PublishTx(ctx, tx, Paid{OrderID: row.ID, Total: totalOf(row)})
}

// reviveTx pays an expired order within a savepoint, so that a lack of stock
// leaves the caller's transaction usable.
func (s *Service) reviveTx(ctx context.Context, tx db.Tx, row ordersdb.OrdersOrder) error {
	savepoint, err := tx.Begin(ctx)
	if err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	if err := s.payTx(ctx, savepoint, row); err != nil {
		return errors.Join(err, savepoint.Rollback(ctx))
	}
	return savepoint.Commit(ctx)
}

// Why money goes back, for events and for the books.
const (
	reasonLatePayment  = "late_payment"
	reasonRefund       = "store_refund"
	reasonCancellation = "store_cancellation"
)

func (s *Service) refundLateTx(ctx context.Context, tx db.Tx, row ordersdb.OrdersOrder) error {
	if err := s.moveTx(ctx, tx, row, StatusRefunded); err != nil {
		return err
	}
	back := payments.RefundOrderInput{ID: db.NewID(), OrderID: row.ID, Amount: totalOf(row), Reason: reasonLatePayment}
	if err := s.payments.RefundTx(ctx, tx, back); err != nil {
		return err
	}
	return s.bus.PublishTx(ctx, tx, Refunded{OrderID: row.ID, Amount: totalOf(row), Reason: reasonLatePayment})
}
