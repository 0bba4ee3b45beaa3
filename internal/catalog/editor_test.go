package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/media"
	"rialto/internal/paging"
)

// desk is a shop with somebody who edits.
type desk struct {
	*shop
	editor *catalog.Editor
	by     catalog.By
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	s := setup(t)
	return &desk{s, catalog.NewEditor(s.Service, s.bus, "EUR"), catalog.By{Actor: db.NewID(), Store: s.store}}
}

// shirt is a product with two options and six variants.
func shirt() catalog.ProductInput {
	in := catalog.ProductInput{Name: "Linen Shirt", Status: catalog.StatusActive, Options: []string{"Size", "Colour"}}
	for _, size := range []string{"S", "M", "L"} {
		for _, colour := range []string{"Blue", "White"} {
			in.Variants = append(in.Variants, variant("LS-"+size+colour[:1], size, colour))
		}
	}
	return in
}

// inputOf is what a form sends that was filled with the product.
func inputOf(p catalog.Product) catalog.ProductInput {
	in := catalog.ProductInput{
		Name: p.Name, Slug: p.Slug, Description: p.Description, Brand: p.Brand, Status: p.Status, Tags: p.Tags,
		SEOTitle: p.SEOTitle, SEODescription: p.SEODescription,
	}
	if p.Category != nil {
		in.Category = &p.Category.ID
	}
	for _, o := range p.Options {
		in.Options = append(in.Options, o.Name)
	}
	for _, v := range p.Variants {
		in.Variants = append(in.Variants, catalog.PutVariant{
			ID: v.ID, SKU: v.SKU, Barcode: v.Barcode, Options: v.Options, Price: v.Price, CompareAt: v.CompareAt, WeightGrams: v.WeightGrams,
		})
	}
	for _, a := range p.Attributes {
		in.Attributes = append(in.Attributes, catalog.AttributeInput{AttributeID: a.ID, Text: a.Text, Number: a.Number, Boolean: a.Boolean})
	}
	return in
}

func (d *desk) create(t *testing.T, in catalog.ProductInput) catalog.Product {
	t.Helper()
	p, err := d.editor.Create(t.Context(), d.by, in)
	check(t, err)
	return p
}

func (d *desk) audited(t *testing.T) []string {
	t.Helper()
	rows, err := dbtest.Owner(t, d.pool).Query(t.Context(), "SELECT action FROM audit.entries ORDER BY seq")
	check(t, err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var action string
		check(t, rows.Scan(&action))
		all = append(all, action)
	}
	return all
}

// wantField checks that the error names the field.
func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	problem, ok := errs.As(err)
	if !ok || !slices.ContainsFunc(problem.Fields, func(f errs.Field) bool { return f.Path == path && f.Code == code }) {
		t.Errorf("got %v %+v, want %s %s", err, problem, path, code)
	}
}

