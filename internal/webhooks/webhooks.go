// Package webhooks tells other systems of events: merchants' of what is about their
// store, operators' of everything. It decides nothing, and nothing waits for it.
//
// An event becomes one delivery for each endpoint that wants it, in the transaction
// that takes it out of the feed:
//
//	event ──> pending ── 2xx ──> delivered
//	            ^ │ └── ten attempts in three days, or 410 ──> failed
//	            │ └── anything else: a pause, longer each time
//	            └── replayed, with the id it had
//
// Requests are in the form of Standard Webhooks. The table of deliveries is the queue:
// each endpoint has a few places of its own in it, so that one which is slow or dead
// delays no other. Whoever receives is asked at least once, and in no order.
package webhooks

import (
	"context"
	"log/slog"
	"net"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/notify"
	"rialto/internal/publicnet"
	"rialto/internal/seal"
	"rialto/internal/stores"
	"rialto/internal/traces"
	"rialto/internal/webhooks/internal/webhooksdb"
)

// Part is a store's part of an order.
type Part struct{ OrderID, StoreOrderID, StoreID uuid.UUID }

// Deps is what a Service works with.
type Deps struct {
	Pool   *db.Pool
	Bus    *events.Bus
	Stores *stores.Service
	Auth   *auth.Service
	Notify *notify.Service
	// Parts returns the parts of orders by store.
	Parts func(ctx context.Context, tx db.Tx, orders []uuid.UUID) ([]Part, error)
	Log   *slog.Logger
	Now   func() time.Time
}

// Config is how a Service works.
type Config struct {
	Seal      seal.Sealer
	UserAgent string
	// Loopback lets endpoints be on this machine, and on http. It is for development.
	Loopback bool
	// Resolver finds the addresses of hosts; nil: the system's.
	Resolver *net.Resolver
}

// Service keeps endpoints and delivers to them.
type Service struct {
	Deps
	cfg    Config
	q      *webhooksdb.Queries
	guard  publicnet.Guard
	sender *sender
	places places
	figures
	tracer trace.Tracer
}

// New returns a Service and gives d.Bus its follower and its chores. Run delivers.
func New(d Deps, cfg Config) *Service {
	guard := publicnet.Public()
	if cfg.Loopback {
		guard = publicnet.PublicAndLoopback()
	}
	s := &Service{
		Deps: d, cfg: cfg, q: webhooksdb.New(), guard: guard, sender: newSender(guard, cfg), figures: newFigures(),
		places: places{freed: make(chan struct{}, 1)}, tracer: traces.Nothing,
	}
	d.Bus.FollowTx("webhooks", s.fanOutTx)
	d.Bus.Every(time.Hour, "webhooks.forget", s.forget)
	return s
}

// TraceWith makes spans of deliveries, each a trace of its own. Call it before Run.
func (s *Service) TraceWith(tracer trace.Tracer) { s.tracer = tracer }
