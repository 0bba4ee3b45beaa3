package catalog_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db/dbtest"
	"rialto/internal/money"
)

// age makes every change of a price that long ago. The history is written with
// the database's clock, and by nobody else.
func (d *desk) age(t *testing.T, by time.Duration) {
	t.Helper()
	_, err := dbtest.Owner(t, d.pool).Exec(t.Context(), `UPDATE catalog.price_changes SET changed_at = changed_at - $1::interval;
		`, by)
	check(t, err)
	_, err = dbtest.Owner(t, d.pool).Exec(t.Context(), `UPDATE catalog.products SET status_changed_at = status_changed_at - $1::interval`, by)
	check(t, err)
}

// reprice edits the price and what it is compared with, 0 for nothing.
func (d *desk) reprice(t *testing.T, id uuid.UUID, price, compareAt int64) {
	t.Helper()
	p := d.own(t, id)
	in := inputOf(p)
	in.Variants[0].Price, in.Variants[0].CompareAt = eur(price), nil
	if compareAt > 0 {
		was := eur(compareAt)
		in.Variants[0].CompareAt = &was
	}
	_, err := d.editor.Edit(t.Context(), d.by, id, p.Version, in)
	check(t, err)
}

func TestLowestPriceBeforeAReduction(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	lowest := func(t *testing.T, d *desk, id uuid.UUID) *money.Amount {
		t.Helper()
		return d.product(t, id).LowestBefore()
	}
	want := func(t *testing.T, d *desk, id uuid.UUID, minor int64) {
		t.Helper()
		got := lowest(t, d, id)
		if got == nil || *got != eur(minor) {
			t.Errorf("got %v, want %v", got, eur(minor))
		}
	}
	t.Run("is nothing while no reduction is announced", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 800, 0)
		wantEqual(t, "lowest", lowest(t, d, id) == nil, true)
	})
	t.Run("is the price of before", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 800, 1200)
		want(t, d, id, 1000)
	})
	t.Run("is a lower one of the 30 days before", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 700, 0)
		d.age(t, 10*day)
		d.reprice(t, id, 1000, 0) // 700 for ten days
		d.age(t, 10*day)
		d.reprice(t, id, 800, 1000)
		want(t, d, id, 700)
	})
	t.Run("is not one of longer ago", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 700, 0)
		d.age(t, day)
		d.reprice(t, id, 1000, 0) // 700 for a day
		d.age(t, 31*day)
		d.reprice(t, id, 800, 1000)
		want(t, d, id, 1000)
	})
	t.Run("stays that of the day of the reduction", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 800, 1000)
		d.age(t, 90*day)
		want(t, d, id, 1000)
	})
	t.Run("is the present price when only the comparison is new", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		d.reprice(t, id, 1000, 1500)
		want(t, d, id, 1000)
	})
	t.Run("does not know what a draft was to cost", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		p := d.create(t, catalog.ProductInput{Name: "Lamp", Status: catalog.StatusDraft, Variants: []catalog.PutVariant{{Price: eur(1)}}})
		d.reprice(t, p.ID, 2, 0)
		in := inputOf(d.own(t, p.ID))
		was := eur(1000)
		in.Status, in.Variants[0].Price, in.Variants[0].CompareAt = catalog.StatusActive, eur(900), &was
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, 2, in)
		check(t, err)
		want(t, d, p.ID, 900)
		history, err := d.PriceHistory(t.Context(), d.store, p.ID)
		check(t, err)
		wantEqual(t, "changes", len(history), 0)
	})
	t.Run("knows what was asked for until it became a draft", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		id := d.goods(t, "Lamp")[0]
		in := inputOf(d.own(t, id))
		in.Status, in.Variants[0].Price = catalog.StatusDraft, eur(2000)
		_, err := d.editor.Edit(t.Context(), d.by, id, 1, in)
		check(t, err)
		d.age(t, day)
		in.Status = catalog.StatusActive
		was := eur(3000)
		in.Variants[0].CompareAt = &was
		_, err = d.editor.Edit(t.Context(), d.by, id, 2, in)
		check(t, err)
		want(t, d, id, 1000)
	})
	t.Run("is written for imports and bulk edits, too", func(t *testing.T) {
		t.Parallel()
		d := openDesk(t)
		in := d.simple("Lamp")
		id := d.put(t, in).ProductID
		in.Variants[0].Price = eur(900)
		d.put(t, in)
		d.age(t, day)
		b := d.preview(t, []uuid.UUID{id}, catalog.BulkChange{
			Price:     &catalog.BulkPrice{Mode: catalog.PriceSet, Value: 950},
			CompareAt: &catalog.BulkCompareAt{Mode: catalog.CompareSet, Value: 1000},
		})
		d.apply(t, b.ID)
		want(t, d, id, 900)
		history, err := d.PriceHistory(t.Context(), d.store, id)
		check(t, err)
		wantEqual(t, "history", []any{len(history), history[0].Price, history[1].Price}, []any{2, eur(900), eur(1000)})
	})
}
