package app

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/notify"
)

// takers are the settings that may change while the program runs, and what makes it use
// their new values. All others need a restart.
func (m *modules) takers() map[string]takeOver {
	return map[string]takeOver{
		"RIALTO_DATABASE_URL":      m.takeLogin,
		"RIALTO_DATABASE_USER":     m.takeLogin,
		"RIALTO_DATABASE_PASSWORD": m.takeLogin,
		"STRIPE_SECRET_KEY":        m.takeStripe,
		"STRIPE_WEBHOOK_SECRET":    m.takeStripe,
		"RIALTO_LINK_KEYS":         m.takeLinkKeys,
		"RIALTO_SEAL_KEYS":         m.takeSealKeys,
		"RIALTO_MAIL_URL":          m.takeMail,
		"RIALTO_REDIS_URL":         m.takeRedis,
		"RIALTO_BROKER_URL":        m.takeBroker,
		"RIALTO_OIDC_PROVIDERS":    m.takeProviders,
		// Each backup reads it.
		"RIALTO_BACKUP_DATABASE_URL": func(context.Context, Config) error { return nil },
	}
}

// takeLogin connects as whom the files say now. The login reads them by itself.
func (m *modules) takeLogin(ctx context.Context, _ Config) error {
	if _, err := m.db.login.Renew(ctx); err != nil {
		return fmt.Errorf("%w: %w", errNotYet, err)
	}
	return nil
}

func (m *modules) takeStripe(_ context.Context, cfg Config) error {
	m.stripe.Use(cfg.stripeSecrets())
	return nil
}

func (m *modules) takeLinkKeys(_ context.Context, cfg Config) error {
	m.keys.links.Replace(bytesOf(cfg.LinkKeys)...)
	return nil
}

func (m *modules) takeSealKeys(_ context.Context, cfg Config) error {
	return m.keys.seal.Replace(bytesOf(cfg.SealKeys)...)
}

func (m *modules) takeMail(_ context.Context, cfg Config) error {
	to, err := notify.NewSMTP(cfg.MailURL)
	if err != nil {
		return err
	}
	m.mails.Store(to)
	return nil
}

func (m *modules) takeRedis(_ context.Context, cfg Config) error {
	return m.limits.UseRedis(cfg.RedisURL)
}

func (m *modules) takeBroker(_ context.Context, cfg Config) error {
	if m.broker == nil {
		return errNeedsRestart
	}
	return m.broker.Use(cfg.BrokerURL)
}

func (m *modules) takeProviders(_ context.Context, cfg Config) error {
	providers, err := cfg.oidcProviders()
	if err != nil {
		return err
	}
	if len(providers) == 0 {
		return errors.New("there is no provider in it")
	}
	m.auth.ReplaceProviders(providers)
	return nil
}
