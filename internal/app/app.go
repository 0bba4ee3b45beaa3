// Package app builds the whole program out of its modules and runs it. It
// alone reads the configuration and knows how the parts hang together.
package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"rialto/internal/analytics"
	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/broker"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/faults"
	"rialto/internal/imports"
	"rialto/internal/limits"
	"rialto/internal/live"
	"rialto/internal/media"
	"rialto/internal/metrics"
	"rialto/internal/notify"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/privacy"
	"rialto/internal/stocksync"
	"rialto/internal/stockwatch"
	"rialto/internal/stores"
	"rialto/internal/webhooks"
)

// modules are the parts of the marketplace, wired to one database.
type modules struct {
	db       *database
	replicas *db.Replicas // nil without one
	bus      *events.Bus
	media    *media.Service
	library  *media.Library
	limits   *limits.Limiter
	notify   *notify.Service
	auth     *auth.Service
	audit    *audit.Service
	stores   *stores.Service
	registry *stores.Registry
	teams    *stores.Teams
	catalog  *catalog.Service
	editor   *catalog.Editor
	cart     *cart.Service
	payments *payments.Service
	orders   *orders.Service
	letters  *orders.Letters
	figures  *analytics.Service
	privacy  *privacy.Service
	imports  *imports.Service
	watch    *stockwatch.Service
	live     *live.Service
	broker   *broker.Broker // nil without one
	stock    *stocksync.Service
	webhooks *webhooks.Service
	log      *slog.Logger

	keys    keys
	stripe  *payments.Stripe
	mails   replaceableMail
	secrets *secretFiles // of a program that serves

	encryption encryption
	ending     atomic.Bool // the program was asked to end: see ending.go
}

// close releases what is not the database's.
func (m *modules) close() {
	m.replicas.Close()
	m.media.Close()
	m.limits.Close()
	m.privacy.Close()
	_ = m.imports.Close() // what was written is closed already
	if m.broker != nil {
		m.broker.Close()
	}
}

// place is where a marketplace is reached.
type place struct {
	publicURL string // for buyers
	localURL  string // for ourselves
}

// build wires the modules. The caller closes them.
func build(ctx context.Context, cfg Config, at place, d *database, log *slog.Logger) (*modules, error) {
	m := &modules{db: d, log: log}
	var err error
	if m.keys, err = openKeys(cfg); err != nil {
		return nil, err
	}
	m.replicas, err = db.OpenReplicas(ctx, d.pool, db.ReplicasConfig{URLs: cfg.DatabaseReplicaURL, Conns: cfg.DatabaseConns, MaxLag: cfg.ReplicaMaxLag}, log, d.options...)
	if err != nil {
		return nil, err
	}
	if m.bus, err = events.New(d.pool, log); err != nil {
		return nil, err
	}
	if m.media, err = media.Open(ctx, cfg.mediaLocation()); err != nil {
		return nil, err
	}
	if m.limits, err = openLimits(cfg, m.keys, log); err != nil {
		return nil, err
	}
	if err = m.openNotify(cfg, at, log); err != nil {
		return nil, err
	}
	if err = m.openAccounts(cfg, at, log); err != nil {
		return nil, err
	}
	m.audit = audit.New(d.pool, m.bus, time.Now)
	m.stores = stores.New(d.pool, time.Now)
	m.teams = stores.NewTeams(m.stores, m.notify)
	if m.catalog, err = catalog.New(ctx, d.pool, m.bus, time.Now); err != nil {
		return nil, err
	}
	m.openRegistry()
	m.editor = catalog.NewEditor(m.catalog, m.bus, cfg.Currency)
	m.cart = cart.New(d.pool, m.catalog, cfg.Currency, time.Now)
	m.stripe = payments.NewStripe(stripeConfig(cfg, at))
	m.payments = payments.New(d.pool, m.bus, m.stripe, log, time.Now)
	m.orders = orders.New(orders.Deps{
		Pool: d.pool, Bus: m.bus, Catalog: m.catalog, Cart: m.cart, Payments: m.payments, Auth: m.auth, Log: log, Now: time.Now,
	}, orders.Config{PublicURL: at.publicURL, PaymentWindow: cfg.PaymentWindow, Tokens: orders.NewTokens(m.keys.links)})
	m.letters = orders.NewLetters(m.orders, m.stores, m.notify)
	if err = m.openAnalytics(ctx, cfg, log); err != nil {
		return nil, err
	}
	m.stock = stocksync.New(stocksync.Deps{Pool: d.pool, Bus: m.bus, Catalog: m.catalog, Stores: m.stores, Now: time.Now})
	m.openLive(cfg, log)
	m.openStockwatch(log)
	m.openWebhooks(cfg, log)
	m.openLibrary(log)
	if err = m.openPrivacy(cfg, log); err != nil {
		return nil, err
	}
	if err = m.openBroker(cfg, at, log); err != nil {
		return nil, err
	}
	m.imports, err = imports.New(imports.Deps{
		Pool: d.pool, Bus: m.bus, Catalog: m.catalog, Media: m.media, Notify: m.notify, Told: m.toldOfImport, Log: log, Now: time.Now,
	}, imports.Config{Dir: filepath.Join(cfg.DataDir, "imports"), PublicURL: at.publicURL, Currency: cfg.Currency})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// withModules runs a command that needs the database and is not the server.
func withModules(ctx context.Context, cfg Config, o output, do func(*modules) error) error {
	d, err := openDatabase(ctx, cfg, true, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	at := place{publicURL: cfg.PublicURL, localURL: cfg.PublicURL}
	if at.publicURL == "" {
		at.publicURL = "http://localhost:8080" // where `rialto serve` is unless told otherwise
	}
	m, err := build(ctx, cfg, at, d, newLog(cfg, o.err))
	if err != nil {
		return err
	}
	defer m.close()
	return do(m)
}

func newLog(cfg Config, to io.Writer) *slog.Logger { return newReportingLog(cfg, to, nil) }

// newReportingLog is newLog that reports errors as well.
func newReportingLog(cfg Config, to io.Writer, reports *faults.Reporter) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		panic(fmt.Sprintf("app: log level %q passed validation", cfg.LogLevel))
	}
	opts := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(to, opts)
	if cfg.LogFormat == "json" || (cfg.LogFormat == "" && cfg.production()) {
		h = slog.NewJSONHandler(to, opts)
	}
	return slog.New(metrics.LogHandler(reports.Handler(h)))
}
