// Package live tells pages what changes while somebody looks at them.
//
//	producer ──> events.feed ──> relay ──> NOTIFY ──> listener ──> hub ──> subscription
//	  its transaction            one worker           every process that serves
//
// A notice says what to read again and nothing of what is there to read, so it
// may come late, twice, or for nothing: whoever gets one reads as always, and is
// asked as always whether they may. It holds ids and no personal data. That a
// notice is missed is known: whoever may have missed some is told All.
//
// NOTIFY takes a lock that all committing transactions with a NOTIFY share, so
// it is never sent in the transaction of an order, but by the relay, for a batch.
//
// Nothing is stored, and nothing is decided about access: a caller names the
// topics that somebody may follow.
package live

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
)

// Type says what a notice is about.
type Type string

// The types of notices. The id of each is beside it.
const (
	All    Type = "all"    // whatever is shown, for notices may have been missed; no id
	Order  Type = "order"  // the order
	Stock  Type = "stock"  // the store
	Store  Type = "store"  // the store: let in, suspended, on holiday, …
	Import Type = "import" // the import
	Jobs   Type = "jobs"   // no id
)

// Notice says that something is not as it was.
type Notice struct {
	Type Type       `json:"type"`
	ID   *uuid.UUID `json:"id,omitempty"`
}

// Topic is what one can follow.
type Topic string

// Market is the topic of those who run the marketplace.
const Market Topic = "market"

// OfOrder is the topic of an order's buyer.
func OfOrder(id uuid.UUID) Topic { return Topic("order:" + id.String()) }

// OfStore is the topic of everybody in a store's team.
func OfStore(id uuid.UUID) Topic { return Topic("store:" + id.String()) }

// OfManagers is the topic of a store's managers and owners, beside OfStore.
func OfManagers(id uuid.UUID) Topic { return Topic("managers:" + id.String()) }

// channel is what all processes on a database LISTEN to.
const channel = "rialto_live"

// Config is what differs from one marketplace to the next.
type Config struct {
	// MaxStreams is how many may follow at a time in this process.
	MaxStreams int
}

// Service knows who follows what in this process.
type Service struct {
	pool *db.Pool
	log  *slog.Logger
	now  func() time.Time
	hub
	samples []sample
}

// New returns a Service to which nobody can subscribe before Run.
func New(pool *db.Pool, cfg Config, log *slog.Logger, now func() time.Time) *Service {
	return &Service{pool: pool, log: log, now: now, hub: newHub(cfg.MaxStreams)}
}

// Tell tells whoever follows the topic, in all processes. It is for what is not
// worth an event, such as how far something is. It is not part of a transaction:
// call it after the commit.
func Tell(ctx context.Context, pool *db.Pool, to Topic, n Notice) error {
	text, err := encode([]told{{to, n}})
	if err != nil {
		return err
	}
	if _, err := pool.Exec(ctx, notify, text); err != nil {
		return fmt.Errorf("tell who follows: %w", err)
	}
	return nil
}
