package catalog_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/paging"
)

func ptr(n int) *int { return &n }

func words(list ...any) string { return strings.TrimSpace(fmt.Sprintln(list...)) }

func (s *shop) adjustment(variant uuid.UUID, key string) catalog.AdjustInput {
	return catalog.AdjustInput{StoreID: s.store, VariantID: variant, Actor: uuid.New(), Key: key}
}

func TestAdjust(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)

	t.Run("adds and takes away", func(t *testing.T) {
		in := s.adjustment(lamp, "adds")
		in.Delta, in.Reason, in.Note = ptr(-2), catalog.ReasonLoss, "broken"
		m, replayed, err := s.Adjust(t.Context(), in)
		check(t, err)
		wantEqual(t, "movement", words(m.Number, m.Delta, m.After, m.Reason, m.Note, *m.Actor == in.Actor, replayed), "2 -2 3 loss broken true false")
		s.wantStock(t, lamp, 3, 3)
	})
	t.Run("counts, also what is right", func(t *testing.T) {
		in := s.adjustment(lamp, "counts")
		in.Count = ptr(3)
		m, _, err := s.Adjust(t.Context(), in)
		check(t, err)
		wantEqual(t, "movement", words(m.Delta, m.After, m.Reason), "0 3 count")
	})
	t.Run("does nothing for a repeat, even after a sale", func(t *testing.T) {
		in := s.adjustment(lamp, "repeat")
		in.Count = ptr(9)
		first, _, err := s.Adjust(t.Context(), in)
		check(t, err)
		check(t, s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}))
		again, replayed, err := s.Adjust(t.Context(), in)
		check(t, err)
		wantEqual(t, "the answer", fmt.Sprint(again.Number, again.After, replayed), fmt.Sprint(first.Number, first.After, true))
		s.wantStock(t, lamp, 8, 9)
	})
	t.Run("refuses another change with the same key", func(t *testing.T) {
		in := s.adjustment(lamp, "repeat")
		in.Count = ptr(10)
		_, _, err := s.Adjust(t.Context(), in)
		wantErr(t, err, catalog.ErrRequestReused)
	})
	t.Run("refuses to go below zero", func(t *testing.T) {
		in := s.adjustment(lamp, "below")
		in.Delta = ptr(-9)
		_, _, err := s.Adjust(t.Context(), in)
		wantErr(t, err, catalog.ErrStockBelowZero)
		s.wantStock(t, lamp, 8, 9)
	})
	t.Run("refuses what makes no sense", func(t *testing.T) {
		for _, in := range []catalog.AdjustInput{{}, {Delta: ptr(1), Count: ptr(1)}, {Delta: ptr(0)}, {Delta: ptr(1), Reason: catalog.ReasonCount}} {
			in.StoreID, in.VariantID, in.Key = s.store, lamp, uuid.NewString()
			_, _, err := s.Adjust(t.Context(), in)
			wantErr(t, err, catalog.ErrAdjustmentInvalid)
		}
	})
	t.Run("knows no variant of another store, and none that is gone", func(t *testing.T) {
		for _, change := range []func(*catalog.AdjustInput){
			func(in *catalog.AdjustInput) { in.StoreID = s.newStore(t, "other-"+uuid.NewString()) },
			func(in *catalog.AdjustInput) { in.VariantID = uuid.New() },
		} {
			for _, in := range []catalog.AdjustInput{{Delta: ptr(1)}, {Count: ptr(1)}} {
				in.StoreID, in.VariantID, in.Key = s.store, lamp, "foreign-"+uuid.NewString()
				change(&in)
				_, _, err := s.Adjust(t.Context(), in)
				wantErr(t, err, catalog.ErrVariantNotFound)
			}
		}
	})
	t.Run("is in the audit log", func(t *testing.T) {
		var n int
		check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM audit.entries WHERE action = 'stock.adjusted' AND store_id = $1 AND target_id = $2", s.store, lamp.String()).Scan(&n))
		wantEqual(t, "entries", n, 3)
	})
	s.wantWhole(t)
}

