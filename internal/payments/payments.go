// Package payments owns what an order costs, whether it was paid and what was
// given back. The payment provider alone says what happened: we believe its
// signed events and its answers, never the buyer's browser.
//
//	pending ── money came ──> captured ──> partially_refunded ──> refunded
//	   └── session ended ──> cancelled ── late money ──> captured
//
// One function, settleTx, makes every step to captured and cancelled, whoever
// heard of it: the webhook's job, the reconciler or a cancellation. The
// provider is called between transactions, with the payment's id as the
// idempotency key, so a call whose answer was lost is simply made again.
package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/payments/internal/paymentsdb"
)

// Status is a step in the life of a payment.
type Status string

// The states of a payment.
const (
	StatusPending           Status = "pending"
	StatusCaptured          Status = "captured"
	StatusCancelled         Status = "cancelled"
	StatusPartiallyRefunded Status = "partially_refunded"
	StatusRefunded          Status = "refunded"
)

// Errors a caller may see.
var (
	// ErrBadSignature means that a webhook was not sent by the provider, was
	// changed on the way, or was signed more than five minutes ago.
	ErrBadSignature = errs.New(errs.Invalid, "webhook_signature_invalid", "The signature does not fit the body.").
			With(errs.Field{Path: "Stripe-Signature", Code: "invalid", Message: "Sign the exact body with the endpoint's secret, within five minutes."})
	ErrBadEvent = errs.New(errs.Invalid, "webhook_event_invalid", "The body is no event of the payment provider.")
	ErrNotOpen  = errs.New(errs.Conflict, "payment_not_open", "This payment is settled.")
)

const (
	firstOpenRetry = 4 * time.Second  // after the call that placing the order makes itself
	firstCheck     = 45 * time.Second // of an open session whose webhook has not come
)

// Service keeps the payments.
type Service struct {
	pool   *db.Pool
	q      *paymentsdb.Queries
	bus    *events.Bus
	stripe *Stripe
	log    *slog.Logger
	now    func() time.Time

	figures figures
}

// New returns a Service that charges through stripe, and gives bus its chores.
func New(pool *db.Pool, bus *events.Bus, stripe *Stripe, log *slog.Logger, now func() time.Time) *Service {
	s := &Service{pool: pool, q: paymentsdb.New(), bus: bus, stripe: stripe, log: log, now: now, figures: newFigures()}
	events.Subscribe(bus, "payments.process_webhook", s.onWebhookReceived, events.Payments)
	bus.Every(2*time.Second, "payments.reconcile", s.Reconcile, events.Payments)
	bus.Every(2*time.Second, "payments.send_refunds", s.SendRefunds, events.Payments)
	bus.Every(time.Minute, "payments.send_redactions", s.SendRedactions)
	bus.Every(time.Hour, "payments.forget_events", s.ForgetEvents)
	return s
}

// CreateInput is what a payment is for. Lines and URLs go to the provider's
// page as they are.
type CreateInput struct {
	OrderID               uuid.UUID
	OrderNumber, Email    string
	Lines                 []SessionLine
	Total                 money.Amount
	SuccessURL, CancelURL string
	ExpiresAt             time.Time
}

// CreateTx records that an order is to be paid. A second payment of an order
// is refused by the database, and an amount that the provider would not charge
// is ErrNotChargeable. Call Open after tx has committed; if nobody does, the
// reconciler will.
func (s *Service) CreateTx(ctx context.Context, tx db.Tx, in CreateInput) error {
	if !chargeable(in.Total) {
		return ErrNotChargeable
	}
	id := db.NewID()
	session, err := json.Marshal(SessionInput{
		PaymentID: id, OrderID: in.OrderID, OrderNumber: in.OrderNumber, Email: in.Email, Lines: in.Lines,
		SuccessURL: in.SuccessURL, CancelURL: in.CancelURL, ExpiresAt: in.ExpiresAt, IdempotencyKey: id.String(),
	})
	if err != nil {
		return fmt.Errorf("encode session: %w", err)
	}
	next := s.now().Add(firstOpenRetry)
	if err := s.q.InsertPayment(ctx, tx, paymentsdb.InsertPaymentParams{
		ID: id, OrderID: in.OrderID, Amount: in.Total.Minor, Currency: in.Total.Currency,
		Session: session, NextCheckAt: &next, CreatedAt: s.now(),
	}); err != nil {
		return fmt.Errorf("insert payment: %w", err)
	}
	return nil
}

// State is what is known of an order's payment.
type State struct {
	Status Status
	URL    string // the hosted page while it can be paid there
}

// OfOrders returns the states of the orders' payments, keyed by order. An order
// that costs nothing has none and is missing.
func (s *Service) OfOrders(ctx context.Context, orders []uuid.UUID) (map[uuid.UUID]State, error) {
	rows, err := s.q.PaymentsByOrders(ctx, s.pool, orders)
	if err != nil {
		return nil, fmt.Errorf("payments of orders: %w", err)
	}
	states := make(map[uuid.UUID]State, len(rows))
	for _, r := range rows {
		st := State{Status: Status(r.Status)}
		if r.Url != nil {
			st.URL = *r.Url
		}
		states[r.OrderID] = st
	}
	return states, nil
}
