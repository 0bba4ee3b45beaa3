package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rialto/internal/analytics"
)

func (m *modules) openAnalytics(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	m.figures, err = analytics.New(ctx, analytics.Deps{
		Pool: m.db.pool, Bus: m.bus, Orders: m.orders, Catalog: m.catalog, Stores: m.stores, Log: log, Now: time.Now,
	}, analytics.Config{Currency: cfg.Currency, Timezone: cfg.Timezone})
	if err != nil {
		return fmt.Errorf("RIALTO_TIMEZONE: %w", err)
	}
	return nil
}

type analyticsCmd struct {
	Recount recountCmd `cmd:"" help:"Make the figures of sales what the orders say. It may be broken off and repeated while the marketplace runs."`
}

type recountCmd struct{}

// Run recounts and shows how far it is.
func (recountCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withModules(ctx, *cfg, o, func(m *modules) error { return recount(ctx, m, o) })
}

func recount(ctx context.Context, m *modules, o output) error {
	started, days := time.Now(), 0
	bar := newBar(o.err, "days", false)
	err := m.figures.Recount(ctx, func(done, total int) {
		days = total
		bar.show(int64(done), int64(total))
	})
	bar.finish()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.out, "the figures of %d days are what the orders say, in %s\n", days, time.Since(started).Round(100*time.Millisecond))
	return err
}
