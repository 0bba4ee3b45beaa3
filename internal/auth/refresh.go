package auth

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// because is why a session ended.
type because string

const (
	signedOut       because = "signed_out"
	endedByUser     because = "ended_by_user"
	endedByAdmin    because = "ended_by_admin"
	tokenReused     because = "token_reused"
	passwordChanged because = "password_changed"
	passwordReset   because = "password_reset"
	blocked         because = "blocked"
)

// Refresh replaces a refresh token by a new pair of tokens and lets the
// session live on, 90 days at most from its beginning. Whatever is wrong with
// the token, the answer is ErrUnauthenticated. A token that was used before
// ends its session: either its owner or a thief comes late, and nobody can
// tell which.
func (s *Service) Refresh(ctx context.Context, token string) (SignedIn, error) {
	var out SignedIn
	var reused bool
	err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		out, reused, err = s.refreshTx(ctx, tx, token)
		return err
	})
	if err == nil && reused {
		return SignedIn{}, ErrUnauthenticated
	}
	return out, err
}

// refreshTx reports reuse without an error, so that what it wrote is kept.
func (s *Service) refreshTx(ctx context.Context, tx db.Tx, token string) (out SignedIn, reused bool, err error) {
	digest, now := digestOf(token), s.now()
	session, err := s.q.LockSessionOfToken(ctx, tx, digest)
	if db.NoRows(err) {
		return out, false, ErrUnauthenticated
	}
	if err != nil {
		return out, false, fmt.Errorf("lock session: %w", err)
	}
	if session.EndedAt != nil || !session.ExpiresAt.After(now) {
		return out, false, ErrUnauthenticated
	}
	n, err := s.q.UseRefreshToken(ctx, tx, authdb.UseRefreshTokenParams{Digest: digest, Now: now})
	if err != nil {
		return out, false, fmt.Errorf("use refresh token: %w", err)
	}
	if n == 0 {
		return out, true, s.endReusedTx(ctx, tx, session.UserID, session.ID)
	}
	u, err := s.user(ctx, tx, session.UserID)
	if err != nil {
		return out, false, err
	}
	if u.Blocked {
		return out, false, ErrUnauthenticated
	}
	expires := now.Add(sessionIdle)
	if last := session.CreatedAt.Add(sessionLife); last.Before(expires) {
		expires = last
	}
	if err := s.q.ExtendSession(ctx, tx, authdb.ExtendSessionParams{ID: session.ID, Now: now, ExpiresAt: expires}); err != nil {
		return out, false, fmt.Errorf("extend session: %w", err)
	}
	out, err = s.issueTx(ctx, tx, u, session.ID, now)
	return out, false, err
}

func (s *Service) endReusedTx(ctx context.Context, tx db.Tx, user, session uuid.UUID) error {
	if err := s.endTx(ctx, tx, session, tokenReused); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Action: "session.token_reused", Target: audit.Target{Kind: "user", ID: user.String()},
		Details: map[string]string{"sessionId": session.String()},
	})
}

// endTx ends a session. A second time changes nothing.
func (s *Service) endTx(ctx context.Context, tx db.Tx, session uuid.UUID, why because) error {
	if _, err := s.q.EndSession(ctx, tx, authdb.EndSessionParams{ID: session, Now: s.now(), Because: string(why)}); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Logout ends the session of a refresh token, also of one that was used. A
// token that is none changes nothing.
func (s *Service) Logout(ctx context.Context, token string) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		session, err := s.q.LockSessionOfToken(ctx, tx, digestOf(token))
		if db.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock session: %w", err)
		}
		return s.endTx(ctx, tx, session.ID, signedOut)
	})
}
