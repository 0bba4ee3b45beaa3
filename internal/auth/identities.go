package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/notify"
)

const (
	identitySubjectUnique  = "identities_subject_unique"
	identityOnePerProvider = "identities_one_per_provider"
)

// Identity is an account at a provider with which somebody signs in.
type Identity struct {
	ID         uuid.UUID
	Provider   string // its id
	Email      string // there, when it was last used
	CreatedAt  time.Time
	LastUsedAt *time.Time
}

// Identities returns the accounts at providers that are linked, the oldest
// first.
func (s *Service) Identities(ctx context.Context, user uuid.UUID) ([]Identity, error) {
	rows, err := s.q.Identities(ctx, s.pool, user)
	if err != nil {
		return nil, fmt.Errorf("identities: %w", err)
	}
	out := make([]Identity, len(rows))
	for i, row := range rows {
		out[i] = Identity{ID: row.ID, Provider: row.Provider, Email: row.Email, CreatedAt: row.CreatedAt, LastUsedAt: row.LastUsedAt}
	}
	return out, nil
}

// LinkIdentity links the account at a provider that a sign-in there has shown,
// see FinishOIDC. The challenge is of one account, and only as long as its
// address is the one that the provider vouches for; else, and for whoever is
// late, it returns ErrChallengeOver. Returns ErrIdentityTaken or
// ErrProviderLinked when one of the two is linked otherwise.
func (s *Service) LinkIdentity(ctx context.Context, user uuid.UUID, challenge string) (Identity, error) {
	var out Identity
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		var p person
		of, err := s.takeChallengeTx(ctx, tx, challengeLink, challenge, &p)
		if err != nil {
			return err
		}
		if *of != user || u.Email != p.Email {
			return ErrChallengeOver
		}
		if out, err = s.insertIdentityTx(ctx, tx, user, p); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.identity_linked", notify.ProviderLinked, map[string]string{"provider": p.Provider})
	})
	return out, err
}

func (s *Service) insertIdentityTx(ctx context.Context, tx db.Tx, user uuid.UUID, p person) (Identity, error) {
	now := s.now()
	i := Identity{ID: db.NewID(), Provider: p.Provider, Email: p.Email, CreatedAt: now, LastUsedAt: &now}
	err := s.q.InsertIdentity(ctx, tx, authdb.InsertIdentityParams{
		ID: i.ID, UserID: user, Provider: i.Provider, Subject: p.Subject, Email: i.Email, CreatedAt: now,
	})
	switch {
	case db.Violates(err, identitySubjectUnique):
		return Identity{}, ErrIdentityTaken
	case db.Violates(err, identityOnePerProvider):
		return Identity{}, ErrProviderLinked
	case err != nil:
		return Identity{}, fmt.Errorf("insert identity: %w", err)
	}
	return i, nil
}

// UnlinkIdentity unlinks an account at a provider. Returns ErrIdentityNotFound,
// also for another account's, or ErrLastSignIn.
func (s *Service) UnlinkIdentity(ctx context.Context, user, id uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		provider, err := s.q.DeleteIdentity(ctx, tx, authdb.DeleteIdentityParams{ID: id, UserID: user})
		if db.NoRows(err) {
			return ErrIdentityNotFound
		}
		if err != nil {
			return fmt.Errorf("delete identity: %w", err)
		}
		if err := s.wayInLeftTx(ctx, tx, user); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.identity_unlinked", notify.ProviderUnlinked, map[string]string{"provider": provider})
	})
}

// wayInLeftTx returns ErrLastSignIn when what tx has removed was the last way
// to sign in. The account is locked, so that of two ways one stays.
func (s *Service) wayInLeftTx(ctx context.Context, tx db.Tx, user uuid.UUID) error {
	providers := *s.providers.Load()
	configured := make([]string, len(providers))
	for i, p := range providers {
		configured[i] = p.ID
	}
	n, err := s.q.WaysIn(ctx, tx, authdb.WaysInParams{UserID: user, Providers: configured})
	if err != nil {
		return fmt.Errorf("ways to sign in: %w", err)
	}
	if n == 0 {
		return ErrLastSignIn
	}
	return nil
}
