// Package analytics counts what stores sell and how often they are looked at,
// and answers from sums: it never looks through orders while somebody waits.
//
//	order.paid, order.refunded, … ──> consumer ┐
//	                                           ├──> deltas ── fold ──> figures of days and months
//	views and cart adds ──> Counter ───────────┘
//
// A consumer only inserts deltas, so that a big sale does not wait for one row
// of figures. A chore folds deltas, thousands at a time, into the figures of
// each store and product and day. Every sale and every refund is in the figures
// once, under the day on which it happened, whatever order events come in and
// however often: counted holds their ids. Who doubts the figures recounts them
// from the orders, day by day, while everything goes on.
//
// Views are numbers. Nothing about who looks is kept or even looked at, but for
// the name of the browser, by which crawlers are told.
package analytics

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rialto/internal/analytics/internal/analyticsdb"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/orders"
	"rialto/internal/stores"
)

// Config is what differs from one marketplace to the next.
type Config struct {
	Currency string // of all amounts
	// Timezone says when a day begins, such as Europe/Berlin; empty is UTC. When
	// it is another than before, everything is recounted in the background.
	Timezone string
}

// Service counts and answers.
type Service struct {
	pool    *db.Pool
	q       *analyticsdb.Queries
	orders  *orders.Service
	catalog *catalog.Service
	stores  *stores.Service
	cfg     Config
	log     *slog.Logger
	now     func() time.Time

	// Views is where pages that are looked at are counted.
	Views *Counter
}

// Deps are the modules that analytics calls.
type Deps struct {
	Pool    *db.Pool
	Bus     *events.Bus
	Orders  *orders.Service
	Catalog *catalog.Service
	Stores  *stores.Service
	Log     *slog.Logger
	Now     func() time.Time
}

const (
	foldEvery    = 2 * time.Second
	stockEvery   = 20 * time.Minute
	recountEvery = 15 * time.Second
)

// New returns a Service, subscribes it to what it counts and gives the bus its
// chores. It fails for a time zone that the database does not know.
func New(ctx context.Context, d Deps, cfg Config) (*Service, error) {
	if cfg.Timezone == "" {
		cfg.Timezone = "UTC"
	}
	s := &Service{
		pool: d.Pool, q: analyticsdb.New(), orders: d.Orders, catalog: d.Catalog, stores: d.Stores, cfg: cfg, log: d.Log, now: d.Now,
	}
	s.Views = newCounter(s)
	if _, err := s.q.KnowsTimezone(ctx, d.Pool, cfg.Timezone); err != nil {
		return nil, fmt.Errorf("time zone %q: %w", cfg.Timezone, err)
	}
	events.Subscribe(d.Bus, "analytics.count_sale", s.onPaid)
	events.Subscribe(d.Bus, "analytics.count_refund", s.onRefunded)
	events.Subscribe(d.Bus, "analytics.count_cancellation", s.onItemsCancelled)
	d.Bus.Every(foldEvery, "analytics.fold", s.Fold)
	d.Bus.Every(recountEvery, "analytics.recount", s.continueRecount, events.Bulk)
	d.Bus.Every(stockEvery, "analytics.count_stock", s.CountStock)
	return s, nil
}
