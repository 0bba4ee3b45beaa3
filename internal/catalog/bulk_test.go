package catalog_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
)

// goods makes products of one variant, at 10 EUR and with five pieces each.
func (d *desk) goods(t *testing.T, names ...string) []uuid.UUID {
	t.Helper()
	var all []uuid.UUID
	for _, name := range names {
		p := d.create(t, catalog.ProductInput{Name: name, Status: catalog.StatusActive, Variants: []catalog.PutVariant{{Price: eur(1000), Quantity: 5}}})
		all = append(all, p.ID)
	}
	slices.SortFunc(all, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return all
}

func (d *desk) preview(t *testing.T, ids []uuid.UUID, change catalog.BulkChange) catalog.BulkEdit {
	t.Helper()
	b, err := d.editor.PreviewBulk(t.Context(), d.by, catalog.BulkSelection{IDs: ids}, change)
	check(t, err)
	return b
}

func (d *desk) apply(t *testing.T, id uuid.UUID) catalog.BulkEdit {
	t.Helper()
	b, err := d.editor.ApplyBulk(t.Context(), d.by, id)
	check(t, err)
	return b
}

func (d *desk) undo(t *testing.T, id uuid.UUID) catalog.BulkEdit {
	t.Helper()
	b, err := d.editor.UndoBulk(t.Context(), d.by, id)
	check(t, err)
	return b
}

func (d *desk) rows(t *testing.T, id uuid.UUID, problems bool) (all []catalog.BulkRow) {
	t.Helper()
	for cursor := ""; ; {
		page, next, err := d.editor.BulkRows(t.Context(), d.store, id, problems, cursor, 3)
		check(t, err)
		all = append(all, page...)
		if cursor = next; cursor == "" {
			return all
		}
	}
}

func (d *desk) own(t *testing.T, id uuid.UUID) catalog.Product {
	t.Helper()
	p, err := d.StoreProduct(t.Context(), d.store, id)
	check(t, err)
	return p
}

func TestBulkEdit(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ids := d.goods(t, "Lamp", "Mug", "Vase")
	was := d.own(t, ids[0])
	b := d.preview(t, ids, catalog.BulkChange{
		Price:     &catalog.BulkPrice{Mode: catalog.PriceDecreasePercent, Value: 20_00, Rounding: catalog.RoundEnds99},
		CompareAt: &catalog.BulkCompareAt{Mode: catalog.ComparePrevious},
		Stock:     &catalog.BulkStock{Mode: catalog.StockAdd, Quantity: 10},
		AddTags:   []string{"sale"},
		Status:    catalog.StatusDraft,
	})

	t.Run("is shown row by row before anything is changed", func(t *testing.T) {
		wantEqual(t, "preview", []any{b.Status, b.Products, b.Changes, b.Refused, b.Applied}, []any{catalog.BulkPreviewed, 3, 15, 0, 0})
		rows := d.rows(t, b.ID, false)
		wantEqual(t, "rows", len(rows), 15)
		price := rows[slices.IndexFunc(rows, func(r catalog.BulkRow) bool { return r.Field == catalog.FieldPrice })]
		wantEqual(t, "price", []any{*price.Before.Money(), *price.After.Money()}, []any{eur(1000), eur(799)})
		wantEqual(t, "product", withoutPointers(d.own(t, ids[0])), withoutPointers(was))
	})
	t.Run("changes all in one go", func(t *testing.T) {
		b = d.apply(t, b.ID)
		wantEqual(t, "applied", []any{b.Status, b.Applied, b.Refused}, []any{catalog.BulkApplied, 15, 0})
		for _, id := range ids {
			p := d.own(t, id)
			wantEqual(t, "product", []any{p.Price, *p.CompareAt, p.Variants[0].Price, p.Available, p.Tags, p.Status, p.Version},
				[]any{eur(799), eur(1000), eur(799), 15, []string{"sale"}, catalog.StatusDraft, 2})
			d.wantStock(t, p.Variants[0].ID, 15, 15)
		}
	})
	t.Run("changes nothing the second time", func(t *testing.T) {
		wantEqual(t, "again", d.apply(t, b.ID).Applied, 15)
		wantEqual(t, "version", d.own(t, ids[0]).Version, 2)
	})
	t.Run("can be undone but for what has been changed since", func(t *testing.T) {
		check(t, d.take(t.Context(), catalog.Quantity{VariantID: d.own(t, ids[1]).Variants[0].ID, N: 3}))
		p := d.own(t, ids[0])
		in := inputOf(p)
		in.Variants[0].Price = eur(500)
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		check(t, err)
		b = d.undo(t, b.ID)
		wantEqual(t, "undone", []any{b.Status, b.Kept}, []any{catalog.BulkUndone, 1})
		kept := d.rows(t, b.ID, true)
		wantEqual(t, "kept", []any{len(kept), kept[0].Field, *kept[0].UndoProblem}, []any{1, catalog.FieldPrice, "changed_since"})
		p = d.own(t, ids[0])
		wantEqual(t, "changed", []any{p.Price, p.CompareAt == nil, p.Available, len(p.Tags), p.Status}, []any{eur(500), true, 5, 0, catalog.StatusActive})
		p = d.own(t, ids[1])
		wantEqual(t, "restored", []any{p.Price, p.Available, p.Status, p.Version}, []any{eur(1000), 2, catalog.StatusActive, 3})
		wantEqual(t, "again", d.undo(t, b.ID).Kept, 1)
	})
	t.Run("is in the audit log and in the list", func(t *testing.T) {
		log := d.audited(t)
		wantEqual(t, "actions", log[len(log)-3:], []string{"bulk_edit.applied", "product.changed", "bulk_edit.undone"})
		list, err := d.editor.BulkEdits(t.Context(), d.store)
		check(t, err)
		wantEqual(t, "list", []any{len(list), list[0].ID}, []any{1, b.ID})
	})
	t.Run("is forgotten after a week", func(t *testing.T) {
		d.skip(7*24*time.Hour + time.Minute)
		_, err := d.editor.UndoBulk(t.Context(), d.by, b.ID)
		wantErr(t, err, catalog.ErrBulkEditNotFound)
	})
}

func TestBulkEditRefusesRows(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	problems := func(t *testing.T, b catalog.BulkEdit) []string {
		t.Helper()
		var all []string
		for _, r := range d.rows(t, b.ID, true) {
			all = append(all, string(r.Field)+" "+*r.Problem)
		}
		return all
	}
	t.Run("of products that were edited since the preview", func(t *testing.T) {
		ids := d.goods(t, "Lamp", "Mug")
		b := d.preview(t, ids, catalog.BulkChange{Price: &catalog.BulkPrice{Mode: catalog.PriceIncrease, Value: 100}})
		p := d.own(t, ids[0])
		in := inputOf(p)
		in.Variants[0].Price = eur(2000)
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		check(t, err)
		b = d.apply(t, b.ID)
		wantEqual(t, "applied and refused", []int{b.Applied, b.Refused}, []int{1, 1})
		wantEqual(t, "problems", problems(t, b), []string{"price changed_meanwhile"})
		wantEqual(t, "prices", []any{d.own(t, ids[0]).Price, d.own(t, ids[1]).Price}, []any{eur(2000), eur(1100)})
	})
	t.Run("of variants that were sold out since the preview, and never resets what was sold", func(t *testing.T) {
		ids := d.goods(t, "Vase", "Bowl")
		b := d.preview(t, ids, catalog.BulkChange{Stock: &catalog.BulkStock{Mode: catalog.StockSet, Quantity: 2}}) // 3 less
		first, second := d.own(t, ids[0]).Variants[0].ID, d.own(t, ids[1]).Variants[0].ID
		check(t, d.take(t.Context(), catalog.Quantity{VariantID: first, N: 4}, catalog.Quantity{VariantID: second, N: 1}))
		b = d.apply(t, b.ID)
		wantEqual(t, "problems", problems(t, b), []string{"stock not_enough_stock"})
		d.wantStock(t, first, 1, 5)
		d.wantStock(t, second, 1, 2)
	})
	t.Run("with prices out of range and reductions that are none", func(t *testing.T) {
		ids := d.goods(t, "Chair")
		b := d.preview(t, ids, catalog.BulkChange{Price: &catalog.BulkPrice{Mode: catalog.PriceDecrease, Value: 1001}})
		wantEqual(t, "problems", problems(t, b), []string{"price out_of_range"})
		b = d.preview(t, ids, catalog.BulkChange{CompareAt: &catalog.BulkCompareAt{Mode: catalog.CompareSet, Value: 1000}})
		wantEqual(t, "problems", problems(t, b), []string{"compare_at price_not_below_compare_at"})
		wantEqual(t, "applied", d.apply(t, b.ID).Applied, 0)
		wantEqual(t, "version", d.own(t, ids[0]).Version, 1)
	})
	t.Run("that put on sale what lacks an attribute", func(t *testing.T) {
		lamps, err := d.editor.CreateCategory(t.Context(), d.by.Actor, catalog.CategoryInput{Name: "Lamps"})
		check(t, err)
		_, err = d.editor.DefineAttribute(t.Context(), d.by.Actor, lamps.ID, catalog.Attribute{Name: "Socket", Kind: catalog.KindText, Required: true})
		check(t, err)
		ids := d.goods(t, "Desk lamp")
		b := d.preview(t, ids, catalog.BulkChange{Category: &lamps.ID})
		wantEqual(t, "problems", problems(t, b), []string{"category attributes_missing"})
		b = d.preview(t, ids, catalog.BulkChange{Category: &lamps.ID, Status: catalog.StatusDraft})
		wantEqual(t, "refused", b.Refused, 0)
		d.apply(t, b.ID)
		wantEqual(t, "category", d.own(t, ids[0]).Category.Name, "Lamps")
	})
	t.Run("of no other store", func(t *testing.T) {
		other := catalog.By{Actor: d.by.Actor, Store: d.newStore(t, "other")}
		theirs, err := d.editor.Create(t.Context(), other, shirt())
		check(t, err)
		b := d.preview(t, []uuid.UUID{theirs.ID}, catalog.BulkChange{Status: catalog.StatusDraft})
		wantEqual(t, "products and changes", []int{b.Products, b.Changes}, []int{0, 0})
		_, err = d.editor.ApplyBulk(t.Context(), other, b.ID)
		wantErr(t, err, catalog.ErrBulkEditNotFound)
		_, _, err = d.editor.BulkRows(t.Context(), other.Store, b.ID, false, "", 10)
		wantErr(t, err, catalog.ErrBulkEditNotFound)
	})
}

func TestBulkEditBySelection(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.goods(t, "Lamp", "Lampshade", "Mug")
	b, err := d.editor.PreviewBulk(t.Context(), d.by, catalog.BulkSelection{Filter: &catalog.Selection{Words: "lamp"}}, catalog.BulkChange{AddTags: []string{"light"}})
	check(t, err)
	wantEqual(t, "products", b.Products, 2)
	_, err = d.editor.UndoBulk(t.Context(), d.by, b.ID)
	wantErr(t, err, catalog.ErrBulkEditNotApplied)
	for name, c := range map[string]struct {
		sel    catalog.BulkSelection
		change catalog.BulkChange
		path   string
	}{
		"nothing selected": {catalog.BulkSelection{}, catalog.BulkChange{ClearCategory: true}, "selection"},
		"no change":        {catalog.BulkSelection{Filter: &catalog.Selection{}}, catalog.BulkChange{}, "change"},
		"too much off": {catalog.BulkSelection{Filter: &catalog.Selection{}}, catalog.BulkChange{
			Price: &catalog.BulkPrice{Mode: catalog.PriceDecreasePercent, Value: 100_01},
		}, "change.price.value"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			_, err := d.editor.PreviewBulk(t.Context(), d.by, c.sel, c.change)
			problemAt(t, err, c.path)
		})
	}
}

func TestRounding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rounding catalog.Rounding
		price    int64
		want     int64
	}{
		{catalog.RoundNone, 1234, 1234}, {catalog.RoundTenth, 1234, 1230}, {catalog.RoundTenth, 1235, 1240}, {catalog.RoundWhole, 1249, 1200},
		{catalog.RoundWhole, 1250, 1300}, {catalog.RoundEnds99, 1234, 1199}, {catalog.RoundEnds99, 1260, 1299}, {catalog.RoundEnds99, 10, 99},
		{catalog.RoundEnds95, 1295, 1295}, {catalog.RoundEnds95, 1230, 1195},
	} {
		d := catalog.BulkPrice{Mode: catalog.PriceSet, Value: c.price, Rounding: c.rounding}
		wantEqual(t, string(c.rounding), catalog.PriceAfter(d, 1), c.want)
	}
	wantEqual(t, "19 % off", catalog.PriceAfter(catalog.BulkPrice{Mode: catalog.PriceDecreasePercent, Value: 19_00}, 999), 809)
}
