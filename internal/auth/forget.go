package auth

import (
	"context"
	"fmt"
	"time"

	"rialto/internal/db"
)

// How long is kept what is of no more use.
const (
	keepUnverified = 7 * 24 * time.Hour // an account whose address nobody verified
	keepEnded      = 7 * 24 * time.Hour // a session that has ended
	keepUsedTokens = 30 * 24 * time.Hour
	keepDeadKeys   = 90 * 24 * time.Hour // an API key that no longer works
)

// forgetUnverified deletes accounts that nobody verified.
func (s *Service) forgetUnverified(ctx context.Context) error {
	for {
		n := 0
		err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
			ids, err := s.q.DeleteUnverified(ctx, tx, s.now().Add(-keepUnverified))
			if err != nil {
				return fmt.Errorf("delete unverified accounts: %w", err)
			}
			n = len(ids)
			return s.tellErasedTx(ctx, tx, ids)
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// forgetEnded deletes sessions, tokens and keys that let nobody in any more.
func (s *Service) forgetEnded(ctx context.Context) error {
	now := s.now()
	if err := repeat(func() (int64, error) { return s.q.ForgetSessions(ctx, s.pool, now.Add(-keepEnded)) }); err != nil {
		return fmt.Errorf("forget sessions: %w", err)
	}
	used := now.Add(-keepUsedTokens)
	if err := repeat(func() (int64, error) { return s.q.ForgetRefreshTokens(ctx, s.pool, &used) }); err != nil {
		return fmt.Errorf("forget refresh tokens: %w", err)
	}
	if err := s.q.ForgetMailTokens(ctx, s.pool, now); err != nil {
		return fmt.Errorf("forget mail tokens: %w", err)
	}
	if err := s.q.ForgetAPIKeys(ctx, s.pool, now.Add(-keepDeadKeys)); err != nil {
		return fmt.Errorf("forget API keys: %w", err)
	}
	if err := s.q.ForgetSigningKeys(ctx, s.pool, &now); err != nil {
		return fmt.Errorf("forget signing keys: %w", err)
	}
	return nil
}

// repeat calls do until there is nothing left.
func repeat(do func() (int64, error)) error {
	for {
		if n, err := do(); err != nil || n == 0 {
			return err
		}
	}
}
