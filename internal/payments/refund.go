package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/money"
	"rialto/internal/payments/internal/paymentsdb"
)

// ErrRefundTooHigh is returned for a refund of more than is left of a payment.
var ErrRefundTooHigh = errs.New(errs.Conflict, "refund_too_high", "Less than that is left to refund.")

const (
	refundBatch = 50
	// askAgain is how long a refund that the provider has not finished is left alone.
	askAgain = time.Hour
)

// The states of a refund.
const (
	refundPending   = "pending"
	refundSucceeded = "succeeded"
	refundFailed    = "failed"
)

// RefundTx decides to give back amount of what was paid for an order. The
// provider is told by SendRefunds after tx has committed. It returns
// ErrRefundTooHigh when not that much was captured and kept.
func (s *Service) RefundTx(ctx context.Context, tx db.Tx, order uuid.UUID, amount money.Amount, reason string) error {
	p, err := s.q.LockPaymentByOrder(ctx, tx, order)
	if err != nil {
		return fmt.Errorf("payment of order %s: %w", order, err)
	}
	if amount.Currency != p.Currency {
		return fmt.Errorf("refund of payment %s: %w", p.ID, money.ErrCurrencyMismatch)
	}
	if amount.Minor > p.CapturedAmount-p.RefundedAmount {
		return ErrRefundTooHigh
	}
	if err := s.q.AddRefunded(ctx, tx, paymentsdb.AddRefundedParams{ID: p.ID, Amount: amount.Minor}); err != nil {
		return fmt.Errorf("add refund to payment %s: %w", p.ID, err)
	}
	if err := s.q.InsertRefund(ctx, tx, paymentsdb.InsertRefundParams{
		ID: db.NewID(), PaymentID: p.ID, Amount: amount.Minor, Currency: amount.Currency, Reason: reason, CreatedAt: s.now(),
	}); err != nil {
		return fmt.Errorf("insert refund: %w", err)
	}
	return nil
}

// SendRefunds tells the provider about refunds that were decided, and asks
// about those that it had not finished an hour ago. A call whose answer was
// lost is made again under the refund's id, so money goes back once. A refund
// that the provider refuses or that fails there is left to a person.
func (s *Service) SendRefunds(ctx context.Context) error {
	pending, err := s.q.PendingRefunds(ctx, s.pool, paymentsdb.PendingRefundsParams{AskedBefore: s.now().Add(-askAgain), Batch: refundBatch})
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
	status := refundStatus(sent)
	switch {
	case errors.Is(err, errProviderRefused):
		status = refundFailed
	case err != nil:
		return err
	}
	if status == refundFailed {
		s.log.ErrorContext(ctx, "a refund failed: a person has to look at it", "refund", r.ID, "provider_status", sent.Status, "error", err)
	}
	now := s.now()
	return s.q.SetRefund(ctx, s.pool, paymentsdb.SetRefundParams{ID: r.ID, Status: status, ProviderRef: optional(sent.Ref), Now: &now})
}

func refundStatus(r Refund) string {
	switch r.Status {
	case "succeeded":
		return refundSucceeded
	case "failed", "canceled":
		return refundFailed
	}
	return refundPending
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
