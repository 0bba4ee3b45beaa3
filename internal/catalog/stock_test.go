package catalog_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
)

func TestTakeTx(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, mug := s.sold(t, "Lamp", 5), s.sold(t, "Mug", 1)

	t.Run("takes all", func(t *testing.T) {
		check(t, s.take(t.Context(), catalog.Quantity{VariantID: mug, N: 1}, catalog.Quantity{VariantID: lamp, N: 2}))
		s.wantStock(t, lamp, 3, 5)
		s.wantStock(t, mug, 0, 1)
	})
	t.Run("or nothing", func(t *testing.T) {
		err := s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}, catalog.Quantity{VariantID: mug, N: 1})
		wantErr(t, err, catalog.ErrOutOfStock)
		s.wantStock(t, lamp, 3, 5)
		s.wantStock(t, mug, 0, 1)
	})
	t.Run("and refuses a variant that has no stock row", func(t *testing.T) {
		err := s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}, catalog.Quantity{VariantID: uuid.New(), N: 1})
		if err == nil || errors.Is(err, catalog.ErrOutOfStock) {
			t.Errorf("got %v", err)
		}
		s.wantStock(t, lamp, 3, 5)
	})
	t.Run("gives back", func(t *testing.T) {
		check(t, s.giveBack(t.Context(), catalog.Quantity{VariantID: lamp, N: 2}, catalog.Quantity{VariantID: mug, N: 1}))
		s.wantStock(t, lamp, 5, 5)
		s.wantStock(t, mug, 1, 1)
	})
}

func TestHundredBuyersOfTenPieces(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 10)
	var sold atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			switch err := s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}); {
			case err == nil:
				sold.Add(1)
			case !errors.Is(err, catalog.ErrOutOfStock):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "sold", sold.Load(), 10)
	s.wantStock(t, lamp, 0, 10)
}

// Buyers who name the same products in other orders, people who give back and
// a merchant who edits never wait for each other in a circle.
func TestNobodyDeadlocks(t *testing.T) {
	t.Parallel()
	s := setup(t)
	in := s.sizes("Shirt", "S", "M", "L")
	for i := range in.Variants {
		in.Variants[i].Quantity = 1_000_000
	}
	v := ids(s.product(t, s.put(t, in).ProductID))
	turned := in
	turned.Variants = []catalog.PutVariant{in.Variants[2], in.Variants[1], in.Variants[0]}
	one := func(i int) catalog.Quantity { return catalog.Quantity{VariantID: v[i], N: 1} }

	var deadlocks int
	const count = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
	var wg sync.WaitGroup
	repeat := func(do func() error) {
		wg.Go(func() {
			for range 30 {
				if err := do(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		repeat(func() error { return s.take(t.Context(), one(0), one(1), one(2)) })
		repeat(func() error { return s.take(t.Context(), one(2), one(1), one(0)) })
		repeat(func() error { return s.giveBack(t.Context(), one(1), one(2), one(0)) })
		repeat(func() error { _, err := s.Put(t.Context(), in); return err })
		repeat(func() error { _, err := s.Put(t.Context(), turned); return err })
	}
	wg.Wait()
	check(t, s.pool.QueryRow(t.Context(), "SELECT pg_stat_force_next_flush()::text").Scan(new(string)))
	check(t, s.pool.QueryRow(t.Context(), count).Scan(&deadlocks))
	wantEqual(t, "deadlocks", deadlocks, 0)
}
