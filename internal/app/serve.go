package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

type serveCmd struct {
	ListenConfig `embed:""`
	ServeConfig  `embed:""`
	TLSConfig    `embed:""`
}

var errDatabaseGone = errors.New("PostgreSQL ended by itself; see postgres.log in the data folder")

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, cfg *Config, o output) error {
	started := time.Now()
	if cfg.production() && c.Demo {
		return errors.New("RIALTO_DEMO must not be set in production")
	}
	if c.enabled() && cfg.simulatesStripe() {
		return errors.New("HTTPS needs STRIPE_SECRET_KEY: the simulator of Stripe is reached by HTTP")
	}
	addr, err := c.listenAddr()
	if err != nil {
		return err
	}
	// Listening comes first: the address is part of links, and a port that is
	// taken is the commonest reason not to start.
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w (set PORT or RIALTO_ADDR to use another)", err)
	}
	defer listener.Close()
	at := placeOf(*cfg, listener, c.scheme())
	reports, err := openFaults(*cfg)
	if err != nil {
		return err
	}
	defer finish(ctx, reports.Close)
	log := newReportingLog(*cfg, o.err, reports)
	if cfg.production() && cfg.RateLimits == "off" {
		log.Warn("RIALTO_RATE_LIMITS is off: passwords can be guessed without end")
	}

	d, err := openDatabase(ctx, *cfg, false, o.err)
	if err != nil {
		return err
	}
	defer d.close()
	m, err := build(ctx, *cfg, at, d, log)
	if err != nil {
		return err
	}
	defer m.close()
	if m.encryption, err = openTLS(c.TLSConfig, cfg.DataDir, log); err != nil {
		return err
	}
	if err := m.refuseDemo(ctx, *cfg); err != nil {
		return err
	}
	if c.Demo {
		if err := seed(ctx, *cfg, m, o); err != nil {
			return err
		}
	}
	return c.run(ctx, *cfg, at, m, listener, log, func() {
		tellReady(o, *cfg, at, time.Since(started))
		if c.Demo {
			tellAccounts(o)
		}
	})
}

func tellReady(o output, cfg Config, at place, took time.Duration) {
	text := fmt.Sprintf("\n  %s is ready at %s  (started in %s)\n\n", cfg.Name, at.publicURL, took.Round(time.Millisecond))
	if cfg.PublicURL != "" {
		text += fmt.Sprintf("  listening on %s\n\n", at.localURL)
	}
	fmt.Fprint(o.out, text)
}

// run serves and works until ctx ends or a part fails, then drains: requests
// first, for they make jobs.
func (c *serveCmd) run(ctx context.Context, cfg Config, at place, m *modules, listener net.Listener, log *slog.Logger, ready func()) error {
	m.secrets = newSecretFiles(cfg, m.takers(), log)
	met := m.figuresOf(cfg, log)
	export, err := openTraces(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer finish(ctx, export.Close)
	if err := m.traceWith(export, cfg, met); err != nil {
		return err
	}
	sim, err := newSimulator(ctx, cfg, at, m, log)
	if err != nil {
		return err
	}
	handler, err := newHandler(ctx, cfg, at, m, sim, met, log)
	if err != nil {
		return err
	}
	if c.Role == "worker" {
		handler = http.HandlerFunc(http.NotFound)
	}

	g, ctx := errgroup.WithContext(m.lasting(ctx, c.StopDelay))
	if err := m.serveVisitors(ctx, g, c.RedirectAddr, at, newHTTPServer(m.sendAway(handler), log), listener); err != nil {
		return err
	}
	if c.AdminAddr != "" {
		admin, err := net.Listen("tcp", c.AdminAddr)
		if err != nil {
			return fmt.Errorf("listen for operators: %w", err)
		}
		serveHTTP(ctx, g, newHTTPServer(adminHandler(m, met), log), admin)
	}
	g.Go(func() error { m.secrets.Run(ctx); return nil })
	if sim != nil {
		g.Go(func() error { sim.Run(ctx); return nil })
	}
	if c.Role != "worker" {
		g.Go(func() error { m.figures.Views.Run(ctx); return nil })
		g.Go(func() error { m.live.Run(ctx); return nil })
		g.Go(func() error { m.replicas.Run(ctx); return nil })
	}
	if c.Role != "api" {
		if err := m.startWork(ctx, c.ServeConfig); err != nil {
			return err
		}
		defer m.startBackups(ctx, cfg, log)() // to the last: jobs commit
		g.Go(func() error { return m.takeMessages(ctx) })
		g.Go(func() error { m.webhooks.Run(ctx); return nil })
	}
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-m.db.gone():
			return errDatabaseGone
		}
	})
	ready()

	err = g.Wait()
	return errors.Join(err, m.stopWork(ctx, c.ServeConfig))
}

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
}

// serveHTTP serves until ctx ends and then lets running requests finish.
func serveHTTP(ctx context.Context, g *errgroup.Group, srv *http.Server, l net.Listener) {
	g.Go(func() error {
		if err := serveOn(srv, l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRequests)
		defer cancel()
		if err := srv.Shutdown(drain); err != nil {
			return srv.Close() // whoever is left has had its time
		}
		return nil
	})
}

// serveOn speaks HTTPS if the server is to.
func serveOn(srv *http.Server, l net.Listener) error {
	if srv.TLSConfig == nil {
		return srv.Serve(l)
	}
	return srv.ServeTLS(l, "", "")
}

// placeOf derives the addresses that are not configured from the listener.
func placeOf(cfg Config, l net.Listener, scheme string) place {
	addr := l.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	local := host
	if addr.IP.IsUnspecified() {
		host, local = "localhost", "127.0.0.1"
	}
	port := fmt.Sprint(addr.Port)
	at := place{publicURL: strings.TrimSuffix(cfg.PublicURL, "/"), localURL: scheme + "://" + net.JoinHostPort(local, port)}
	if at.publicURL == "" {
		at.publicURL = scheme + "://" + net.JoinHostPort(host, port)
	}
	return at
}
