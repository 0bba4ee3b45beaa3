package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// apiKeyPrefix is what an API key begins with, so that it is recognised, by us
// and by whoever scans code for secrets.
const apiKeyPrefix = "rialto_"

// touchEvery is how exact a last use is kept.
const touchEvery = time.Minute

// Authenticate says who sends a bearer token: an access token or an API key.
// Whatever is wrong with it, the answer is ErrUnauthenticated.
func (s *Service) Authenticate(ctx context.Context, bearer string) (Actor, error) {
	if strings.HasPrefix(bearer, apiKeyPrefix) {
		return s.byAPIKey(ctx, bearer)
	}
	return s.byAccessToken(ctx, bearer)
}

func (s *Service) byAccessToken(ctx context.Context, bearer string) (Actor, error) {
	token, err := s.tokens.read(ctx, bearer)
	if err != nil {
		if errors.Is(err, errKeysUnread) {
			return Actor{}, err
		}
		return Actor{}, ErrUnauthenticated.Because(err)
	}
	now := s.now()
	row, err := s.q.ActorOfSession(ctx, s.pool, authdb.ActorOfSessionParams{
		SessionID: token.session, UserID: token.user, Kid: token.kid, Now: now,
	})
	if db.NoRows(err) {
		return Actor{}, ErrUnauthenticated
	}
	if err != nil {
		return Actor{}, fmt.Errorf("actor of session: %w", err)
	}
	if before := now.Add(-touchEvery); !row.LastUsedAt.After(before) {
		if err := s.q.TouchSession(ctx, s.pool, authdb.TouchSessionParams{ID: token.session, Now: now, Before: before}); err != nil {
			return Actor{}, fmt.Errorf("touch session: %w", err)
		}
	}
	return Actor{
		UserID: token.user, Role: Role(row.Role), SessionID: token.session, AuthenticatedAt: row.AuthenticatedAt,
	}, nil
}

func (s *Service) byAPIKey(ctx context.Context, key string) (Actor, error) {
	now := s.now()
	row, err := s.q.ActorOfAPIKey(ctx, s.pool, authdb.ActorOfAPIKeyParams{Digest: digestOf(key), Now: now})
	if db.NoRows(err) {
		return Actor{}, ErrUnauthenticated
	}
	if err != nil {
		return Actor{}, fmt.Errorf("actor of API key: %w", err)
	}
	before := now.Add(-touchEvery)
	if row.LastUsedAt == nil || !row.LastUsedAt.After(before) {
		if err := s.q.TouchAPIKey(ctx, s.pool, authdb.TouchAPIKeyParams{ID: row.ID, Now: &now, Before: &before}); err != nil {
			return Actor{}, fmt.Errorf("touch API key: %w", err)
		}
	}
	a := Actor{UserID: row.UserID, Role: Role(row.Role)}
	for _, scope := range row.Scopes {
		a.Scopes = append(a.Scopes, Scope(scope))
	}
	return a, nil
}
