package catalog

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/events"
)

const (
	tellEvery = 5 * time.Second
	tellBatch = 1000
)

// TellLevels publishes what a trigger has noted since the last time: variants
// that became low or ran out, each once until it was above again, and those that
// came back. What is not on sale is passed over. It is a chore, so that no sale
// waits for it.
func (s *Service) TellLevels(ctx context.Context) error {
	for n := tellBatch; n == tellBatch; {
		err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
			n, err = s.tellLevelsTx(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("tell levels of stock: %w", err)
		}
	}
	return nil
}

func (s *Service) tellLevelsTx(ctx context.Context, tx db.Tx) (told int, err error) {
	rows, err := s.q.UntoldLevels(ctx, tx, tellBatch)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	low, out, back := map[uuid.UUID][]uuid.UUID{}, map[uuid.UUID][]uuid.UUID{}, map[uuid.UUID][]uuid.UUID{}
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.VariantID
		if !r.OnSale {
			continue
		}
		switch Level(deref(r.Untold)) {
		case LevelLow:
			low[r.StoreID] = append(low[r.StoreID], r.VariantID)
		case LevelOut:
			out[r.StoreID] = append(out[r.StoreID], r.VariantID)
		}
		if r.ReturnedAt != nil {
			back[r.StoreID] = append(back[r.StoreID], r.VariantID)
		}
	}
	if err := s.q.LevelsTold(ctx, tx, ids); err != nil {
		return 0, err
	}
	publish := func(byStore map[uuid.UUID][]uuid.UUID, event func(store uuid.UUID, variants []uuid.UUID) events.Event) {
		for _, store := range slices.SortedFunc(maps.Keys(byStore), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
			if err == nil {
				err = s.bus.PublishTx(ctx, tx, event(store, byStore[store]))
			}
		}
	}
	publish(low, func(store uuid.UUID, variants []uuid.UUID) events.Event { return StockLow{store, variants} })
	publish(out, func(store uuid.UUID, variants []uuid.UUID) events.Event { return StockOut{store, variants} })
	publish(back, func(store uuid.UUID, variants []uuid.UUID) events.Event { return StockBack{store, variants} })
	return len(rows), err
}
