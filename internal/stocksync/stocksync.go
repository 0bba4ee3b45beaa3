// Package stocksync takes over what other systems, such as an ERP, say of the
// stock: messages of type inventory.set, which come by the broker.
//
// A message says how many pieces there were at a time. What orders took since, or
// gave back, is counted in, so that a system that is behind does not sell twice what
// is gone. Each message has its effect once, as a whole or not at all, however often
// it comes; one that is older than what was said of a variant before does not change
// that variant.
package stocksync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/stocksync/internal/stocksyncdb"
	"rialto/internal/stores"
)

// Type is that of the messages.
const Type = "inventory.set"

// keepMessages is for how long a message that comes again is known. Brokers keep
// theirs for days.
const keepMessages = 30 * 24 * time.Hour

// Deps is what a Service works with.
type Deps struct {
	Pool    *db.Pool
	Bus     *events.Bus
	Catalog *catalog.Service
	Stores  *stores.Service
	Now     func() time.Time
}

// Service takes messages over.
type Service struct {
	Deps
	q *stocksyncdb.Queries
}

// New returns a Service and gives d.Bus its chore.
func New(d Deps) *Service {
	s := &Service{d, stocksyncdb.New()}
	d.Bus.Every(time.Hour, "stocksync.forget_old", s.forgetOld)
	return s
}

// Handle takes a message over. A second time it does nothing. An error that wraps
// broker.ErrPoison says what is wrong with the message, of which nothing was done
// then; any other may be gone the next time.
func (s *Service) Handle(ctx context.Context, m broker.Message) error {
	msg, err := s.parse(m.Body)
	if err != nil {
		return err
	}
	store, err := s.Stores.Any(ctx, msg.data.Store)
	if errors.Is(err, stores.ErrNotFound) {
		return poison("data.store: there is no store %q", msg.data.Store)
	}
	if err != nil {
		return err
	}
	return db.InTx(ctx, s.Pool, func(tx db.Tx) error { return s.applyTx(ctx, tx, store.ID, msg) })
}

func (s *Service) applyTx(ctx context.Context, tx db.Tx, store uuid.UUID, msg message) error {
	first, err := s.isFirstTx(ctx, tx, msg)
	if err != nil || !first {
		return err
	}
	counts, err := s.countsTx(ctx, tx, store, msg.data.Items)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(counts))
	for i, c := range counts {
		ids[i] = c.VariantID
	}
	fresh, err := s.q.Advance(ctx, tx, stocksyncdb.AdvanceParams{VariantIds: ids, TrueAt: msg.trueAt})
	if err != nil {
		return fmt.Errorf("advance levels: %w", err)
	}
	counts = slices.DeleteFunc(counts, func(c catalog.Quantity) bool { return !slices.Contains(fresh, c.VariantID) })
	why := catalog.Cause{Reason: catalog.ReasonCorrection, Note: fmt.Sprintf("%s %s, %s", Type, msg.ID, msg.Source)}
	if err := s.Catalog.CountAsOfTx(ctx, tx, counts, msg.trueAt, why); err != nil {
		return fmt.Errorf("take %s %s over: %w", Type, msg.ID, err)
	}
	return nil
}

// isFirstTx notes the message. Of two that come at once the second waits for the first.
func (s *Service) isFirstTx(ctx context.Context, tx db.Tx, msg message) (bool, error) {
	n, err := s.q.InsertMessage(ctx, tx, stocksyncdb.InsertMessageParams{
		Source: msg.Source, ID: msg.ID, Digest: msg.digest[:], ProcessedAt: s.Now(),
	})
	if err != nil {
		return false, fmt.Errorf("note message: %w", err)
	}
	if n == 1 {
		return true, nil
	}
	before, err := s.q.MessageDigest(ctx, tx, stocksyncdb.MessageDigestParams{Source: msg.Source, ID: msg.ID})
	switch {
	case err != nil:
		return false, fmt.Errorf("look message up: %w", err)
	case !bytes.Equal(before, msg.digest[:]):
		return false, poison("id: %q was another message before", msg.ID)
	}
	return false, nil
}

// countsTx finds the variants that a message means.
func (s *Service) countsTx(ctx context.Context, tx db.Tx, store uuid.UUID, items []item) ([]catalog.Quantity, error) {
	var ids []uuid.UUID
	var skus []string
	for _, it := range items {
		if it.VariantID != nil {
			ids = append(ids, *it.VariantID)
		} else {
			skus = append(skus, it.SKU)
		}
	}
	known, err := s.Catalog.VariantsTx(ctx, tx, store, ids, skus)
	if err != nil {
		return nil, err
	}
	taken := map[uuid.UUID]bool{}
	counts := make([]catalog.Quantity, len(items))
	for i, it := range items {
		var meant []uuid.UUID
		for _, v := range known {
			if it.VariantID != nil && v.ID == *it.VariantID || it.VariantID == nil && v.SKU == it.SKU {
				meant = append(meant, v.ID)
			}
		}
		switch {
		case len(meant) == 0:
			return nil, poison("data.items[%d]: the store has no variant %s", i, it)
		case len(meant) > 1:
			return nil, poison("data.items[%d]: %d variants of the store have the SKU %q; say which by variantId", i, len(meant), it.SKU)
		case taken[meant[0]]:
			return nil, poison("data.items[%d]: variant %s is there twice", i, it)
		}
		taken[meant[0]] = true
		counts[i] = catalog.Quantity{VariantID: meant[0], N: *it.Quantity}
	}
	return counts, nil
}

func (s *Service) forgetOld(ctx context.Context) error {
	if err := s.q.ForgetMessages(ctx, s.Pool, s.Now().Add(-keepMessages)); err != nil {
		return fmt.Errorf("forget messages: %w", err)
	}
	return nil
}

func poison(format string, args ...any) error {
	return fmt.Errorf("%w: %s", broker.ErrPoison, fmt.Sprintf(format, args...))
}
