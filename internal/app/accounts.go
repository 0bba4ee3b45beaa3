package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"rialto/internal/api"
	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/privacy"
	"rialto/internal/stores"
)

// openAccounts wires the accounts. They record what people agree to in a
// module that is made after them, for it erases what all others own.
func (m *modules) openAccounts(cfg Config, at place, log *slog.Logger) error {
	providers, err := cfg.oidcProviders()
	if err != nil {
		return err
	}
	consent := func(ctx context.Context, tx db.Tx, user uuid.UUID, purpose string, granted bool) error {
		return m.privacy.RecordConsentTx(ctx, tx, user, privacy.Purpose(purpose), granted)
	}
	m.auth, err = auth.New(auth.Deps{
		Pool: m.db.pool, Bus: m.bus, Mail: m.notify, Guard: m.limits.Guard(), Consent: consent, Log: log, Now: time.Now,
	}, auth.Config{
		PublicURL: at.publicURL, SiteName: cfg.Name, Seal: m.keys.seal, Providers: providers,
		CallbackURL: func(provider string) string {
			return at.publicURL + api.Prefix + "/auth/oauth/" + provider + "/callback"
		},
	})
	return err
}

// openRegistry wires where stores come in, once there are accounts and a catalog.
func (m *modules) openRegistry() {
	contacts := func(ctx context.Context, tx db.Tx, users []uuid.UUID) ([]notify.To, error) {
		found, err := m.auth.ContactsTx(ctx, tx, users)
		if err != nil {
			return nil, err
		}
		var to []notify.To
		for _, id := range users {
			if c, there := found[id]; there {
				to = append(to, c.MailTo())
			}
		}
		return to, nil
	}
	m.registry = stores.NewRegistry(stores.Deps{
		Stores: m.stores, Catalog: m.catalog, Bus: m.bus, Mail: m.notify, Seal: m.keys.seal, Contacts: contacts,
	})
}

func (m *modules) openPrivacy(cfg Config, log *slog.Logger) (err error) {
	m.privacy, err = privacy.New(privacy.Deps{
		Pool: m.db.pool, Bus: m.bus, Stores: m.stores, Orders: m.orders, Payments: m.payments, Notify: m.notify, Log: log, Now: time.Now,
	}, privacy.Config{SiteName: cfg.Name, Dir: filepath.Join(cfg.DataDir, "exports"), TermsVersion: cfg.TermsVersion})
	return err
}

// refuseDemo keeps a marketplace from production whose accounts everybody
// knows the passwords of.
func (m *modules) refuseDemo(ctx context.Context, cfg Config) error {
	if !cfg.production() {
		return nil
	}
	found, err := m.auth.HasDemo(ctx)
	if err != nil {
		return err
	}
	if found {
		return errors.New("the database holds accounts of the demo, whose passwords everybody knows: remove them with `rialto user remove-demo`, or set RIALTO_ENV=development")
	}
	return nil
}

// servePublicKeys serves the keys that verify access tokens (RFC 7517). A new
// key signs at once, so whoever keeps the list looks again for a key that is
// not in it.
func (m *modules) servePublicKeys(w http.ResponseWriter, r *http.Request) {
	keys, err := m.auth.PublicKeys(r.Context())
	if err != nil {
		m.log.ErrorContext(r.Context(), "public keys could not be read", "error", err)
		http.Error(w, "The keys cannot be read.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(keys)
}
