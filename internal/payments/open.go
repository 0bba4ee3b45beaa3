package payments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/payments/internal/paymentsdb"
)

// Open returns the address of the page on which an order can be paid, and
// makes that page when there is none yet. Calling it again returns the same
// address. It returns ErrNotOpen when the payment is settled and
// ErrProviderUnavailable when the provider does not answer before ctx ends.
func (s *Service) Open(ctx context.Context, order uuid.UUID) (string, error) {
	p, err := s.q.PaymentByOrder(ctx, s.pool, order)
	switch {
	case db.NoRows(err), err == nil && Status(p.Status) != StatusPending:
		return "", ErrNotOpen
	case err != nil:
		return "", fmt.Errorf("payment of order %s: %w", order, err)
	case p.Url != nil:
		return *p.Url, nil
	}
	return s.openSession(ctx, p.ID, p.Session)
}

// openLate is openSession for a payment whose buyer was told that there is no
// page yet.
func (s *Service) openLate(ctx context.Context, payment uuid.UUID, input []byte) error {
	if _, err := s.openSession(ctx, payment, input); err != nil {
		return err
	}
	return db.InTx(context.WithoutCancel(ctx), s.pool, func(tx db.Tx) error {
		p, err := s.q.LockPayment(ctx, tx, payment)
		if err != nil {
			return fmt.Errorf("lock payment %s: %w", payment, err)
		}
		return s.bus.PublishTx(ctx, tx, PageOpened{OrderID: p.OrderID})
	})
}

func (s *Service) openSession(ctx context.Context, payment uuid.UUID, input []byte) (string, error) {
	var in SessionInput
	if err := json.Unmarshal(input, &in); err != nil {
		return "", fmt.Errorf("decode session of payment %s: %w", payment, err)
	}
	session, err := s.stripe.OpenSession(ctx, in)
	if err != nil {
		return "", fmt.Errorf("open session of payment %s: %w", payment, err)
	}
	// What the provider has done is written down even if the buyer has gone.
	ctx = context.WithoutCancel(ctx)
	next := s.now().Add(firstCheck)
	n, err := s.q.SetSession(ctx, s.pool, paymentsdb.SetSessionParams{ID: payment, ProviderRef: &session.Ref, Url: &session.URL, NextCheckAt: &next})
	if err != nil {
		return "", fmt.Errorf("store session of payment %s: %w", payment, err)
	}
	if n == 0 {
		// It was settled meanwhile; nobody has seen this session's address.
		if _, err := s.stripe.ExpireSession(ctx, session.Ref); err != nil {
			s.log.WarnContext(ctx, "session of a settled payment stays open until it expires", "payment", payment, "error", err)
		}
		return "", ErrNotOpen
	}
	return session.URL, nil
}

// Close ends the payment of an order for good, at the provider first, so that
// no money can come afterwards. It returns how the payment stands then:
// cancelled, or captured when the buyer was quicker. Closing it again changes
// nothing. It returns ErrProviderUnavailable when the provider does not answer.
func (s *Service) Close(ctx context.Context, order uuid.UUID) (Status, error) {
	p, err := s.q.PaymentByOrder(ctx, s.pool, order)
	if err != nil {
		return "", fmt.Errorf("payment of order %s: %w", order, err)
	}
	if Status(p.Status) != StatusPending {
		return Status(p.Status), nil
	}
	session, err := s.endSession(ctx, p.ProviderRef)
	if err != nil {
		return "", fmt.Errorf("expire session of payment %s: %w", p.ID, err)
	}
	var status Status
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if p, err = s.q.LockPayment(ctx, tx, p.ID); err != nil {
			return fmt.Errorf("lock payment: %w", err)
		}
		if p.ProviderRef != nil && session.Ref == "" {
			return ErrProviderUnavailable // a session was opened just now: close that one next time
		}
		if _, err := s.settleTx(ctx, tx, p, session); err != nil {
			return err
		}
		p, err = s.q.LockPayment(ctx, tx, p.ID)
		status = Status(p.Status)
		return err
	})
	return status, err
}

// endSession returns how a session stands after we ended it. One that was never
// opened, or that the provider does not know, is expired: it was made with
// another account, or a simulator that is gone, and nobody can pay it.
func (s *Service) endSession(ctx context.Context, ref *string) (Session, error) {
	if ref == nil {
		return Session{State: SessionExpired}, nil
	}
	session, err := s.stripe.ExpireSession(ctx, *ref)
	if errors.Is(err, errSessionUnknown) {
		return Session{Ref: *ref, State: SessionExpired}, nil
	}
	return session, err
}