// problemAt checks that the error names the field, whatever its code.
func problemAt(t *testing.T, err error, path string) {
	t.Helper()
	problem, ok := errs.As(err)
	if !ok || !slices.ContainsFunc(problem.Fields, func(f errs.Field) bool { return f.Path == path }) {
		t.Errorf("got %v %+v, want %s", err, problem, path)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	var changed []catalog.Changed
	var mu sync.Mutex
	subscribeChanged(d.shop, &mu, &changed)

	in := shirt()
	in.Description, in.Brand, in.Tags = `<p onclick="x">Soft</p>`, "Weaver", []string{"linen", "linen", "summer"}
	in.SEOTitle = "A shirt"
	p := d.create(t, in)

	t.Run("makes the product with all its variants and their stock", func(t *testing.T) {
		wantEqual(t, "slug", p.Slug, "linen-shirt")
		wantEqual(t, "status", p.Status, catalog.StatusActive)
		wantEqual(t, "description", p.Description, "<p>Soft</p>")
		wantEqual(t, "tags", p.Tags, []string{"linen", "summer"})
		wantEqual(t, "options", p.Options, []catalog.Option{{Name: "Size", Values: []string{"S", "M", "L"}}, {Name: "Colour", Values: []string{"Blue", "White"}}})
		wantEqual(t, "variants", len(p.Variants), 6)
		wantEqual(t, "available", p.Available, 30)
		wantEqual(t, "on the storefront", d.product(t, p.ID).Name, "Linen Shirt")
	})
	t.Run("tells of it and records who did it", func(t *testing.T) {
		check(t, d.bus.Drain(t.Context()))
		wantEqual(t, "events", changed, []catalog.Changed{{ProductID: p.ID, StoreID: d.store}})
		wantEqual(t, "audit", d.audited(t), []string{"product.created"})
	})
	t.Run("numbers a slug that is taken, and refuses one that was asked for", func(t *testing.T) {
		wantEqual(t, "slug", d.create(t, in).Slug, "linen-shirt-2")
		wantEqual(t, "slug", d.create(t, in).Slug, "linen-shirt-3")
		asked := in
		asked.Slug = "linen-shirt"
		_, err := d.editor.Create(t.Context(), d.by, asked)
		wantErr(t, err, catalog.ErrSlugTaken)
	})
	t.Run("finds a slug for a name without Latin letters", func(t *testing.T) {
		odd := in
		odd.Name = "灯"
		wantEqual(t, "slug", d.create(t, odd).Slug, "product")
	})
	for name, c := range map[string]struct {
		change     func(*catalog.ProductInput)
		path, code string
	}{
		"another currency":        {func(in *catalog.ProductInput) { in.Variants[0].Price.Currency = "USD" }, "variants[0].price", "currency"},
		"two equal variants":      {func(in *catalog.ProductInput) { in.Variants[1].Options = in.Variants[0].Options }, "variants[1].options", "duplicate"},
		"a value too few":         {func(in *catalog.ProductInput) { in.Variants[0].Options = []string{"S"} }, "variants[0].options", "length"},
		"a variant of elsewhere":  {func(in *catalog.ProductInput) { in.Variants[0].ID, in.Variants[0].Quantity = p.Variants[0].ID, 0 }, "variants[0].id", "unknown"},
		"a category of nowhere":   {func(in *catalog.ProductInput) { id := uuid.New(); in.Category = &id }, "categoryId", "unknown"},
		"an unknown related one":  {func(in *catalog.ProductInput) { in.Related = []uuid.UUID{uuid.New()} }, "relatedIds[0]", "unknown"},
		"a related one twice":     {func(in *catalog.ProductInput) { in.Related = []uuid.UUID{p.ID, p.ID} }, "relatedIds[1]", "unknown"},
		"a value of no attribute": {func(in *catalog.ProductInput) { in.Attributes = []catalog.AttributeInput{{AttributeID: uuid.New()}} }, "attributes[0]", "unknown"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			in := shirt()
			c.change(&in)
			_, err := d.editor.Create(t.Context(), d.by, in)
			wantField(t, err, c.path, c.code)
		})
	}
}

func subscribeChanged(s *shop, mu *sync.Mutex, changed *[]catalog.Changed) {
	events.Subscribe(s.bus, "test.changed", func(_ context.Context, _ db.Tx, ev catalog.Changed) error {
		mu.Lock()
		defer mu.Unlock()
		*changed = append(*changed, ev)
		return nil
	})
}

