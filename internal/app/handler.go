package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"rialto/internal/api"
	"rialto/internal/jobs"
	"rialto/internal/media"
	"rialto/internal/metrics"
	"rialto/internal/notify"
	"rialto/internal/stripesim"
	"rialto/internal/web"
	dist "rialto/web"
)

// newHandler puts everything a browser can reach behind one address.
func newHandler(ctx context.Context, cfg Config, at place, m *modules, sim *stripesim.Server, met *metrics.Metrics, log *slog.Logger) (http.Handler, error) {
	trusted, err := cfg.trustedProxies()
	if err != nil {
		return nil, err
	}
	served := m.served(at)
	served.ClientIP = clientIP(trusted, log)
	contract, err := api.New(served, log)
	if err != nil {
		return nil, err
	}
	met.Register(contract)
	pages, err := web.New(web.Config{
		API: contract, PublicURL: at.publicURL, SiteName: cfg.Name, Currency: cfg.Currency,
		Production: cfg.production(), Connect: m.uploadOrigins(ctx), Dist: dist.FS(), Contract: api.Contract, Hidden: m.catalog.HiddenMark, Lag: cfg.replicaLag(), Log: log,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", contract.Public)
	mux.Handle("/media/", m.media)
	mux.HandleFunc(media.UploadPattern, m.library.ReceiveUpload)
	mountSimulator(mux, sim)
	mountMailbox(mux, cfg, m)
	// Without limits: mail providers unsubscribe many people from a few addresses.
	mux.Handle(notify.UnsubscribePrefix, m.notify.UnsubscribePages())
	mux.HandleFunc("GET /.well-known/jwks.json", m.servePublicKeys)
	mux.HandleFunc("GET /docs/events/{file}", serveEventSchema)
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", m.ready)
	mux.Handle("/", contract.LimitPages(pages))
	return met.Watch(survive(web.SecurityHeaders(cfg.production())(mux), log)), nil
}

// served are the modules that the API serves.
func (m *modules) served(at place) api.Modules {
	return api.Modules{
		Auth: m.auth, Audit: m.audit, Stores: m.stores, Teams: m.teams, Catalog: m.catalog, Editor: m.editor, Library: m.library, Cart: m.cart, Orders: m.orders, Letters: m.letters,
		Payments: m.payments, Figures: m.figures, Privacy: m.privacy, Watch: m.watch, Imports: m.imports, Jobs: jobs.New(m.db.pool, m.bus), Limits: m.limits, PublicURL: at.publicURL,
		Registry: m.registry, Webhooks: m.webhooks, Notify: m.notify, Live: m.live, Replicas: m.replicas,
	}
}

// adminHandler is for operators: keep its address away from the public.
func adminHandler(m *modules, met *metrics.Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", m.ready)
	mux.Handle("GET /metrics", met.Handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Join(arguments(os.Args), "\x00")) // as package pprof does
	})
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

func alive(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }

// ready says whether requests can be answered, and go on being answered: the database has
// to be there.
func (m *modules) ready(w http.ResponseWriter, r *http.Request) {
	if m.ending.Load() {
		http.Error(w, "the program ends", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := m.db.pool.Ping(ctx); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	alive(w, r)
}

// survive turns a panic into an answer and a line of log with its trace.
func survive(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch v := recover(); v {
			case nil:
			case http.ErrAbortHandler:
				panic(v)
			default:
				log.ErrorContext(r.Context(), "request panicked", "panic", v, "stack", string(debug.Stack()))
				http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