// The same request many times at once moves once, and everybody gets that
// movement.
func TestOneAdjustmentAtOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)
	in := s.adjustment(lamp, "once")
	in.Delta = ptr(7)
	var wg sync.WaitGroup
	var first atomic.Int32
	for range 20 {
		wg.Go(func() {
			m, replayed, err := s.Adjust(t.Context(), in)
			if err != nil || m.After != 12 {
				t.Errorf("%+v: %v", m, err)
			}
			if !replayed {
				first.Add(1)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "carried out", first.Load(), 1)
	s.wantStock(t, lamp, 12, 12)
}

func TestCount(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, mug, pot := s.sold(t, "Lamp", 5), s.sold(t, "Mug", 1), s.sold(t, "Pot", 3)
	in := catalog.CountInput{StoreID: s.store, Actor: uuid.New(), Key: "count", Counts: []catalog.Quantity{
		{VariantID: pot, N: 3}, {VariantID: lamp, N: 4}, {VariantID: mug, N: 0},
	}}
	moved, _, err := s.Count(t.Context(), in)
	check(t, err)
	got := map[uuid.UUID]string{}
	for _, m := range moved {
		got[m.VariantID] = fmt.Sprint(m.Delta, m.After)
	}
	wantEqual(t, "movements", got, map[uuid.UUID]string{lamp: "-1 4", mug: "-1 0", pot: "0 3"})
	_, replayed, err := s.Count(t.Context(), in)
	check(t, err)
	wantEqual(t, "replayed", replayed, true)

	in.Key, in.Counts = "foreign", []catalog.Quantity{{VariantID: lamp, N: 9}, {VariantID: uuid.New(), N: 9}}
	_, _, err = s.Count(t.Context(), in)
	wantErr(t, err, catalog.ErrVariantNotFound)
	in.Key, in.Counts = "twice", []catalog.Quantity{{VariantID: lamp, N: 9}, {VariantID: lamp, N: 8}}
	_, _, err = s.Count(t.Context(), in)
	wantErr(t, err, catalog.ErrAdjustmentInvalid)
	s.wantStock(t, lamp, 4, 4)
	s.wantWhole(t)
}

func TestMovements(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)
	for range 4 {
		check(t, s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}))
	}
	for _, limit := range []int{1, 2, 5, 100} {
		var numbers []int
		for cursor := ""; ; {
			page, next, err := s.Movements(t.Context(), s.store, lamp, cursor, limit)
			check(t, err)
			for _, m := range page {
				numbers = append(numbers, m.Number)
			}
			if cursor = next; next == "" {
				break
			}
		}
		wantEqual(t, fmt.Sprint("in pages of ", limit), numbers, []int{5, 4, 3, 2, 1})
	}
	_, _, err := s.Movements(t.Context(), s.newStore(t, "other"), lamp, "", 10)
	wantErr(t, err, catalog.ErrVariantNotFound)
	_, _, err = s.Movements(t.Context(), s.store, lamp, paging.Encode(map[string]any{"x": 1}), 10)
	wantErr(t, err, paging.ErrBadCursor)
}

func (s *shop) shortages(t *testing.T, f catalog.InventoryFilter, levels ...catalog.Level) (names []string) {
	t.Helper()
	f.StoreID, f.Limit = s.store, 2
	for {
		page, next, err := s.Shortages(t.Context(), f, levels...)
		check(t, err)
		for _, st := range page {
			names = append(names, fmt.Sprintf("%s %s", st.ProductName, st.Level()))
		}
		if f.Cursor = next; next == "" {
			return names
		}
	}
}

