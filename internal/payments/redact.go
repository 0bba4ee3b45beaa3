package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/payments/internal/paymentsdb"
)

const (
	redactionBatch = 50
	// disputable is for how long a buyer may dispute a card payment. What the
	// provider has redacted can neither be defended then nor refunded, so it
	// keeps its record until that time is over.
	disputable = 120 * 24 * time.Hour
	// payable is for how long a session may be paid that was opened though we
	// never heard the answer.
	payable = 24 * time.Hour
	// KeepEvents is how long the provider's events are kept. It sends one again
	// for three days at most, and lists them for thirty.
	KeepEvents = 90 * 24 * time.Hour
)

// ForgetBuyerTx decides that the provider is to forget who paid these orders.
// It is told by SendRedactions, once no money can move any more. A payment
// whose page was never opened at the provider is not opened from now on; its
// order expires. A second time changes nothing.
func (s *Service) ForgetBuyerTx(ctx context.Context, tx db.Tx, orders []uuid.UUID) error {
	if err := s.q.AskToForget(ctx, tx, paymentsdb.AskToForgetParams{Now: s.now(), Orders: orders}); err != nil {
		return fmt.Errorf("ask to forget buyers: %w", err)
	}
	if err := s.q.StopOpening(ctx, tx, orders); err != nil {
		return fmt.Errorf("stop opening payments: %w", err)
	}
	return nil
}

// SendRedactions takes every redaction that is due one step further. One that
// the provider refuses, as it does for accounts without this preview, is not
// tried again: it is logged, counted and kept for a person, see
// docs/runbooks/erase-a-person.md.
func (s *Service) SendRedactions(ctx context.Context) error {
	due, err := s.q.ClaimRedactions(ctx, s.pool, paymentsdb.ClaimRedactionsParams{Now: s.now(), Batch: redactionBatch})
	if err != nil {
		return fmt.Errorf("claim redactions: %w", err)
	}
	for _, r := range due {
		if err := s.redact(ctx, r); err != nil {
			s.log.WarnContext(ctx, "redaction could not be sent", "payment", r.PaymentID, "error", err)
		}
	}
	return nil
}

// redact makes one step of a redaction:
//
//	wait for the money to rest ─> begin ─> checked ─> run ─> done
func (s *Service) redact(ctx context.Context, r paymentsdb.ClaimRedactionsRow) error {
	if r.Session == nil && Status(r.Status) != StatusPending {
		return s.redacted(ctx, r.PaymentID) // the provider never heard of it
	}
	if rests := s.restsAt(r); rests.After(s.now()) {
		return s.q.PostponeRedaction(ctx, s.pool, paymentsdb.PostponeRedactionParams{PaymentID: r.PaymentID, NextCheckAt: &rests})
	}
	job, err := s.stepRedaction(ctx, r)
	switch {
	case errors.Is(err, errSessionUnknown):
		return s.redacted(ctx, r.PaymentID)
	case errors.Is(err, errProviderRefused):
		return s.redactionRefused(ctx, r.PaymentID, err.Error())
	case err != nil:
		return err
	}
	switch job.State {
	case RedactionDone:
		return s.redacted(ctx, r.PaymentID)
	case RedactionFailed:
		return s.redactionRefused(ctx, r.PaymentID, "job "+job.Ref+" failed at the provider")
	}
	if r.Job == nil {
		return s.q.SetRedactionJob(ctx, s.pool, paymentsdb.SetRedactionJobParams{PaymentID: r.PaymentID, ProviderRef: &job.Ref})
	}
	return nil // the next round looks again
}

func (s *Service) stepRedaction(ctx context.Context, r paymentsdb.ClaimRedactionsRow) (Redaction, error) {
	if r.Job == nil {
		return s.stripe.BeginRedaction(ctx, r.PaymentID, deref(r.Session), deref(r.Intent))
	}
	job, err := s.stripe.Redaction(ctx, *r.Job)
	if err != nil || job.State != RedactionReady {
		return job, err
	}
	return s.stripe.RunRedaction(ctx, job.Ref)
}

// restsAt is when no money of the payment can move any more, as far as is
// known now.
func (s *Service) restsAt(r paymentsdb.ClaimRedactionsRow) time.Time {
	switch {
	case Status(r.Status) == StatusPending, r.RefundPending, r.ProcessedAt == nil:
		return s.now().Add(time.Hour)
	case Status(r.Status) == StatusCancelled:
		return r.ProcessedAt.Add(payable)
	}
	return r.ProcessedAt.Add(disputable)
}

func (s *Service) redacted(ctx context.Context, payment uuid.UUID) error {
	now := s.now()
	return s.q.SetRedacted(ctx, s.pool, paymentsdb.SetRedactedParams{PaymentID: payment, Now: &now})
}

func (s *Service) redactionRefused(ctx context.Context, payment uuid.UUID, problem string) error {
	s.log.ErrorContext(ctx, "the payment provider does not forget a buyer: a person has to see to it", "payment", payment, "problem", problem)
	s.figures.redactionsRefused.Inc()
	return s.q.SetRedactionProblem(ctx, s.pool, paymentsdb.SetRedactionProblemParams{PaymentID: payment, Problem: &problem})
}

// ForgetEvents deletes the events of the provider that are older than KeepEvents.
func (s *Service) ForgetEvents(ctx context.Context) error {
	if _, err := s.q.ForgetEvents(ctx, s.pool, s.now().Add(-KeepEvents)); err != nil {
		return fmt.Errorf("forget the provider's events: %w", err)
	}
	return nil
}
