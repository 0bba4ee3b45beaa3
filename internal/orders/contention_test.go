package orders_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/errs"
)

// race places an order of every cart at once and returns how many were placed.
// The others must be told what is short.
func (m *market) race(t *testing.T, carts []uuid.UUID) (placed int) {
	t.Helper()
	results := make([]error, len(carts))
	var wg sync.WaitGroup
	for i, c := range carts {
		wg.Go(func() { _, results[i] = m.Place(t.Context(), input(c)) })
	}
	wg.Wait()
	for _, err := range results {
		if err == nil {
			placed++
			continue
		}
		if e, ok := errs.As(err); !ok || !errors.Is(err, catalog.ErrOutOfStock) || len(e.Fields) == 0 {
			t.Errorf("got error %v, want out_of_stock with the items", err)
		}
	}
	return placed
}

func TestHundredBuyersOfTenPieces(t *testing.T) {
	t.Parallel()
	m := setup(t)
	for round := range 20 {
		lamp := m.sell(t, fmt.Sprint("Lamp ", round), 1000, 10)
		carts := make([]uuid.UUID, 100)
		var wg sync.WaitGroup
		for i := range carts {
			wg.Go(func() { carts[i] = m.fill(t, lamp) })
		}
		wg.Wait()
		if n := m.race(t, carts); n != 10 {
			t.Errorf("round %d: %d orders of 10 pieces", round, n)
		}
		m.wantStock(t, lamp, 0)
	}
	wantEqual(t, "pieces in orders", m.count(t, "orders.items"), 200)
	m.wantHealthy(t)
}

// Carts that name the same products in other orders take each other's stock
// but never wait for each other in a circle.
func TestCartsInOppositeOrder(t *testing.T) {
	t.Parallel()
	m := setup(t)
	goods := []uuid.UUID{m.sell(t, "Lamp", 1000, 25), m.sell(t, "Mug", 200, 20), m.sell(t, "Shirt", 300, 30)}
	turned := slices.Clone(goods)
	slices.Reverse(turned)
	var carts []uuid.UUID
	for range 20 {
		carts = append(carts, m.fill(t, goods...), m.fill(t, turned...))
	}
	wantEqual(t, "orders", m.race(t, carts), 20)
	m.wantStock(t, goods[0], 5)
	m.wantStock(t, goods[1], 0)
	m.wantStock(t, goods[2], 10)
	var deadlocks int
	check(t, m.pool.QueryRow(t.Context(), "SELECT pg_stat_force_next_flush()::text").Scan(new(string)))
	check(t, m.pool.QueryRow(t.Context(), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&deadlocks))
	wantEqual(t, "deadlocks", deadlocks, 0)
	m.wantHealthy(t)
}
