package payments

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/money"
	"rialto/internal/payments/internal/paymentsdb"
)

// ErrRefundTooHigh is returned for a refund of more than is left of a payment.
var ErrRefundTooHigh = errs.New(errs.Conflict, "refund_too_high", "Less than that is left to refund.")

const refundWithinCapture = "payments_refund_within_capture"

const refundBatch = 50

// RefundTx decides to give back amount of what was paid for an order. The
// provider is told by SendRefunds after tx has committed. It returns
// ErrRefundTooHigh when not that much was captured and kept.
func (s *Service) RefundTx(ctx context.Context, tx db.Tx, order uuid.UUID, amount money.Amount, reason string) error {
	p, err := s.q.LockPaymentByOrder(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("payment of order %s: %w", order, err)
	}
	err = s.q.AddRefunded(ctx, tx, paymentsdb.AddRefundedParams{ID: p.ID, Amount: amount.Minor})
	if db.Violates(err, refundWithinCapture) {
		return ErrRefundTooHigh.Because(err)
	}
	if err != nil {
		return fmt.Errorf("add refund to payment %s: %w", p.ID, err)
	}
	if err := s.q.InsertRefund(ctx, tx, paymentsdb.InsertRefundParams{
		ID: db.NewID(), PaymentID: p.ID, Amount: amount.Minor, Currency: amount.Currency, Reason: reason, CreatedAt: s.now(),
	}); err != nil {
		return fmt.Errorf("insert refund: %w", err)
	}
	return nil
}

// SendRefunds tells the provider about refunds that were decided. A call whose
// answer was lost is made again under the refund's id, so money goes back once.
func (s *Service) SendRefunds(ctx context.Context) error {
	pending, err := s.q.PendingRefunds(ctx, s.pool, refundBatch)
	if err != nil {
		return fmt.Errorf("pending refunds: %w", err)
	}
	for _, r := range pending {
		if err := s.sendRefund(ctx, r); err != nil {
			s.log.WarnContext(ctx, "refund could not be sent", "refund", r.ID, "error", err)
		}
	}
	return nil
}

func (s *Service) sendRefund(ctx context.Context, r paymentsdb.PendingRefundsRow) error {
	amount := money.Amount{Minor: r.Amount, Currency: r.Currency}
	sent, err := s.stripe.Refund(ctx, RefundInput{RefundID: r.ID, Intent: deref(r.ProviderIntent), Amount: amount})
	now := s.now()
	switch {
	case errors.Is(err, errProviderRefused):
		s.log.ErrorContext(ctx, "provider refuses a refund: a person has to look at it", "refund", r.ID, "error", err)
		return s.q.SetRefund(ctx, s.pool, paymentsdb.SetRefundParams{ID: r.ID, Status: "failed", Now: &now})
	case err != nil:
		return err
	}
	return s.q.SetRefund(ctx, s.pool, paymentsdb.SetRefundParams{ID: r.ID, Status: "succeeded", ProviderRef: &sent.Ref, Now: &now})
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
