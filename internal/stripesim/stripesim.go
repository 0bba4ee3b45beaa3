// Package stripesim is a Stripe to develop, demonstrate and test against: it
// answers the API calls that the payments module makes in Stripe's own form,
// shows a hosted page to pay on, and sends signed webhooks. No money moves.
//
//	open ── Pay ──────────────> complete (paid)   checkout.session.completed
//	  │ └── Decline card ──> open                 payment_intent.payment_failed
//	  └──── expires_at, expire ──> expired        checkout.session.expired
//
// What it knows is in PostgreSQL, in a schema that Install makes and no migration
// does, so that a killed process forgets nothing and a database that never
// had a simulator has no table of it. A session changes under its row lock:
// two clicks on Pay take the money once. It never reads a table of a module,
// and is for development only: its page lets everybody pay everything.
package stripesim

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config is what the simulator needs to know.
type Config struct {
	Pool          *pgxpool.Pool
	SecretKey     string           // the API key that callers must show, until Roll
	WebhookSecret string           // signs the webhooks, until Roll
	WebhookURL    string           // receives them; empty: none are sent
	PublicURL     string           // where a browser reaches the simulator, with the mount prefix
	MerchantName  string           // on the hosted page
	Log           *slog.Logger     // nil: no log
	Now           func() time.Time // nil: time.Now
}

// Server is the simulator. It is safe for concurrent use, also by several
// processes on one database.
type Server struct {
	cfg    Config
	mux    *http.ServeMux
	client *http.Client  // sends webhooks
	wake   chan struct{} // holds a token when a webhook may have become due

	mu      sync.Mutex
	fault   Fault
	keys    []string // of the API, the newest first
	signing []string // secrets, the newest first
}

// New returns a Server on a database in which the simulator is installed.
// Webhooks are sent while Run runs.
func New(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	s := &Server{
		cfg:    cfg,
		mux:    http.NewServeMux(),
		client: newWebhookClient(),
		wake:   make(chan struct{}, 1),
		keys:   []string{cfg.SecretKey}, signing: []string{cfg.WebhookSecret},
	}
	s.routes()
	return s
}

func (s *Server) routes() {
	api := func(pattern string, e endpoint) { s.mux.HandleFunc(pattern, s.serveAPI(e)) }
	api("POST /v1/checkout/sessions", s.createSession)
	api("GET /v1/checkout/sessions", s.listSessions)
	api("GET /v1/checkout/sessions/{id}", s.retrieveSession)
	api("POST /v1/checkout/sessions/{id}/expire", s.expireSession)
	api("GET /v1/payment_intents/{id}", s.retrieveIntent)
	api("POST /v1/refunds", s.createRefund)
	api("GET /v1/refunds", s.listRefunds)
	api("GET /v1/refunds/{id}", s.retrieveRefund)
	api("GET /v1/events", s.listEvents)
	api("GET /v1/events/{id}", s.retrieveEvent)
	api("POST /v1/privacy/redaction_jobs", preview(s.createRedaction))
	api("GET /v1/privacy/redaction_jobs/{id}", preview(s.retrieveRedaction))
	api("POST /v1/privacy/redaction_jobs/{id}/run", preview(s.runRedaction))
	api("/v1/", unknownURL)

	s.mux.HandleFunc("GET /pay/{id}", s.showPage)
	s.mux.HandleFunc("POST /pay/{id}", s.submitPage)
	s.mux.HandleFunc("GET /style.css", serveFile("style.css"))
	s.mux.HandleFunc("GET /icon.svg", serveFile("icon.svg"))
	s.mux.HandleFunc("POST /control", s.serveControl)
}

// ServeHTTP serves the API, the hosted page and the controls. Paths are
// relative to where the simulator is mounted: strip the prefix before.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// now is the simulator's time to the second, which is as fine as Stripe's.
func (s *Server) now() time.Time { return s.cfg.Now().Truncate(time.Second).UTC() }
