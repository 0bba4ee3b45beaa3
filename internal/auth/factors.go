package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/notify"
)

// factors are the ways to sign in besides the password.
type factors struct {
	passkeys  *webauthn.WebAuthn // nil where there can be none
	providers *atomic.Pointer[[]*provider]
}

func newFactors(cfg Config, now func() time.Time) (f factors, err error) {
	if f.passkeys, err = newPasskeys(cfg); err != nil {
		return f, err
	}
	f.providers = new(atomic.Pointer[[]*provider])
	f.providers.Store(newProviders(cfg.Providers, cfg.CallbackURL, now))
	return f, nil
}

// lockUserTx returns the account and has all other changes of who somebody is
// wait until tx ends.
func (s *Service) lockUserTx(ctx context.Context, tx db.Tx, id uuid.UUID) (User, error) {
	if _, err := s.q.LockUser(ctx, tx, id); db.NoRows(err) {
		return User{}, ErrUserNotFound
	} else if err != nil {
		return User{}, fmt.Errorf("lock user: %w", err)
	}
	return s.user(ctx, tx, id)
}

// tellTx writes what happened to the ways to sign in into the audit log, and
// tells the account's owner, who may not have done it. Call it last.
func (s *Service) tellTx(ctx context.Context, tx db.Tx, u User, action string, change notify.FactorChange, details map[string]string) error {
	to := notify.To{Address: u.Email, UserID: &u.ID, Locale: u.Locale}
	content := notify.SecondFactorChanged{Change: change, SecurityPath: pageSecurity}
	// Each time is told of, also the same thing again.
	if err := s.mail.SendTx(ctx, tx, to, db.NewID().String(), content); err != nil {
		return err
	}
	return s.auditTx(ctx, tx, u.ID, action, details)
}

func (s *Service) auditTx(ctx context.Context, tx db.Tx, user uuid.UUID, action string, details map[string]string) error {
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: &user, Action: action, Target: audit.Target{Kind: "user", ID: user.String()}, Details: details,
	})
}
