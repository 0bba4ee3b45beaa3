package shopify_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/media"
	"rialto/internal/shopify"
	"rialto/internal/stores"
)

type market struct {
	pool     *db.Pool
	catalog  *catalog.Service
	importer *shopify.Importer
	store    stores.Store
}

func setup(t testing.TB) *market {
	t.Helper()
	ctx := context.Background()
	pool := dbtest.New(t)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.New(ctx, pool, bus, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	m, err := media.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	store, err := stores.New(pool, time.Now).Create(ctx, stores.CreateInput{Slug: "imported", Name: "Imported"})
	if err != nil {
		t.Fatal(err)
	}
	return &market{pool: pool, catalog: c, importer: shopify.New(pool, c, m), store: store}
}

func (m *market) run(csv string, change ...func(*shopify.Options)) (shopify.Report, error) {
	opts := shopify.Options{StoreID: m.store.ID, Currency: "EUR"}
	for _, f := range change {
		f(&opts)
	}
	return m.importer.Import(context.Background(), strings.NewReader(csv), opts)
}

func (m *market) mustRun(t testing.TB, csv string, change ...func(*shopify.Options)) shopify.Report {
	t.Helper()
	report, err := m.run(csv, change...)
	if err != nil {
		t.Fatalf("import: %v, %+v", err, report.Problems)
	}
	return report
}

func (m *market) product(t testing.TB, slug string) catalog.Product {
	t.Helper()
	p, err := m.catalog.ProductBySlug(context.Background(), m.store.ID, slug)
	if err != nil {
		t.Fatalf("product %s: %v", slug, err)
	}
	return p
}

// number is what a query for one number answers.
func (m *market) number(t testing.TB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := m.pool.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func skipBad(o *shopify.Options) { o.SkipBad = true }
func fetch(o *shopify.Options)   { o.FetchImages = true }
