package app

import (
	"context"
	"log/slog"
	"net/http"

	"rialto/internal/api"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

// Where the built-in simulator of Stripe is, and what stands in for secrets
// between it and ourselves: it is a development tool that everybody may pay at.
const (
	simulatorPrefix        = "/stripe-simulator"
	simulatorSecretKey     = "sk_test_simulator"
	simulatorWebhookSecret = "whsec_simulator"
)

func stripeConfig(cfg Config, at place) payments.StripeConfig {
	if cfg.simulatesStripe() {
		return payments.StripeConfig{
			StripeSecrets: payments.StripeSecrets{Key: simulatorSecretKey, Webhooks: []string{simulatorWebhookSecret}},
			BaseURL:       at.localURL + simulatorPrefix,
		}
	}
	return payments.StripeConfig{StripeSecrets: cfg.stripeSecrets(), BaseURL: cfg.StripeAPIURL}
}

func (c Config) stripeSecrets() payments.StripeSecrets {
	return payments.StripeSecrets{Key: c.StripeSecretKey, Webhooks: c.StripeWebhookSecret}
}

// newSimulator returns the simulator, nil where Stripe itself is configured.
func newSimulator(ctx context.Context, cfg Config, at place, m *modules, log *slog.Logger) (*stripesim.Server, error) {
	if !cfg.simulatesStripe() {
		return nil, nil
	}
	if err := m.db.asOwner(ctx, stripesim.Install); err != nil {
		return nil, err
	}
	return stripesim.New(stripesim.Config{
		Pool: m.db.pool, SecretKey: simulatorSecretKey, WebhookSecret: simulatorWebhookSecret,
		WebhookURL: at.localURL + api.Prefix + "/payments/webhook", PublicURL: at.publicURL + simulatorPrefix,
		MerchantName: cfg.Name, Log: log,
	}), nil
}

func mountSimulator(mux *http.ServeMux, sim *stripesim.Server) {
	if sim != nil {
		mux.Handle(simulatorPrefix+"/", http.StripPrefix(simulatorPrefix, sim))
	}
}