func TestEdit(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	p := d.create(t, shirt())

	t.Run("changes what is different and keeps the variants", func(t *testing.T) {
		in := inputOf(p)
		in.Name, in.Slug, in.Brand = "Linen Blouse", "linen-blouse", "Weaver"
		in.Variants[0].Options = []string{"Small", "Blue"}
		in.Variants[0].SKU = "other"
		in.Variants[1].Options = []string{"Small", "White"}
		after, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		check(t, err)
		wantEqual(t, "name", after.Name+after.Slug, "Linen Blouselinen-blouse")
		wantEqual(t, "version", after.Version, p.Version+1)
		wantEqual(t, "variants", ids(after), ids(p))
		wantEqual(t, "sizes", after.Options[0].Values, []string{"Small", "M", "L"})
		p = after
	})
	t.Run("leaves stock alone that was sold meanwhile", func(t *testing.T) {
		in := inputOf(p)
		check(t, d.take(t.Context(), catalog.Quantity{VariantID: p.Variants[0].ID, N: 3}))
		after, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		check(t, err)
		wantEqual(t, "available", after.Variants[0].Available, 2)
		d.wantStock(t, p.Variants[0].ID, 2, 5)
		p = after
	})
	t.Run("gives a new variant its stock and takes a missing one off sale", func(t *testing.T) {
		in := inputOf(p)
		gone := p.Variants[5].ID
		in.Variants = append(in.Variants[:5], catalog.PutVariant{Options: []string{"XL", "Blue"}, Price: eur(1200), Quantity: 7})
		after, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		check(t, err)
		wantEqual(t, "variants", ids(after)[:5], ids(p)[:5])
		wantEqual(t, "stock of the new one", after.Variants[5].Available, 7)
		d.wantStock(t, gone, 0, 0)
		p = after
	})
	t.Run("refuses a version that is no longer the present one, and changes nothing", func(t *testing.T) {
		in := inputOf(p)
		in.Name = "Stale"
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version-1, in)
		wantErr(t, err, catalog.ErrProductChanged)
		now, err := d.StoreProduct(t.Context(), d.store, p.ID)
		check(t, err)
		wantEqual(t, "name", now.Name, p.Name)
		wantEqual(t, "version", now.Version, p.Version)
	})
	t.Run("refuses stock of a variant that is on offer", func(t *testing.T) {
		in := inputOf(p)
		in.Variants[0].Quantity = 9
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		wantField(t, err, "variants[0].quantity", "not_here")
	})
	t.Run("refuses a slug that another product has", func(t *testing.T) {
		d.create(t, catalog.ProductInput{Name: "Mug", Status: catalog.StatusDraft, Variants: []catalog.PutVariant{{Price: eur(500)}}})
		in := inputOf(p)
		in.Slug = "mug"
		_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		wantErr(t, err, catalog.ErrSlugTaken)
	})
	t.Run("refuses what belongs to another store", func(t *testing.T) {
		other := catalog.By{Actor: d.by.Actor, Store: d.newStore(t, "other")}
		theirs, err := d.editor.Create(t.Context(), other, shirt())
		check(t, err)
		_, err = d.editor.Edit(t.Context(), d.by, theirs.ID, theirs.Version, inputOf(theirs))
		wantErr(t, err, catalog.ErrProductNotFound)
		_, err = d.editor.Remove(t.Context(), d.by, theirs.ID)
		wantErr(t, err, catalog.ErrProductNotFound)
		_, err = d.editor.Duplicate(t.Context(), d.by, theirs.ID, "Mine")
		wantErr(t, err, catalog.ErrProductNotFound)
		_, err = d.PriceHistory(t.Context(), d.store, theirs.ID)
		wantErr(t, err, catalog.ErrProductNotFound)
		in := inputOf(p)
		in.Related = []uuid.UUID{theirs.ID}
		_, err = d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		wantField(t, err, "relatedIds[0]", "unknown")
		in = inputOf(p)
		in.Variants[0].ID = theirs.Variants[0].ID
		_, err = d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
		wantField(t, err, "variants[0].id", "unknown")
		now, err := d.StoreProduct(t.Context(), other.Store, theirs.ID)
		check(t, err)
		wantEqual(t, "theirs", now.Version, theirs.Version)
	})
}

