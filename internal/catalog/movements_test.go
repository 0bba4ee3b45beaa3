package catalog_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// ledger writes a variant's movements as "1 opening +5=5, 2 sale -1=4".
func (s *shop) ledger(t *testing.T, variant uuid.UUID) string {
	t.Helper()
	var all string
	check(t, s.pool.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(format('%s %s %s=%s', number, reason, to_char(delta, 'FMSG999999990'), quantity_after), ', ' ORDER BY number), '')
		FROM catalog.stock_movements WHERE variant_id = $1`, variant).Scan(&all))
	return all
}

// wantWhole fails when a ledger does not add up to the stock.
func (s *shop) wantWhole(t *testing.T) {
	t.Helper()
	var broken int
	check(t, s.pool.QueryRow(t.Context(), `
		SELECT count(*) FROM catalog.inventory i
		CROSS JOIN LATERAL (SELECT sum(delta) AS quantity, count(*) AS n, max(number) AS last FROM catalog.stock_movements m WHERE m.variant_id = i.variant_id) m
		WHERE (quantity_available, movement_count, movement_count) IS DISTINCT FROM (m.quantity, m.n, m.last)`).Scan(&broken))
	wantEqual(t, "ledgers that do not add up", broken, 0)
}

func (s *shop) alert(t *testing.T, variant uuid.UUID) (found string) {
	t.Helper()
	check(t, s.pool.QueryRow(t.Context(), `
		SELECT coalesce((SELECT level || coalesce(' untold ' || untold, '') || CASE WHEN returned_at IS NULL THEN '' ELSE ' returned' END
			FROM catalog.stock_alerts WHERE variant_id = $1), 'none')`, variant).Scan(&found))
	return found
}

func (s *shop) adjust(ctx context.Context, why catalog.Cause, deltas ...catalog.Quantity) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.AdjustTx(ctx, tx, deltas, why) })
}

func (s *shop) count(ctx context.Context, why catalog.Cause, counts ...catalog.Quantity) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error { return s.CountTx(ctx, tx, counts, why) })
}

func TestEveryChangeOfStockIsAMovement(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)
	one := func(n int) catalog.Quantity { return catalog.Quantity{VariantID: lamp, N: n} }
	check(t, s.take(t.Context(), one(2)))
	check(t, s.giveBack(t.Context(), one(1)))
	wantErr(t, s.take(t.Context(), one(5)), catalog.ErrOutOfStock)
	check(t, s.adjust(t.Context(), catalog.Cause{Reason: catalog.ReasonReceived}, one(10)))
	check(t, s.adjust(t.Context(), catalog.Cause{Reason: catalog.ReasonLoss}, one(-3)))
	check(t, s.count(t.Context(), catalog.Cause{Reason: catalog.ReasonCount}, one(11)))
	check(t, s.count(t.Context(), catalog.Cause{Reason: catalog.ReasonImport}, one(11)))
	check(t, s.count(t.Context(), catalog.Cause{Reason: catalog.ReasonImport}, one(7)))
	in := s.simple("Lamp")
	in.Variants[0].Quantity = 8
	s.put(t, in)
	s.put(t, in)
	wantEqual(t, "ledger", s.ledger(t, lamp), "1 opening +5=5, 2 sale -2=3, 3 return +1=4, 4 received +10=14, 5 loss -3=11, "+
		"6 count +0=11, 7 import -4=7, 8 correction +1=8")
	s.wantStock(t, lamp, 8, 9) // one is sold
	s.wantWhole(t)
}

func TestMovementsTellWhoAndWhy(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, actor, order := s.sold(t, "Lamp", 5), uuid.New(), uuid.New()
	why := catalog.Cause{Reason: catalog.ReasonLoss, Actor: &actor, Note: "fell down"}
	check(t, s.adjust(t.Context(), why, catalog.Quantity{VariantID: lamp, N: -1}))
	check(t, db.InStoreTx(t.Context(), s.pool, s.store, func(tx db.Tx) error {
		return s.RestockTx(t.Context(), tx, order, &actor, []catalog.Quantity{{VariantID: lamp, N: 1}})
	}))
	var by, of uuid.UUID
	var note string
	const q = "SELECT actor_id, note, (SELECT order_id FROM catalog.stock_movements WHERE variant_id = $1 AND number = 3) FROM catalog.stock_movements WHERE variant_id = $1 AND number = 2"
	check(t, s.pool.QueryRow(t.Context(), q, lamp).Scan(&by, &note, &of))
	wantEqual(t, "movement", []any{by, note, of}, []any{actor, "fell down", order})
}

func TestAdjustTx(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, mug := s.sold(t, "Lamp", 5), s.sold(t, "Mug", 1)
	why := catalog.Cause{Reason: catalog.ReasonCorrection}

	t.Run("takes nothing below zero, and then nothing at all", func(t *testing.T) {
		err := s.adjust(t.Context(), why, catalog.Quantity{VariantID: lamp, N: -1}, catalog.Quantity{VariantID: mug, N: -2})
		wantErr(t, err, catalog.ErrStockBelowZero)
		s.wantStock(t, lamp, 5, 5)
	})
	t.Run("refuses a variant that is not there", func(t *testing.T) {
		wantErr(t, s.adjust(t.Context(), why, catalog.Quantity{VariantID: uuid.New(), N: 1}), catalog.ErrVariantNotFound)
	})
	t.Run("and one of another store", func(t *testing.T) {
		other := s.newStore(t, "other")
		for name, do := range map[string]func(context.Context, db.Tx, []catalog.Quantity, catalog.Cause) error{"adjust": s.AdjustTx, "count": s.CountTx} {
			err := db.InStoreTx(t.Context(), s.pool, other, func(tx db.Tx) error {
				return do(t.Context(), tx, []catalog.Quantity{{VariantID: lamp, N: 1}}, why)
			})
			if err == nil {
				t.Errorf("%s: it was changed", name)
			}
		}
		s.wantStock(t, lamp, 5, 5)
	})
}

// Whoever changes stock past the program, such as the version before the ledger
// that still serves, leaves a movement all the same.
func TestStockThatChangesPastTheProgramIsRecorded(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)
	for _, sql := range []string{
		"UPDATE catalog.inventory SET quantity_available = 2 WHERE variant_id = $1",
		"UPDATE catalog.inventory SET quantity_received = 2, quantity_available = 2 WHERE variant_id = $1",
		`INSERT INTO catalog.inventory AS i (variant_id, quantity_available, quantity_received) VALUES ($1, 9, 9)
			ON CONFLICT (variant_id) DO UPDATE SET quantity_available = excluded.quantity_available`,
	} {
		_, err := s.pool.Exec(t.Context(), sql, lamp)
		check(t, err)
	}
	check(t, s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}))
	wantEqual(t, "ledger", s.ledger(t, lamp), "1 opening +5=5, 2 unexplained -3=2, 3 unexplained +7=9, 4 sale -1=8")
	s.wantWhole(t)
}

func TestMovementsStay(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.sold(t, "Lamp", 5)
	for _, sql := range []string{
		"UPDATE catalog.stock_movements SET delta = 1", "DELETE FROM catalog.stock_movements", "TRUNCATE catalog.stock_movements",
	} {
		if _, err := dbtest.Owner(t, s.pool).Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "what happened stays") {
			t.Errorf("%s: %v", sql, err)
		}
		if _, err := s.pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("the program may %s", sql)
		}
	}
}

// Buyers, returns, adjustments and counts at once: the numbers have no gap, and
// every ledger adds up.
func TestLedgerOfACrowd(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, mug := s.sold(t, "Lamp", 200), s.sold(t, "Mug", 200)
	both := func(n int) []catalog.Quantity {
		return []catalog.Quantity{{VariantID: mug, N: n}, {VariantID: lamp, N: n}}
	}
	var wg sync.WaitGroup
	repeat := func(do func() error) {
		wg.Go(func() {
			for range 20 {
				if err := do(); err != nil && !errors.Is(err, catalog.ErrOutOfStock) && !errors.Is(err, catalog.ErrStockBelowZero) {
					t.Error(err)
				}
			}
		})
	}
	for range 3 {
		repeat(func() error { return s.take(t.Context(), both(2)...) })
		repeat(func() error { return s.giveBack(t.Context(), both(1)...) })
		repeat(func() error {
			return s.adjust(t.Context(), catalog.Cause{Reason: catalog.ReasonLoss}, both(-3)...)
		})
		repeat(func() error {
			return s.count(t.Context(), catalog.Cause{Reason: catalog.ReasonCount}, both(50)...)
		})
	}
	wg.Wait()
	s.wantWhole(t)
}

func TestLevels(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 5)
	one := func(n int) catalog.Quantity { return catalog.Quantity{VariantID: lamp, N: n} }
	step := func(err error, want string) {
		t.Helper()
		check(t, err)
		wantEqual(t, "alert", s.alert(t, lamp), want)
	}
	ctx, more := t.Context(), catalog.Cause{Reason: catalog.ReasonReceived}
	step(nil, "none")
	step(s.take(ctx, one(1)), "none")
	step(s.take(ctx, one(1)), "low untold low") // three are left, and three is low
	step(s.take(ctx, one(1)), "low untold low")
	step(s.giveBack(ctx, one(2)), "none") // before anybody was told
	step(s.take(ctx, one(4)), "out untold out")
	step(s.adjust(ctx, more, one(1)), "low returned")
	step(s.take(ctx, one(1)), "out untold out")
	step(s.adjust(ctx, more, one(2)), "low returned")
	step(s.adjust(ctx, more, one(9)), "ok returned")
	_, err := s.pool.Exec(ctx, "UPDATE catalog.inventory SET low_at = 20")
	step(err, "low returned") // who sets it sees it
	wantEqual(t, "new and empty", s.alert(t, s.sold(t, "Mug", 0)), "out")
	wantEqual(t, "new and low", s.alert(t, s.sold(t, "Pot", 2)), "low")
}

func TestManyBuyersCrossOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp := s.sold(t, "Lamp", 20)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if err := s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "at four", s.alert(t, lamp), "none")
	check(t, s.take(t.Context(), catalog.Quantity{VariantID: lamp, N: 1}))
	wantEqual(t, "at three", s.alert(t, lamp), "low untold low")
	s.wantWhole(t)
}
