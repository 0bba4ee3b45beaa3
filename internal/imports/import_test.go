package imports_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/imports"
	"rialto/internal/media"
	"rialto/internal/money"
	"rialto/internal/sheet"
	"rialto/internal/sheet/sheettest"
)

// Somebody who began an import is told once how it ended.
func TestWhoBeganIsTold(t *testing.T) {
	t.Parallel()
	m := setup(t)
	subjects := func() string {
		t.Helper()
		var list string
		check(t, m.pool.QueryRow(t.Context(), "SELECT coalesce(string_agg(subject, '; ' ORDER BY id), '') FROM notify.mails").Scan(&list))
		return list
	}
	const file = "handle,name,price\nlamp,Lamp,10\nmug,Mug,5\n"
	m.run(t, file) // of a program
	if got := subjects(); got != "" {
		t.Errorf("told nobody: %s", got)
	}
	im, err := m.Upload(t.Context(), imports.UploadInput{StoreID: m.store, Actor: uuid.New(), FileName: "spring.csv", File: strings.NewReader(file)})
	check(t, err)
	m.dryRun(t, im)
	if got := subjects(); got != "" {
		t.Errorf("told of a try: %s", got)
	}
	im = m.start(t, im)
	if im.Status != imports.Done || subjects() != "Lamplight: your import is done" {
		t.Errorf("%s, told %q", im.Status, subjects())
	}
	// The job comes by again after a crash.
	_, err = m.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'available', finalized_at = NULL, attempt = 0 WHERE args ->> 'errand' = 'imports.work'")
	check(t, err)
	check(t, m.bus.Drain(t.Context()))
	if subjects() != "Lamplight: your import is done" {
		t.Errorf("told %q", subjects())
	}
}

// TestGeneratedFile is the bench's import scenario, smaller and without figures.
func TestGeneratedFile(t *testing.T) {
	t.Parallel()
	m := setup(t)
	_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: m.newStore(t, "other"), Slug: "seed", Name: "Seed", Category: "Kitchen",
		Variants: []catalog.PutVariant{{Price: money.Amount{Minor: 100, Currency: "EUR"}}},
	})
	check(t, err)
	var text bytes.Buffer
	truth, err := sheettest.Write(&text, 2000, "Kitchen")
	check(t, err)

	im := m.upload(t, text.String())
	t.Run("is found to be one of our own", func(t *testing.T) { wantEqual(t, "format", im.Format, sheet.Rialto) })

	t.Run("is checked without writing anything", func(t *testing.T) {
		dry := m.dryRun(t, im)
		wantEqual(t, "status", dry.Status, imports.Checked)
		wantEqual(t, "would be created", dry.Counts.Created, truth.Good)
		wantEqual(t, "report", m.report(t, dry), lines(truth))
		wantEqual(t, "products", m.number(t, "SELECT count(*) FROM catalog.products WHERE store_id = $1", m.store), 0)
	})

	t.Run("is imported but for the bad rows, which are reported", func(t *testing.T) {
		done := m.start(t, im)
		wantEqual(t, "status", done.Status, imports.Done)
		wantEqual(t, "counts", done.Counts, imports.Counts{
			BytesRead: int64(text.Len()), Rows: truth.Rows, Products: truth.Products, Created: truth.Good,
			BadRows: len(truth.Bad), BadProducts: truth.Products - truth.Good,
		})
		wantEqual(t, "report", m.report(t, done), lines(truth))
		wantEqual(t, "products", m.number(t, "SELECT count(*) FROM catalog.products WHERE store_id = $1 AND version = 1", m.store), truth.Good)
		wantEqual(t, "variants", m.number(t, "SELECT count(*) FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = $1", m.store), truth.Variants)
		wantEqual(t, "stock differs from its movements", m.number(t, `SELECT count(*) FROM catalog.inventory i
			WHERE quantity_available <> (SELECT sum(delta) FROM catalog.stock_movements s WHERE s.variant_id = i.variant_id)`), 0)
		wantEqual(t, "handles that are kept", m.number(t, "SELECT count(*) FROM imports.handles"), 0)
	})

	first := m.export(t, m.store)
	t.Run("comes out as it went in: an export is imported unchanged", func(t *testing.T) {
		again := m.run(t, first)
		wantEqual(t, "unchanged", again.Counts.Unchanged, truth.Good)
		wantEqual(t, "problems", m.report(t, again), nil)
		wantEqual(t, "products with a new version", m.number(t, "SELECT count(*) FROM catalog.products WHERE version > 1"), 0)
		wantEqual(t, "events", m.number(t, "SELECT count(*) FROM jobs.river_job WHERE kind = 'event' AND created_at > $1", again.StartedAt), 0)
	})

	t.Run("makes the same store of an empty one", func(t *testing.T) {
		m.store = m.newStore(t, "copy")
		wantEqual(t, "created", m.run(t, first).Counts.Created, truth.Good)
		if second := m.export(t, m.store); second != first {
			t.Errorf("the exports differ from byte %d on", difference(first, second))
		}
	})
}