func TestOneOfTwoWhoEditAtOnceIsTold(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	p := d.create(t, shirt())
	var saved, told int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 6 {
		in := inputOf(p)
		in.Name = fmt.Sprint("Name ", i)
		wg.Go(func() {
			_, err := d.editor.Edit(t.Context(), d.by, p.ID, p.Version, in)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				saved++
			case errors.Is(err, catalog.ErrProductChanged):
				told++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "saved and told", []int{saved, told}, []int{1, 5})
}

func TestRemove(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	draft := shirt()
	draft.Status = catalog.StatusDraft

	t.Run("deletes a draft that was never sold", func(t *testing.T) {
		p := d.create(t, draft)
		deleted, err := d.editor.Remove(t.Context(), d.by, p.ID)
		check(t, err)
		wantEqual(t, "deleted", deleted, true)
		_, err = d.StoreProduct(t.Context(), d.store, p.ID)
		wantErr(t, err, catalog.ErrProductNotFound)
	})
	t.Run("archives a draft of which something was sold", func(t *testing.T) {
		p := d.create(t, draft)
		check(t, d.take(t.Context(), catalog.Quantity{VariantID: p.Variants[0].ID, N: 1}))
		deleted, err := d.editor.Remove(t.Context(), d.by, p.ID)
		check(t, err)
		wantEqual(t, "deleted", deleted, false)
	})
	t.Run("archives what is on sale, and once", func(t *testing.T) {
		p := d.create(t, shirt())
		for range 2 {
			deleted, err := d.editor.Remove(t.Context(), d.by, p.ID)
			check(t, err)
			wantEqual(t, "deleted", deleted, false)
		}
		now, err := d.StoreProduct(t.Context(), d.store, p.ID)
		check(t, err)
		wantEqual(t, "status", now.Status, catalog.StatusArchived)
		wantEqual(t, "version", now.Version, p.Version+1)
		_, err = d.Product(t.Context(), p.ID)
		wantErr(t, err, catalog.ErrProductNotFound)
	})
}

func TestDuplicate(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	put := d.sizes("Lamp", "S", "M")
	zero := 0
	put.Images = []media.Image{{Key: "a.webp", Width: 3, Height: 2, Alt: "front"}}
	put.Variants[1].Image, put.Tags, put.Variants[0].Barcode = &zero, []string{"light"}, "4006381333931"
	from := d.put(t, put).ProductID
	p, err := d.editor.Duplicate(t.Context(), d.by, from, "Lamp two")
	check(t, err)
	wantEqual(t, "is a draft", p.Status, catalog.StatusDraft)
	wantEqual(t, "slug", p.Slug, "lamp-two")
	wantEqual(t, "images", p.Images, put.Images)
	wantEqual(t, "image of a variant", *p.Variants[1].Image, 0)
	wantEqual(t, "tags", p.Tags, put.Tags)
	wantEqual(t, "stock", p.Available, 0)
	wantEqual(t, "SKU and barcode", p.Variants[0].SKU+p.Variants[0].Barcode, "")
	if p.Variants[0].ID == d.product(t, from).Variants[0].ID {
		t.Error("it has the variants of the first")
	}
}

func TestRelated(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	in := d.simple("Lamp")
	in.Category = "Light"
	lamp := d.put(t, in).ProductID
	in = d.simple("Bulb")
	in.Category = "Light"
	bulb := d.put(t, in).ProductID
	mug := d.put(t, d.simple("Mug")).ProductID
	beside := func(t *testing.T) []string {
		t.Helper()
		list, err := d.RelatedTo(t.Context(), d.product(t, lamp))
		check(t, err)
		var names []string
		for _, s := range list {
			names = append(names, s.Name)
		}
		return names
	}
	t.Run("are others of the category while nothing is chosen", func(t *testing.T) {
		wantEqual(t, "names", beside(t), []string{"Bulb"})
	})
	p := d.product(t, lamp)
	edit := inputOf(p)
	edit.Related = []uuid.UUID{mug, bulb}
	_, err := d.editor.Edit(t.Context(), d.by, lamp, p.Version, edit)
	check(t, err)
	t.Run("are what the store chose, in its order", func(t *testing.T) {
		wantEqual(t, "names", beside(t), []string{"Mug", "Bulb"})
		chosen, err := d.RelatedOf(t.Context(), d.store, lamp)
		check(t, err)
		wantEqual(t, "for the editor", len(chosen), 2)
	})
	t.Run("leave out what is not on sale", func(t *testing.T) {
		_, err := d.editor.Remove(t.Context(), d.by, mug)
		check(t, err)
		wantEqual(t, "names", beside(t), []string{"Bulb"})
	})
}

func TestStoreProducts(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	add := func(name string, status catalog.Status, quantity int) catalog.Product {
		d.skip(time.Minute)
		return d.create(t, catalog.ProductInput{
			Name: name, Status: status, Variants: []catalog.PutVariant{{SKU: strings.ToUpper(name), Price: eur(1000), Quantity: quantity}}, Tags: []string{name + "s"},
		})
	}
	add("Lamp", catalog.StatusActive, 5)
	add("bulb", catalog.StatusDraft, 0)
	mug := add("Mug", catalog.StatusArchived, 2)
	theirs := catalog.By{Actor: d.by.Actor, Store: d.newStore(t, "other")}
	_, err := d.editor.Create(t.Context(), theirs, shirt())
	check(t, err)

	names := func(t *testing.T, f catalog.StoreFilter) string {
		t.Helper()
		var all []string
		f.Limit = 2
		for {
			page, next, err := d.StoreProducts(t.Context(), d.store, f)
			check(t, err)
			for _, p := range page {
				all = append(all, p.Name)
			}
			if next == "" {
				return strings.Join(all, " ")
			}
			f.Cursor = next
		}
	}
	for want, f := range map[string]catalog.StoreFilter{
		"Mug bulb Lamp":  {},
		"bulb Lamp Mug":  {Sort: catalog.ByName},
		"Mug bulb Lamp ": {Sort: catalog.ByNewest},
		"bulb":           {Selection: catalog.Selection{Status: catalog.StatusDraft}},
		"Mug Lamp":       {Selection: catalog.Selection{Stock: catalog.InStock}},
		"bulb ":          {Selection: catalog.Selection{Stock: catalog.OutOfStock}},
		"Lamp":           {Selection: catalog.Selection{Words: "lam"}},
		"Mug":            {Selection: catalog.Selection{Words: "mug"}},
		"Lamp ":          {Selection: catalog.Selection{Tag: "Lamps"}},
	} {
		t.Run(fmt.Sprintf("are %s", want), func(t *testing.T) { wantEqual(t, "names", names(t, f), strings.TrimSpace(want)) })
	}
	t.Run("are found by the beginning of a SKU", func(t *testing.T) {
		in := inputOf(mug)
		in.Variants[0].SKU = "X-4711"
		_, err := d.editor.Edit(t.Context(), d.by, mug.ID, mug.Version, in)
		check(t, err)
		wantEqual(t, "names", names(t, catalog.StoreFilter{Selection: catalog.Selection{Words: "x-47"}}), "Mug")
	})
	t.Run("refuse a cursor of another order", func(t *testing.T) {
		_, next, err := d.StoreProducts(t.Context(), d.store, catalog.StoreFilter{Limit: 1})
		check(t, err)
		_, _, err = d.StoreProducts(t.Context(), d.store, catalog.StoreFilter{Limit: 1, Sort: catalog.ByName, Cursor: next})
		wantErr(t, err, paging.ErrBadCursor)
	})
}

// A page of a store's own list at any depth reads little more of an index than it
// shows, also through the policies.
func TestStorePagesAreReadFromAnIndex(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for i := range 5 {
		s.fill(t, s.newStore(t, fmt.Sprint("store-", i)), 1000)
	}
	s.fill(t, s.store, 1000)
	_, err := dbtest.Owner(t, s.pool).Exec(t.Context(), "ANALYZE catalog.products, catalog.variants, catalog.inventory")
	check(t, err)
	for _, sort := range []catalog.StoreSort{catalog.ByUpdated, catalog.ByNewest, catalog.ByName} {
		f := catalog.StoreFilter{Sort: sort, Limit: 700}
		_, cursor, err := s.StoreProducts(t.Context(), s.store, f)
		check(t, err)
		f.Limit = 24
		for _, f.Cursor = range []string{"", cursor} {
			t.Run(fmt.Sprintf("by %s, deep: %t", sort, f.Cursor != ""), func(t *testing.T) {
				sql, args := catalog.StoreQuery(s.store, f)
				check(t, db.InStoreTx(t.Context(), s.pool, s.store, func(tx db.Tx) error {
					wantIndexScan(t, tx, sql, args, f.Limit)
					return nil
				}))
			})
		}
	}
}
