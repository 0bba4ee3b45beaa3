package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/payments/internal/paymentsdb"
)

// Record is all that an operator may want to know of a payment.
type Record struct {
	ID                         uuid.UUID
	Status                     Status
	Amount, Captured, Refunded money.Amount
	ProviderRef, Problem       string
	CreatedAt                  time.Time
	ProcessedAt                *time.Time
	Refunds                    []RefundRecord // the first one first
}

// RefundRecord is all that an operator may want to know of a refund. Problem is
// why it failed, or was not taken when it was tried last.
type RefundRecord struct {
	ID                                   uuid.UUID
	Amount                               money.Amount
	Reason, Status, ProviderRef, Problem string
	Attempts                             int
	CreatedAt                            time.Time
	NextAttemptAt, ProcessedAt           *time.Time
}

// RecordOf returns what is known of an order's payment, and false for an order
// that costs nothing.
func (s *Service) RecordOf(ctx context.Context, order uuid.UUID) (Record, bool, error) {
	p, err := s.q.PaymentByOrder(ctx, s.pool, order)
	if db.NoRows(err) {
		return Record{}, false, nil
	}
	if err != nil {
		return Record{}, false, fmt.Errorf("payment of order %s: %w", order, err)
	}
	rows, err := s.q.RefundsByPayment(ctx, s.pool, p.ID)
	if err != nil {
		return Record{}, false, fmt.Errorf("refunds of payment %s: %w", p.ID, err)
	}
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: p.Currency} }
	r := Record{
		ID: p.ID, Status: Status(p.Status), Amount: in(p.Amount), Captured: in(p.CapturedAmount), Refunded: in(p.RefundedAmount),
		ProviderRef: deref(p.ProviderRef), Problem: deref(p.Problem), CreatedAt: p.CreatedAt, ProcessedAt: p.ProcessedAt,
	}
	for _, row := range rows {
		r.Refunds = append(r.Refunds, refundFromRow(row))
	}
	return r, true, nil
}

func refundFromRow(r paymentsdb.PaymentsRefund) RefundRecord {
	out := RefundRecord{
		ID: r.ID, Amount: money.Amount{Minor: r.Amount, Currency: r.Currency}, Reason: r.Reason, Status: r.Status,
		ProviderRef: deref(r.ProviderRef), Problem: deref(r.Problem), Attempts: int(r.Attempts), CreatedAt: r.CreatedAt, ProcessedAt: r.ProcessedAt,
	}
	if r.Status == refundPending {
		out.NextAttemptAt = r.NextAttemptAt
	}
	return out
}

// RefundStatuses says how refunds stand at the provider: pending, succeeded or
// failed, keyed by id. One that nobody made is missing.
func (s *Service) RefundStatuses(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.q.RefundStatuses(ctx, s.pool, ids)
	if err != nil {
		return nil, fmt.Errorf("statuses of refunds: %w", err)
	}
	statuses := make(map[uuid.UUID]string, len(rows))
	for _, r := range rows {
		statuses[r.ID] = r.Status
	}
	return statuses, nil
}
