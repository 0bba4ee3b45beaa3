package catalog_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// node is a node of a plan as EXPLAIN (FORMAT JSON) shows it.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Actual Rows"`
	Index    string  `json:"Index Name"`
	Plans    []node  `json:"Plans"`
}

func (n node) walk(visit func(node)) {
	visit(n)
	for _, p := range n.Plans {
		p.walk(visit)
	}
}

// A page at any depth reads little more of an index than it shows.
func TestPagesAreReadFromAnIndex(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for i := range 5 {
		s.fill(t, s.newStore(t, fmt.Sprint("store-", i)), 1000)
	}
	s.fill(t, s.store, 1000)
	// The newest and the cheapest of all are of a store that is hidden.
	s.shut(t, s.newStore(t, "suspended"), catalog.Shut{Hidden: catalog.HiddenSuspended})
	for i := range 100 {
		s.shut(t, s.newStore(t, fmt.Sprint("new-", i)), catalog.Shut{Hidden: catalog.HiddenNew})
	}
	_, err := dbtest.Owner(t, s.pool).Exec(t.Context(), "ANALYZE catalog.products, catalog.variants, catalog.inventory")
	check(t, err)

	for _, f := range []catalog.Filter{
		{Sort: catalog.SortNewest}, {Sort: catalog.SortPriceAsc}, {Sort: catalog.SortPriceDesc},
		{Sort: catalog.SortNewest, Store: &s.store}, {Sort: catalog.SortPriceAsc, Store: &s.store}, {Sort: catalog.SortPriceDesc, Store: &s.store},
	} {
		t.Run(fmt.Sprintf("by %s of one store: %t", f.Sort, f.Store != nil), func(t *testing.T) {
			f.Limit = 24
			t.Run("on the first page", func(t *testing.T) { s.wantIndexed(t, f) })
			deep := f
			deep.Limit = 700
			_, cursor, err := s.Products(t.Context(), deep)
			check(t, err)
			f.Cursor = cursor
			t.Run("on a deep page", func(t *testing.T) { s.wantIndexed(t, f) })
		})
	}
}

// A policy on the table must not keep the words out of their index: @@ is not
// leakproof, and PostgreSQL asks such an operator only about rows that the
// policies let through. One that lets everything through is no obstacle.
func TestSearchReadsItsIndexDespitePolicies(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.fill(t, s.store, 5000)
	_, err := dbtest.Owner(t, s.pool).Exec(t.Context(), "ANALYZE catalog.products, catalog.variants, catalog.inventory")
	check(t, err)
	sql, args := catalog.ListQuery(catalog.Filter{Words: "4711", Sort: catalog.SortRelevance, Limit: 24})
	plan, raw := s.explain(t, sql, args)
	indexed := false
	plan.walk(func(n node) { indexed = indexed || n.Index == "products_search" })
	if !indexed {
		t.Errorf("plan: %s", raw)
	}
}

func (s *shop) explain(t *testing.T, sql string, args map[string]any) (node, string) {
	t.Helper()
	var raw []byte
	check(t, s.pool.QueryRow(t.Context(), "EXPLAIN (ANALYZE, FORMAT JSON) "+sql, pgx.NamedArgs(args)).Scan(&raw))
	var explained []struct{ Plan node }
	check(t, json.Unmarshal(raw, &explained))
	return explained[0].Plan, string(raw)
}

// wantIndexScan checks that the statement reads products in the order of an index
// and hardly more of them than a page of limit shows.
func wantIndexScan(t *testing.T, tx db.Tx, sql string, args map[string]any, limit int) {
	t.Helper()
	var raw []byte
	check(t, tx.QueryRow(t.Context(), "EXPLAIN (ANALYZE, FORMAT JSON) "+sql, pgx.NamedArgs(args)).Scan(&raw))
	var explained []struct{ Plan node }
	check(t, json.Unmarshal(raw, &explained))
	indexed := false
	explained[0].Plan.walk(func(n node) {
		if n.Relation == "products" && n.Index != "products_pkey" {
			indexed = n.Type == "Index Scan" && n.Rows <= float64(limit+1)
		}
		if (n.Type == "Sort" || n.Type == "Incremental Sort") && n.Rows > float64(limit+1) {
			t.Errorf("%s of %v rows", n.Type, n.Rows)
		}
	})
	if !indexed {
		t.Errorf("plan: %s", raw)
	}
}

func (s *shop) wantIndexed(t *testing.T, f catalog.Filter) {
	t.Helper()
	sql, args := catalog.ListQuery(f)
	plan, raw := s.explain(t, sql, args)
	indexed := false
	plan.walk(func(n node) {
		if n.Relation == "products" {
			indexed = n.Type == "Index Scan" && n.Rows <= float64(f.Limit+1)
			if !indexed {
				t.Errorf("%s of %v products, want an Index Scan of %d", n.Type, n.Rows, f.Limit+1)
			}
		}
		if (n.Type == "Sort" || n.Type == "Incremental Sort") && n.Rows > float64(f.Limit+1) {
			t.Errorf("%s of %v rows", n.Type, n.Rows)
		}
	})
	if !indexed {
		t.Errorf("plan: %s", raw)
	}
}

// fill puts n products on sale faster than Put does.
func (s *shop) fill(t *testing.T, store uuid.UUID, n int) {
	t.Helper()
	_, err := s.pool.Exec(t.Context(), `
		WITH p AS (
			INSERT INTO catalog.products (id, store_id, slug, name, price_amount, variant_count, currency, created_at, updated_at)
			SELECT gen_random_uuid(), $1, 'product-' || n, 'Product ' || n, n % 97, 1, 'EUR', $3::timestamptz + n % 89 * interval '1 minute', $3
			FROM generate_series(1, $2) n
			RETURNING id
		), v AS (
			INSERT INTO catalog.variants (id, product_id, position, options, price_amount, currency)
			SELECT gen_random_uuid(), id, 0, '{}', 100, 'EUR' FROM p RETURNING id
		)
		INSERT INTO catalog.inventory (variant_id, quantity_available, quantity_received, movement_count, low_at) SELECT id, 1, 1, 1, 0 FROM v`, store, n, s.now())
	check(t, err)
}
