// Package stockwatch tells people of stock: a store's owners and managers when
// something runs low or out, and buyers when what they wished for is back. It
// changes no stock; what happens to it is told by events of the catalog.
//
// A buyer's wish is for one mail:
//
//	            ┌─ a guest ─> unconfirmed ── the mailed link ──┐
//	wished ─────┤                  └── 2 days ──> forgotten    v
//	            └─ an account ───────────────────────────> waiting ── stock.back ──> due ──> told
//	                                                          ^                       │
//	                                                          └── gone again ─────────┘
//
// Nothing is reserved: all who wait are told at once, those who wished first
// first. Who unsubscribed is not written to, until they wish for something again.
package stockwatch

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rialto/internal/auth"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/limits"
	"rialto/internal/notify"
	"rialto/internal/stockwatch/internal/stockwatchdb"
	"rialto/internal/stores"
)

// Errors a caller may see.
var (
	ErrEmailNeeded = errs.New(errs.Invalid, "wish_email_needed", "Say where to write to.").
			With(errs.Field{Path: "email", Code: "required", Message: "Give an e-mail address, or sign in."})
	ErrInStock  = errs.New(errs.Conflict, "wish_in_stock", "It is in stock: you can buy it now.")
	ErrLinkOver = errs.New(errs.Invalid, "wish_link_over", "This link is no longer good.")
)

const (
	keepUnconfirmed = 48 * time.Hour
	keepTold        = 30 * 24 * time.Hour
	keepWaiting     = 365 * 24 * time.Hour

	tellEvery = 5 * time.Second
	tellBatch = 200
)

// Deps is what a Service works with.
type Deps struct {
	Pool    *db.Pool
	Bus     *events.Bus
	Catalog *catalog.Service
	Stores  *stores.Service
	Auth    *auth.Service
	Notify  *notify.Service
	Guard   *limits.Guard
	Log     *slog.Logger
	Now     func() time.Time
}

// Service tells people of stock.
type Service struct {
	Deps
	q      *stockwatchdb.Queries
	links  links
	alerts *events.Errand[alert]
}

// New returns a Service whose links are signed with the first of the keys; all
// of them are accepted. It gives d.Bus its consumers and its chores.
func New(d Deps, keys *keyring.Ring) *Service {
	s := &Service{Deps: d, q: stockwatchdb.New(), links: links{keys}}
	s.alerts = events.NewErrand(d.Bus, "stockwatch.mail_alert", s.mailAlert, events.Bulk)
	events.Subscribe(d.Bus, "stockwatch.low", func(ctx context.Context, tx db.Tx, ev catalog.StockLow) error {
		return s.alerts.QueueTx(ctx, tx, alert{ID: db.NewID(), StoreID: ev.StoreID, VariantIDs: ev.VariantIDs})
	}, events.Bulk)
	events.Subscribe(d.Bus, "stockwatch.out", func(ctx context.Context, tx db.Tx, ev catalog.StockOut) error {
		return s.alerts.QueueTx(ctx, tx, alert{ID: db.NewID(), StoreID: ev.StoreID, VariantIDs: ev.VariantIDs, Out: true})
	}, events.Bulk)
	events.Subscribe(d.Bus, "stockwatch.back", func(ctx context.Context, tx db.Tx, ev catalog.StockBack) error {
		_, err := s.q.WishesDue(ctx, tx, stockwatchdb.WishesDueParams{VariantIds: ev.VariantIDs, Now: s.Now()})
		return err
	}, events.Bulk)
	d.Bus.Every(tellEvery, "stockwatch.tell_wishers", s.TellWishers)
	d.Bus.Every(time.Hour, "stockwatch.forget_wishes", s.forget)
	return s
}

// forget deletes wishes that nobody confirmed, that are fulfilled, or that
// nobody remembers any more.
func (s *Service) forget(ctx context.Context) error {
	now := s.Now()
	_, err := s.q.ForgetWishes(ctx, s.Pool, stockwatchdb.ForgetWishesParams{
		Oldest: now.Add(-keepWaiting), ToldBefore: now.Add(-keepTold), UnconfirmedBefore: now.Add(-keepUnconfirmed),
	})
	if err != nil {
		return fmt.Errorf("forget wishes: %w", err)
	}
	return nil
}