func TestShortages(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug, lamp := s.sold(t, "Mug", 5), s.sold(t, "Lamp", 5)
	s.sold(t, "Pot", 2)
	in := s.simple("Old")
	in.Status, in.Variants[0].Quantity = catalog.StatusArchived, 0
	s.put(t, in)
	check(t, s.take(t.Context(), catalog.Quantity{VariantID: mug, N: 5}))
	check(t, s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 2}))

	wantEqual(t, "all", s.shortages(t, catalog.InventoryFilter{}, catalog.LevelLow, catalog.LevelOut), []string{"Lamp low", "Mug out", "Pot low"})
	wantEqual(t, "out", s.shortages(t, catalog.InventoryFilter{}, catalog.LevelOut), []string{"Mug out"})
	wantEqual(t, "by name", s.shortages(t, catalog.InventoryFilter{Words: "AM"}, catalog.LevelLow), []string{"Lamp low"})
	low, out, err := s.CountShortages(t.Context(), s.store)
	check(t, err)
	wantEqual(t, "counts", []int{low, out}, []int{2, 1})
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	s := setup(t)
	actor := uuid.New()
	lamp, mug := s.sold(t, "Lamp", 5), s.sold(t, "Mug", 5)
	own, err := s.SetVariantLowAt(t.Context(), s.store, actor, mug, ptr(2))
	check(t, err)
	wantEqual(t, "own", words(own.LowAt, own.LowAtIsOwn, own.Level()), "2 true ok")
	settings, err := s.SetLowAt(t.Context(), s.store, actor, 7, 0)
	check(t, err)
	wantEqual(t, "settings", settings, catalog.StockSettings{LowAt: 7, Version: 1})
	wantEqual(t, "alerts", s.alert(t, lamp)+", "+s.alert(t, mug), "low, none")
	wantEqual(t, "of a new variant", s.alert(t, s.sold(t, "Pot", 7)), "low")
	_, err = s.SetLowAt(t.Context(), s.store, actor, 9, 0)
	wantErr(t, err, catalog.ErrSettingsChanged)
	_, err = s.SetVariantLowAt(t.Context(), s.store, actor, mug, nil)
	check(t, err)
	wantEqual(t, "the store's again", s.alert(t, mug), "low")
	settings, err = s.SetLowAt(t.Context(), s.store, actor, 0, 1)
	check(t, err)
	wantEqual(t, "settings", settings, catalog.StockSettings{LowAt: 0, Version: 2})
	wantEqual(t, "alerts", s.alert(t, lamp)+", "+s.alert(t, mug), "none, none")
	_, err = s.SetVariantLowAt(t.Context(), s.newStore(t, "other"), actor, mug, ptr(1))
	wantErr(t, err, catalog.ErrVariantNotFound)
}

// Twenty buyers take a variant below its number and out of stock, while the
// chore runs in between: each is told once.
func TestEachCrossingIsToldOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 20)
	var mu sync.Mutex
	var told []string
	hear := func(what string, variants []uuid.UUID) error {
		mu.Lock()
		defer mu.Unlock()
		for _, v := range variants {
			told = append(told, fmt.Sprint(what, " ", v == lamp))
		}
		return nil
	}
	events.Subscribe(s.bus, "test.low", func(_ context.Context, _ db.Tx, ev catalog.StockLow) error { return hear("low", ev.VariantIDs) })
	events.Subscribe(s.bus, "test.out", func(_ context.Context, _ db.Tx, ev catalog.StockOut) error { return hear("out", ev.VariantIDs) })
	events.Subscribe(s.bus, "test.back", func(_ context.Context, _ db.Tx, ev catalog.StockBack) error { return hear("back", ev.VariantIDs) })
	tell := func(want ...string) {
		t.Helper()
		check(t, s.TellLevels(t.Context()))
		check(t, s.bus.Drain(t.Context()))
		wantEqual(t, "told", told, want)
		told = nil
	}
	crowd := func(n int) {
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {
				if err := s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}); err != nil {
					t.Error(err)
				}
				if err := s.TellLevels(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	crowd(18)
	tell("low true")
	tell()
	crowd(2)
	tell("out true")
	check(t, s.giveBack(t.Context(), catalog.Quantity{VariantID: lamp, N: 10}))
	tell("back true")
	crowd(8)
	tell("low true") // it was above in between
	check(t, s.giveBack(t.Context(), catalog.Quantity{VariantID: lamp, N: 5}))
	tell()
}
