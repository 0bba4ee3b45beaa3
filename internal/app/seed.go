package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rialto/internal/db"
	"rialto/internal/demo"
	"rialto/internal/orders"
	"rialto/internal/stripesim"
)

type seedCmd struct{}

// Run fills the marketplace with demo data.
func (seedCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withModules(ctx, *cfg, o, func(m *modules) error { return seed(ctx, *cfg, m, o) })
}

func seed(ctx context.Context, cfg Config, m *modules, o output) error {
	started := time.Now()
	bar := newBar(o.err, "demo data", false)
	err := demo.Seed(ctx, demo.Services{Stores: m.stores, Catalog: m.catalog, Media: m.media}, demo.Config{
		Currency: cfg.Currency,
		Progress: func(done, total int) { bar.show(int64(done), int64(total)) },
	})
	bar.finish()
	if err == nil && !cfg.production() {
		err = demo.SeedAccounts(ctx, m.auth, m.stores)
	}
	if err == nil && !cfg.production() && cfg.simulatesStripe() {
		err = seedHistory(ctx, cfg, m, o)
	}
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	if bar.shown {
		fmt.Fprintf(o.err, "demo data is there, in %s\n", time.Since(started).Round(100*time.Millisecond))
	}
	return nil
}

// seedHistory lets the demo look back on sales. Stripe itself knows nothing of
// them, so they are only made where it is simulated.
func seedHistory(ctx context.Context, cfg Config, m *modules, o output) error {
	if err := m.db.asOwner(ctx, stripesim.Install); err != nil {
		return err
	}
	bar := newBar(o.err, "demo sales", false)
	defer bar.finish()
	return demo.SeedHistory(ctx, demo.History{
		Pool: m.db.pool, Accounts: m.auth, Analytics: m.figures, Tokens: orders.NewTokens(m.keys.links), PublicURL: cfg.PublicURL,
		Remember: func(ctx context.Context, tx db.Tx, intent string, o orders.PastOrder, at time.Time) error {
			return stripesim.RememberTx(ctx, tx, []stripesim.Paid{{Intent: intent, Amount: o.Total.Minor, Currency: o.Total.Currency, At: at}})
		},
		Progress: func(done, total int) { bar.show(int64(done), int64(total)) },
	})
}

// tellAccounts says how to sign in to the demo.
func tellAccounts(o output) {
	emails := make([]string, len(demo.Accounts))
	for i, a := range demo.Accounts {
		emails[i] = a.Email
	}
	fmt.Fprintf(o.out, "  Sign in as %s with the password %s\n\n", strings.Join(emails, ", "), demo.Password)
}
