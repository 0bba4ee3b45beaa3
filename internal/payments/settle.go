package payments

import (
	"context"
	"fmt"

	"rialto/internal/db"
	"rialto/internal/payments/internal/paymentsdb"
)

// Outcome is what a message of the provider did to a payment.
type Outcome string

// What a message can do. Only the first two change anything.
const (
	OutcomeCaptured       Outcome = "captured"
	OutcomeCancelled      Outcome = "cancelled"
	OutcomeUnchanged      Outcome = "unchanged"
	OutcomeIgnored        Outcome = "ignored" // it is about something else
	OutcomeAmountMismatch Outcome = "amount_mismatch"
	OutcomeUnknownSession Outcome = "unknown_session"
)

// settleTx takes the locked payment to where the provider's session says it
// is, and announces it. It is the only place that does. Whatever order
// messages come in, and however often, each step is made once:
//
//	            session paid              session expired    open, processing
//	pending     captured                  cancelled          unchanged
//	cancelled   captured: late money      unchanged          unchanged
//	captured …  unchanged                 unchanged          unchanged
//
// A session over another amount or currency than the payment's is not money
// for this order: nothing is captured and the payment is marked for a person.
func (s *Service) settleTx(ctx context.Context, tx db.Tx, p paymentsdb.PaymentsPayment, session Session) (Outcome, error) {
	status := Status(p.Status)
	switch {
	case session.State == SessionPaid && (status == StatusPending || status == StatusCancelled):
		if session.Amount.Minor != p.Amount || session.Amount.Currency != p.Currency {
			s.log.ErrorContext(ctx, "provider reports another amount than was asked for",
				"payment", p.ID, "asked", p.Amount, "reported", session.Amount.Minor, "session", session.Ref)
			problem := fmt.Sprintf("session %s is over %s", session.Ref, session.Amount)
			return OutcomeAmountMismatch, s.q.SetProblem(ctx, tx, paymentsdb.SetProblemParams{ID: p.ID, Problem: &problem})
		}
		return OutcomeCaptured, s.captureTx(ctx, tx, p, session)
	case session.State == SessionExpired && status == StatusPending:
		if p.ProviderRef != nil && session.Ref != *p.ProviderRef {
			return OutcomeUnchanged, nil // a session of which the buyer was never told
		}
		now := s.now()
		return OutcomeCancelled, s.q.SetCancelled(ctx, tx, paymentsdb.SetCancelledParams{ID: p.ID, Now: &now})
	}
	return OutcomeUnchanged, nil
}

func (s *Service) captureTx(ctx context.Context, tx db.Tx, p paymentsdb.PaymentsPayment, session Session) error {
	now := s.now()
	if err := s.q.SetCaptured(ctx, tx, paymentsdb.SetCapturedParams{
		ID: p.ID, ProviderRef: &session.Ref, ProviderIntent: &session.Intent, Now: &now,
	}); err != nil {
		return fmt.Errorf("capture payment %s: %w", p.ID, err)
	}
	return s.bus.PublishTx(ctx, tx, Captured{PaymentID: p.ID, OrderID: p.OrderID, Amount: session.Amount})
}