// lines are the report that the truth asks for.
func lines(truth sheettest.Truth) (list []string) {
	for _, b := range truth.Bad {
		list = append(list, fmt.Sprintf("%d %s %s", b.Row, b.Column, b.Code))
	}
	return list
}

func difference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// TestOddProductsSurvive exports what is easily spoilt and imports it elsewhere.
func TestOddProductsSurvive(t *testing.T) {
	t.Parallel()
	m := setup(t)
	eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	lower, second := eur(500), 1
	images := []media.Image{m.picture(t, 30), m.picture(t, 40), m.picture(t, 50)}
	images[1].Focus = &media.Focus{X: 10, Y: 100}
	images[0].Alt, images[1].Alt = "=front, \"oak\"", " spaces "
	for i, in := range []catalog.PutProductInput{
		{Name: "=HYPERLINK(\"https://x.example\")", Brand: "+brand", SEOTitle: "@title", SEODescription: "-1\n'quoted'"},
		{Name: " spaces at both ends ", Tags: []string{"a, b", `5" screen`, " c ", "d"}, Status: catalog.StatusDraft, Category: "Home > Kitchen"},
		{Name: "'apostrophe", Description: "<p>two\nlines, \"quoted\"</p>", Status: catalog.StatusArchived},
		{Name: "Options", Options: []string{"Title", "=Size"}, Images: images, Variants: []catalog.PutVariant{
			{Options: []string{"Default Title", " S "}, Price: eur(1000), CompareAt: &lower, SKU: "'01", Barcode: "0123", Quantity: 3, Image: &second},
			{Options: []string{"Default Title", "M"}, Price: eur(0), WeightGrams: 12},
		}},
		{Name: "More pictures than variants", Images: images[:2], Tags: []string{"=tag"}},
		{Name: "\"", Brand: ",", SEOTitle: `\`},
	} {
		in.StoreID, in.Slug = m.store, fmt.Sprint("product-", i)
		if in.Variants == nil {
			in.Variants = []catalog.PutVariant{{Price: eur(1299), Quantity: i}}
		}
		_, err := m.catalog.Put(t.Context(), in)
		check(t, err)
	}
	_, err := m.pool.Exec(t.Context(), "UPDATE catalog.images SET focus_x = 10, focus_y = 100 WHERE position = 1")
	check(t, err)
	first := m.export(t, m.store)
	t.Run("no cell of the file is a formula", func(t *testing.T) {
		for _, row := range records(t, first)[1:] {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("a spreadsheet runs %q", cell)
				}
			}
		}
	})
	m.store = m.newStore(t, "copy")
	im := m.run(t, first)
	wantEqual(t, "report", m.report(t, im), nil)
	wantEqual(t, "created", im.Counts.Created, 6)
	if got := m.export(t, m.store); got != first {
		t.Errorf("the exports differ:\n%s\n%s", first, got)
	}
	p := m.product(t, "product-3")
	wantEqual(t, "image of a variant", *p.Variants[0].Image, 1)
	wantEqual(t, "pictures", fmt.Sprintf("%+v %+v", p.Images[0], *p.Images[1].Focus), fmt.Sprintf("%+v %+v", images[0], *images[1].Focus))
}
