package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

const (
	expireBatch   = 200
	expireAtATime = 8
	// postpone is how long an order whose payment could not be ended is left alone.
	postpone = time.Minute
)

// Cancel gives up the unpaid order that k opens. Cancelling it again changes
// nothing. It returns ErrNotFound, ErrAlreadyPaid, or
// payments.ErrProviderUnavailable when the provider cannot be told; then
// nothing has changed.
func (s *Service) Cancel(ctx context.Context, k Key) (Order, error) {
	if _, err := s.find(ctx, k); err != nil {
		return Order{}, err
	}
	if err := s.giveUp(ctx, k.ID, StatusCancelled, Cancelled{OrderID: k.ID}); err != nil {
		return Order{}, fmt.Errorf("cancel order: %w", err)
	}
	o, err := s.Order(ctx, k)
	if err == nil && o.Status != StatusCancelled && o.Status != StatusExpired {
		return Order{}, ErrAlreadyPaid
	}
	return o, err
}

// ExpireOverdue gives up every order that was not paid in time. One whose
// payment cannot be ended now, because the provider does not answer, is tried
// again a minute later.
func (s *Service) ExpireOverdue(ctx context.Context) error {
	ids, err := s.q.OverdueOrders(ctx, s.pool, ordersdb.OverdueOrdersParams{Now: s.now(), Batch: expireBatch})
	if err != nil {
		return fmt.Errorf("overdue orders: %w", err)
	}
	var g errgroup.Group
	g.SetLimit(expireAtATime)
	for _, id := range ids {
		g.Go(func() error {
			if err := s.giveUp(ctx, id, StatusExpired, Expired{OrderID: id}); err != nil {
				s.log.WarnContext(ctx, "order cannot be expired yet", "order", id, "error", err)
				later := ordersdb.PostponeExpiryParams{ID: id, ExpiresAt: s.now().Add(postpone)}
				return s.q.PostponeExpiry(ctx, s.pool, later)
			}
			return nil
		})
	}
	return g.Wait()
}

// giveUp ends the payment, at the provider first, and then the order, whose
// stock goes back. When the buyer paid meanwhile it does nothing: payment
// announces the money and the order becomes paid.
func (s *Service) giveUp(ctx context.Context, id uuid.UUID, to Status, ev events.Event) error {
	row, err := s.q.OrderByID(ctx, s.pool, id)
	if err != nil || Status(row.Status) != StatusPaymentPending {
		return err
	}
	status, err := s.payments.Close(ctx, id)
	switch {
	case err != nil:
		return err
	case status == payments.StatusPending:
		return fmt.Errorf("payment of order %s needs a person", id)
	case status != payments.StatusCancelled:
		return nil
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		row, err := s.q.LockOrder(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("lock order %s: %w", id, err)
		}
		if Status(row.Status) != StatusPaymentPending {
			return nil
		}
		if err := s.moveTx(ctx, tx, row, to); err != nil {
			return err
		}
		return s.bus.PublishTx(ctx, tx, ev)
	})
}

// Pay returns the address at which the order that k opens can be paid. It
// returns ErrNotFound, ErrNotPayable, or payments.ErrProviderUnavailable.
func (s *Service) Pay(ctx context.Context, k Key) (string, error) {
	o, err := s.Order(ctx, k)
	switch {
	case err != nil:
		return "", err
	case o.Status != StatusPaymentPending || !s.now().Before(o.ExpiresAt):
		return "", ErrNotPayable
	case o.PaymentURL != "":
		return o.PaymentURL, nil
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	url, err := s.payments.Open(ctx, k.ID)
	if err != nil {
		return "", fmt.Errorf("open payment: %w", err)
	}
	return url, nil
}
