package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/notify"
)

const (
	// shownOfKey is how many characters of a key's secret part are kept, to
	// tell it from others.
	shownOfKey = 6
	maxAPIKeys = 50
)

// APIKey lets a program act for a user, as far as its scopes go.
type APIKey struct {
	ID                    uuid.UUID
	Name                  string
	Prefix                string // the first characters of the key
	Scopes                []Scope
	CreatedAt, ExpiresAt  time.Time
	LastUsedAt, RevokedAt *time.Time
}

// CreateAPIKeyInput is what CreateAPIKey needs.
type CreateAPIKeyInput struct {
	Name   string
	Scopes []Scope
	Life   time.Duration
}

// CreateAPIKey makes a key and returns it: it is not kept, and cannot be shown
// again. The account's owner is told by mail: the key outlives the password. It
// returns ErrScopeRefused for a scope that is above the user's role,
// and ErrTooManyKeys beyond 50 keys that work.
func (s *Service) CreateAPIKey(ctx context.Context, actor Actor, in CreateAPIKeyInput) (key string, _ APIKey, err error) {
	if i := slices.IndexFunc(in.Scopes, func(sc Scope) bool { return strings.HasPrefix(string(sc), "admin:") }); i >= 0 && actor.Role != RoleAdmin {
		return "", APIKey{}, ErrScopeRefused.With(errs.Field{Path: fmt.Sprintf("scopes[%d]", i), Code: "role", Message: "Only an admin's key can have this scope."})
	}
	scopes := slices.Compact(slices.Sorted(slices.Values(in.Scopes)))
	secret, _ := newSecret()
	key = apiKeyPrefix + secret
	now := s.now()
	k := APIKey{
		ID: db.NewID(), Name: strings.TrimSpace(in.Name), Prefix: key[:len(apiKeyPrefix)+shownOfKey],
		Scopes: scopes, CreatedAt: now, ExpiresAt: now.Add(in.Life),
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.insertKeyTx(ctx, tx, actor.UserID, key, k) })
	if err != nil {
		return "", APIKey{}, err
	}
	return key, k, nil
}

func (s *Service) insertKeyTx(ctx context.Context, tx db.Tx, user uuid.UUID, key string, k APIKey) error {
	u, err := s.lockUserTx(ctx, tx, user)
	if err != nil {
		return err
	}
	n, err := s.q.CountAPIKeys(ctx, tx, authdb.CountAPIKeysParams{UserID: user, Now: s.now()})
	if err != nil {
		return fmt.Errorf("count API keys: %w", err)
	}
	if n >= maxAPIKeys {
		return ErrTooManyKeys
	}
	scopes := make([]string, len(k.Scopes))
	for i, sc := range k.Scopes {
		scopes[i] = string(sc)
	}
	err = s.q.InsertAPIKey(ctx, tx, authdb.InsertAPIKeyParams{
		ID: k.ID, UserID: user, Name: k.Name, Digest: digestOf(key), Prefix: k.Prefix, Scopes: scopes,
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt,
	})
	if err != nil {
		return fmt.Errorf("insert API key: %w", err)
	}
	return s.tellTx(ctx, tx, u, "api_key.created", notify.APIKeyMade, map[string]string{"apiKeyId": k.ID.String(), "scopes": strings.Join(scopes, " ")})
}

// APIKeys returns the user's keys, the newest first, also those that no longer
// work.
func (s *Service) APIKeys(ctx context.Context, user uuid.UUID) ([]APIKey, error) {
	rows, err := s.q.APIKeys(ctx, s.pool, user)
	if err != nil {
		return nil, fmt.Errorf("API keys: %w", err)
	}
	out := make([]APIKey, len(rows))
	for i, r := range rows {
		out[i] = APIKey{
			ID: r.ID, Name: r.Name, Prefix: r.Prefix, Scopes: scopesFromRow(r.Scopes),
			CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, LastUsedAt: r.LastUsedAt, RevokedAt: r.RevokedAt,
		}
	}
	return out, nil
}

func scopesFromRow(texts []string) []Scope {
	out := make([]Scope, len(texts))
	for i, t := range texts {
		out[i] = Scope(t)
	}
	return out
}

// RevokeAPIKey ends a key of the user at once. A second time changes nothing; a
// key of somebody else is ErrAPIKeyNotFound.
func (s *Service) RevokeAPIKey(ctx context.Context, user, id uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		owns, err := s.q.OwnsAPIKey(ctx, tx, authdb.OwnsAPIKeyParams{ID: id, UserID: user})
		if err != nil {
			return fmt.Errorf("owner of API key: %w", err)
		}
		if !owns {
			return ErrAPIKeyNotFound
		}
		n, err := s.q.RevokeAPIKey(ctx, tx, authdb.RevokeAPIKeyParams{ID: id, UserID: user, Now: s.now()})
		if err != nil {
			return fmt.Errorf("revoke API key: %w", err)
		}
		if n == 0 {
			return nil
		}
		return s.auditTx(ctx, tx, user, "api_key.revoked", map[string]string{"apiKeyId": id.String()})
	})
}
