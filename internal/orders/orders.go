// Package orders owns an order from the moment it is placed.
//
//	payment_pending ── payment.captured ──> paid ── all parts finished ──> completed
//	   │    │                                │                                │
//	   │    └─ nobody paid in time ─> expired └──────── money goes back ───────┤
//	   └─ Cancel ─> cancelled           │                                     v
//	                                    │                    partially_refunded ──> refunded
//	                                    └─ late money: paid if the stock is
//	                                       still there, else refunded
//
// An order takes its stock when it is placed and gives it back when it is
// cancelled or expires. Once money went back, that is what its status says, also
// when all its parts are finished. Its items are split by store; each part, a
// store order, goes its own way to the buyer:
//
//	awaiting_payment ──> processing ── nothing left to ship ──> shipped ── all parcels arrived ──> delivered
//	        │                │                                     └──────────────┬────────────────┘
//	        └─> cancelled <──┘ CancelItems of all                                 └─ RefundItems of all ─> returned
//
// How far a store order is follows from its pieces: progress alone decides. A
// piece is shipped, in one of several parcels, or cancelled, and a shipped one may
// be refunded by item. What a store does to its order it does under a lock on that
// row, in a transaction that sees no other store's rows; then come, always in this
// sequence, the order, the stock, the payment, the events and the audit log.
//
// Letters writes mails and invoices out of the events.
package orders

import (
	"log/slog"
	"time"

	"rialto/internal/auth"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

// Config is what differs from one marketplace to the next.
type Config struct {
	// PublicURL is where buyers reach the marketplace, without a final slash.
	PublicURL string
	// PaymentWindow is how long an order waits for its payment.
	PaymentWindow time.Duration
	Tokens        Tokens
}

// Service places orders and moves them along.
type Service struct {
	pool     *db.Pool
	q        *ordersdb.Queries
	bus      *events.Bus
	catalog  *catalog.Service
	cart     *cart.Service
	payments *payments.Service
	auth     *auth.Service
	cfg      Config
	log      *slog.Logger
	now      func() time.Time
}

// Deps are the modules that orders call.
type Deps struct {
	Pool     *db.Pool
	Bus      *events.Bus
	Catalog  *catalog.Service
	Cart     *cart.Service
	Payments *payments.Service
	Auth     *auth.Service
	Log      *slog.Logger
	Now      func() time.Time
}

// New returns a Service, subscribes it to the events it follows and gives the
// bus its chores.
func New(d Deps, cfg Config) *Service {
	s := &Service{
		pool: d.Pool, q: ordersdb.New(), bus: d.Bus, catalog: d.Catalog, cart: d.Cart, payments: d.Payments,
		auth: d.Auth, cfg: cfg, log: d.Log, now: d.Now,
	}
	events.Subscribe(d.Bus, "orders.settle_capture", s.onCaptured, events.Payments)
	events.Subscribe(d.Bus, "orders.attach_to_account", s.onEmailVerified)
	d.Bus.Every(5*time.Second, "orders.expire", s.ExpireOverdue, events.Payments)
	d.Bus.Every(time.Hour, "orders.forget_requests", s.forgetRequests)
	return s
}
