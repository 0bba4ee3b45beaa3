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

// Errors a caller may see.
var (
	// ErrRefundTooHigh is returned for a refund of more than is left of a payment.
	ErrRefundTooHigh   = errs.New(errs.Conflict, "refund_too_high", "Less than that is left to refund.")
	ErrRefundNotFound  = errs.New(errs.NotFound, "refund_not_found", "The order has no such refund.")
	ErrRefundNotFailed = errs.New(errs.Conflict, "refund_not_failed", "Only a refund that has failed can be tried again.")
)

const (
	refundBatch = 50
	// askAgain is how long a refund that the provider has not finished is left alone.
	askAgain = time.Hour
	// stuckAfter is the attempt, more than an hour after the first, with which an
	// operator is told that the provider does not take a refund.
	stuckAfter = 10
)

// The states of a refund.
const (
	refundPending   = "pending"
	refundSucceeded = "succeeded"
	refundFailed    = "failed"
)

// RefundOrderInput is what RefundTx needs. Under one ID money goes back once. Reason
// is a word of ours, for the books.
type RefundOrderInput struct {
	ID, OrderID uuid.UUID
	Amount      money.Amount
	Reason      string
}

// RefundTx decides to give back a part of what was paid for an order, or all. The
// provider is told by SendRefunds after tx has committed. A second time with one
// ID it changes nothing. It returns ErrRefundTooHigh when not that much was
// captured and kept; it locks the payment, so refunds at once add up.
func (s *Service) RefundTx(ctx context.Context, tx db.Tx, in RefundOrderInput) error {
	p, err := s.q.LockPaymentByOrder(ctx, tx, in.OrderID)
	if err != nil {
		return fmt.Errorf("payment of order %s: %w", in.OrderID, err)
	}
	if made, err := s.q.RefundByID(ctx, tx, in.ID); !db.NoRows(err) {
		if err == nil && (made.PaymentID != p.ID || made.Amount != in.Amount.Minor) {
			return fmt.Errorf("refund %s was another one", in.ID)
		}
		return err
	}
	if in.Amount.Currency != p.Currency {
		return fmt.Errorf("refund of payment %s: %w", p.ID, money.ErrCurrencyMismatch)
	}
	if in.Amount.Minor > p.CapturedAmount-p.RefundedAmount {
		return ErrRefundTooHigh
	}
	if err := s.q.AddRefunded(ctx, tx, paymentsdb.AddRefundedParams{ID: p.ID, Amount: in.Amount.Minor}); err != nil {
		return fmt.Errorf("add refund to payment %s: %w", p.ID, err)
	}
	if err := s.q.InsertRefund(ctx, tx, paymentsdb.InsertRefundParams{
		ID: in.ID, PaymentID: p.ID, Amount: in.Amount.Minor, Currency: in.Amount.Currency, Reason: in.Reason, CreatedAt: s.now(),
	}); err != nil {
		return fmt.Errorf("insert refund: %w", err)
	}
	return nil
}

// RetryRefundTx decides to try a refund again that has failed, after a person has
// seen to it that it can work now. SendRefunds then sends it as one that the
// provider has not seen. It returns ErrRefundNotFound and, for a refund that is on
// its way or done, as it is the second time, ErrRefundNotFailed.
func (s *Service) RetryRefundTx(ctx context.Context, tx db.Tx, order, refund uuid.UUID) error {
	status, err := s.q.RefundOfOrder(ctx, tx, paymentsdb.RefundOfOrderParams{ID: refund, OrderID: order})
	switch {
	case db.NoRows(err):
		return ErrRefundNotFound
	case err != nil:
		return fmt.Errorf("refund %s: %w", refund, err)
	case status != refundFailed:
		return ErrRefundNotFailed
	}
	now := s.now()
	if err := s.q.RetryRefund(ctx, tx, paymentsdb.RetryRefundParams{ID: refund, Now: &now}); err != nil {
		return fmt.Errorf("retry refund %s: %w", refund, err)
	}
	return nil
}

// SendRefunds tells the provider about refunds that were decided, and asks
// about those that it had not finished an hour ago. A call that failed is made
// again after a growing wait, under the refund's id, so money goes back once. A
// refund that the provider refuses, or that fails there, is left to a person and
// announced by RefundFailed; so is, once, one that it has not taken for long.
func (s *Service) SendRefunds(ctx context.Context) error {
	due, err := s.q.ClaimRefunds(ctx, s.pool, paymentsdb.ClaimRefundsParams{Now: s.now(), Batch: refundBatch})
	if err != nil {
		return fmt.Errorf("claim refunds: %w", err)
	}
	for _, r := range due {
		if err := s.sendRefund(ctx, r); err != nil {
			s.log.WarnContext(ctx, "refund could not be sent; it is tried again", "refund", r.ID, "attempt", r.Attempts, "error", err)
		}
	}
	return nil
}

func (s *Service) sendRefund(ctx context.Context, r paymentsdb.ClaimRefundsRow) error {
	amount := money.Amount{Minor: r.Amount, Currency: r.Currency}
	sent, err := s.stripe.Refund(ctx, RefundInput{RefundID: r.ID, Retries: int(r.Retries), Intent: deref(r.ProviderIntent), Amount: amount})
	if err != nil && !errors.Is(err, errProviderRefused) {
		return errors.Join(err, s.noteStuck(ctx, r, err))
	}
	now := s.now()
	arg := paymentsdb.SetRefundParams{ID: r.ID, Status: refundStatus(sent), ProviderRef: optional(sent.Ref), Now: &now}
	switch {
	case err != nil:
		arg.Status, arg.Problem = refundFailed, optional(err.Error())
	case arg.Status == refundFailed:
		arg.Problem = optional("the provider says " + sent.Status)
	case arg.Status == refundPending:
		later := now.Add(askAgain)
		arg.NextAttemptAt = &later
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		n, err := s.q.SetRefund(ctx, tx, arg)
		if err != nil {
			return fmt.Errorf("set refund: %w", err)
		}
		if n == 0 || arg.Status != refundFailed {
			return nil
		}
		s.log.ErrorContext(ctx, "a refund failed: a person has to look at it", "refund", r.ID, "problem", deref(arg.Problem))
		return s.bus.PublishTx(ctx, tx, RefundFailed{RefundID: r.ID, OrderID: r.OrderID, Amount: amount, Final: true})
	})
}

// noteStuck remembers why a refund was not taken, and tells of it once it has
// been long.
func (s *Service) noteStuck(ctx context.Context, r paymentsdb.ClaimRefundsRow, cause error) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.q.SetRefundProblem(ctx, tx, paymentsdb.SetRefundProblemParams{ID: r.ID, Problem: optional(cause.Error())}); err != nil {
			return fmt.Errorf("note the problem of a refund: %w", err)
		}
		if r.Attempts != stuckAfter {
			return nil
		}
		return s.bus.PublishTx(ctx, tx, RefundFailed{RefundID: r.ID, OrderID: r.OrderID, Amount: money.Amount{Minor: r.Amount, Currency: r.Currency}})
	})
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
