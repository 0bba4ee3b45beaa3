package payments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/payments/internal/paymentsdb"
)

// Receive stores a signed event of the provider, without the buyer, and queues
// the work on it, in one transaction. An event that came before is counted and
// nothing else. It returns ErrBadSignature, which is logged, or ErrBadEvent.
func (s *Service) Receive(ctx context.Context, payload []byte, signature string) error {
	deliveries, happened, err := s.receive(ctx, payload, signature)
	s.figures.received(err, deliveries > 1, s.now().Sub(happened))
	return err
}

// receive returns how often the event has come, and when it happened.
func (s *Service) receive(ctx context.Context, payload []byte, signature string) (deliveries int32, happened time.Time, err error) {
	event, err := s.stripe.ParseWebhook(payload, signature)
	if errors.Is(err, ErrBadSignature) {
		s.log.WarnContext(ctx, "webhook refused", "bytes", len(payload), "error", err)
		return 0, happened, err
	}
	if err != nil {
		return 0, happened, ErrBadEvent.Because(err)
	}
	kept, err := minimised(payload)
	if err != nil {
		return 0, happened, ErrBadEvent.Because(err)
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		id := db.NewID()
		var err error
		deliveries, err = s.q.StoreEvent(ctx, tx, paymentsdb.StoreEventParams{
			ID: id, EventID: event.ID, Type: event.Type, Payload: kept, ReceivedAt: s.now(),
		})
		if err != nil {
			return fmt.Errorf("store webhook event: %w", err)
		}
		if deliveries > 1 {
			return nil
		}
		return s.bus.PublishTx(ctx, tx, webhookReceived{id})
	})
	return deliveries, event.CreatedAt, err
}

// onWebhookReceived works on a stored event.
func (s *Service) onWebhookReceived(ctx context.Context, tx db.Tx, ev webhookReceived) error {
	row, err := s.q.LockEvent(ctx, tx, ev.ID)
	if err != nil {
		return fmt.Errorf("webhook event %s: %w", ev.ID, err)
	}
	if row.ProcessedAt != nil {
		return nil
	}
	outcome, err := s.applyEventTx(ctx, tx, row.Payload)
	if err != nil {
		return err
	}
	text, now := string(outcome), s.now()
	return s.q.SetEventOutcome(ctx, tx, paymentsdb.SetEventOutcomeParams{ID: row.ID, Outcome: &text, Now: &now})
}

func (s *Service) applyEventTx(ctx context.Context, tx db.Tx, payload json.RawMessage) (Outcome, error) {
	event, err := readEvent(payload)
	if err != nil {
		return "", err
	}
	if event.Session == nil {
		return OutcomeIgnored, nil
	}
	p, err := s.q.LockPaymentByRef(ctx, tx, &event.Session.Ref)
	if db.NoRows(err) {
		p, err = s.q.LockPayment(ctx, tx, event.Session.PaymentID)
	}
	if db.NoRows(err) {
		s.log.WarnContext(ctx, "webhook is about a session we do not know", "event", event.ID, "session", event.Session.Ref)
		return OutcomeUnknownSession, nil
	}
	if err != nil {
		return "", fmt.Errorf("payment of session: %w", err)
	}
	if event.Stale {
		now := s.now()
		return OutcomeIgnored, s.q.CheckSoon(ctx, tx, paymentsdb.CheckSoonParams{ID: p.ID, Now: &now})
	}
	return s.settleTx(ctx, tx, p, *event.Session)
}

// settle asks the provider about a session and takes the payment to where it is.
func (s *Service) settle(ctx context.Context, payment uuid.UUID, ref string) error {
	session, err := s.stripe.Session(ctx, ref)
	if err != nil {
		return err
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		p, err := s.q.LockPayment(ctx, tx, payment)
		if err != nil {
			return fmt.Errorf("lock payment %s: %w", payment, err)
		}
		_, err = s.settleTx(ctx, tx, p, session)
		return err
	})
}
