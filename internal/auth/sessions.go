package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// Session is a place where an account is signed in.
type Session struct {
	ID                               uuid.UUID
	Method                           Method
	IP, UserAgent                    string // of the sign-in
	CreatedAt, LastUsedAt, ExpiresAt time.Time
}

// Sessions returns where the user is signed in, the latest use first.
func (s *Service) Sessions(ctx context.Context, user uuid.UUID) ([]Session, error) {
	rows, err := s.q.Sessions(ctx, s.pool, authdb.SessionsParams{UserID: user, Now: s.now()})
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	out := make([]Session, len(rows))
	for i, r := range rows {
		out[i] = Session{
			ID: r.ID, Method: Method(r.Method), IP: r.Ip, UserAgent: r.UserAgent,
			CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt, ExpiresAt: r.ExpiresAt,
		}
	}
	return out, nil
}

// EndSession ends a session of the user at once. A second time changes
// nothing; a session of somebody else is ErrSessionNotFound.
func (s *Service) EndSession(ctx context.Context, user, session uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		owns, err := s.q.OwnsSession(ctx, tx, authdb.OwnsSessionParams{ID: session, UserID: user})
		if err != nil {
			return fmt.Errorf("owner of session: %w", err)
		}
		if !owns {
			return ErrSessionNotFound
		}
		return s.endTx(ctx, tx, session, endedByUser)
	})
}

// EndOtherSessions ends all sessions of the user but the one kept.
func (s *Service) EndOtherSessions(ctx context.Context, user, keep uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.endAllTx(ctx, tx, user, &keep, endedByUser) })
}

// endAllTx ends all sessions of the user but one that may be kept, and what
// could still become one.
func (s *Service) endAllTx(ctx context.Context, tx db.Tx, user uuid.UUID, keep *uuid.UUID, why because) error {
	_, err := s.q.EndSessions(ctx, tx, authdb.EndSessionsParams{UserID: user, Now: s.now(), Because: string(why), Keep: keep})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if err := s.q.DropHalfSignIns(ctx, tx, user); err != nil {
		return fmt.Errorf("drop half sign-ins: %w", err)
	}
	return nil
}
