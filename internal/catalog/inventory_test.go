package catalog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/paging"
)

// stockOf writes all pages of a store's stock as "Mug: 5, Shirt S: 2".
func (s *shop) stockOf(t *testing.T, store uuid.UUID, limit int) string {
	t.Helper()
	var lines []string
	for cursor := ""; ; {
		page, next, err := s.Inventory(t.Context(), catalog.InventoryFilter{StoreID: store, Cursor: cursor, Limit: limit})
		check(t, err)
		if len(page) > limit {
			t.Errorf("%d on a page of %d", len(page), limit)
		}
		for _, l := range page {
			lines = append(lines, fmt.Sprintf("%s: %d", strings.Join(append([]string{l.ProductName}, l.Options...), " "), l.Available))
		}
		if next == "" {
			return strings.Join(lines, ", ")
		}
		cursor = next
	}
}

func TestInventory(t *testing.T) {
	t.Parallel()
	s := setup(t)
	other := s.newStore(t, "other")
	put := func(store uuid.UUID, name string, status catalog.Status, variants ...catalog.PutVariant) {
		t.Helper()
		in := catalog.PutProductInput{StoreID: store, Slug: catalog.Slug(name), Name: name, Status: status, Variants: variants}
		if len(variants[0].Options) > 0 {
			in.Options = []string{"Size"}
		}
		_, err := s.Put(t.Context(), in)
		check(t, err)
	}
	size := func(size string, pieces int) catalog.PutVariant {
		return catalog.PutVariant{SKU: "sku-" + size, Options: []string{size}, Price: eur(100), Quantity: pieces}
	}
	put(s.store, "Mug", "", catalog.PutVariant{SKU: "MUG", Price: eur(100), Quantity: 5})
	put(s.store, "Shirt", "", size("S", 2), size("M", 0), size("L", 9))
	put(s.store, "Shirt", "", size("S", 2), size("L", 7))
	put(s.store, "Draft", catalog.StatusDraft, catalog.PutVariant{Price: eur(100), Quantity: 3})
	put(s.store, "Withdrawn", catalog.StatusArchived, catalog.PutVariant{Price: eur(100), Quantity: 1})
	put(other, "Pot", "", catalog.PutVariant{Price: eur(100), Quantity: 4})

	const want = "Mug: 5, Shirt S: 2, Shirt L: 7, Draft: 3, Withdrawn: 1"
	for _, limit := range []int{1, 2, 5, 100} {
		if got := s.stockOf(t, s.store, limit); got != want {
			t.Errorf("in pages of %d: got %s, want %s", limit, got, want)
		}
	}
	if got := s.stockOf(t, other, 10); got != "Pot: 4" {
		t.Errorf("the other store: got %s", got)
	}
	if got := s.stockOf(t, uuid.New(), 10); got != "" {
		t.Errorf("no store: got %s", got)
	}
	page, _, err := s.Inventory(t.Context(), catalog.InventoryFilter{StoreID: s.store, Limit: 1})
	check(t, err)
	if page[0].SKU != "MUG" {
		t.Errorf("got SKU %q", page[0].SKU)
	}
	_, _, err = s.Inventory(t.Context(), catalog.InventoryFilter{StoreID: s.store, Cursor: paging.Encode(map[string]any{"i": uuid.New()}), Limit: 1})
	wantErr(t, err, paging.ErrBadCursor)
}

// lastQuery remembers the last query that was sent.
type lastQuery struct{ data pgx.TraceQueryStartData }

func (q *lastQuery) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if strings.Contains(data.SQL, "FROM catalog.") {
		q.data = data
	}
	return ctx
}

func (*lastQuery) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestInventoryIsReadFromAnIndexAtAnyDepth(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for i := range 3 {
		s.fill(t, s.newStore(t, fmt.Sprint("store-", i)), 2000)
	}
	s.fill(t, s.store, 2000)
	_, err := dbtest.Owner(t, s.pool).Exec(t.Context(), "ANALYZE catalog.products, catalog.variants, catalog.inventory")
	check(t, err)
	cfg, sent := s.pool.Config(), &lastQuery{}
	cfg.ConnConfig.Tracer = sent
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	check(t, err)
	t.Cleanup(pool.Close)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	check(t, err)
	watched, err := catalog.New(t.Context(), pool, bus, s.now)
	check(t, err)
	_, deep, err := watched.Inventory(t.Context(), catalog.InventoryFilter{StoreID: s.store, Limit: 1500})
	check(t, err)
	const limit = 24
	for _, cursor := range []string{"", deep} {
		_, _, err := watched.Inventory(t.Context(), catalog.InventoryFilter{StoreID: s.store, Cursor: cursor, Limit: limit})
		check(t, err)
		var raw []byte
		check(t, db.InStoreTx(t.Context(), s.pool, s.store, func(tx db.Tx) error {
			return tx.QueryRow(t.Context(), "EXPLAIN (ANALYZE, FORMAT JSON) "+sent.data.SQL, sent.data.Args...).Scan(&raw)
		}))
		var explained []struct{ Plan node }
		check(t, json.Unmarshal(raw, &explained))
		indexed := false
		explained[0].Plan.walk(func(n node) {
			indexed = indexed || n.Index == "products_store"
			if n.Rows > limit+3 || n.Type == "Seq Scan" {
				t.Errorf("%s reads %v rows of %s", n.Type, n.Rows, n.Relation)
			}
		})
		if !indexed {
			t.Errorf("plan: %s", raw)
		}
	}
}
