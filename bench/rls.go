package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/events"
)

// sold is how many orders the stores have, each from two stores.
const sold = 50_000

// fillOrders sells products of neighbouring stores together.
const fillOrders = `
	CREATE TEMP TABLE numbered AS SELECT id, product_id, row_number() OVER (ORDER BY id) AS n FROM catalog.variants;
	CREATE TEMP TABLE sold AS SELECT gen_random_uuid() AS id, n, now() - n * interval '1 minute' AS at FROM generate_series(1, %d) n;
	CREATE TEMP TABLE part AS
		SELECT gen_random_uuid() AS id, s.id AS order_id, s.at, v.id AS variant_id, v.product_id, p.store_id, k
		FROM sold s CROSS JOIN generate_series(0, 1) k
		JOIN numbered v ON v.n = (s.n * 7 + k) %% (SELECT count(*) FROM numbered) + 1
		JOIN catalog.products p ON p.id = v.product_id;
	INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at, paid_at)
		SELECT id, gen_random_uuid(), 'ada@example.org', 'paid', 2000, 'EUR', at, at, at FROM sold;
	INSERT INTO orders.addresses (order_id, kind, name, line1, city, postal_code, country)
		SELECT id, kind, 'Ada Byron', 'Canal Street 1', 'Berlin', '10115', 'DE' FROM sold, unnest('{billing,shipping}'::text[]) kind;
	INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
		SELECT id, order_id, store_id, 'processing', 1000, 'EUR', at FROM part;
	INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, quantity, unit_price_amount, currency)
		SELECT gen_random_uuid(), order_id, id, k, variant_id, product_id, 'product', 'Product', 1, 1000, 'EUR' FROM part;
	DROP TABLE numbered, sold, part`

// disableAll takes every policy out of force.
const disableAll = `
	DO $$
	DECLARE secured regclass;
	BEGIN
		FOR secured IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
			EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', secured);
		END LOOP;
	END $$`

// rowSecurity measures what policies cost: those who see everything, and a
// merchant.
func rowSecurity(ctx context.Context, b *bench) error {
	secured, bare, err := b.twoMarkets(ctx)
	if err != nil {
		return err
	}
	defer secured.close()
	defer bare.close()
	if err := b.appWithPolicies(ctx, secured, bare); err != nil {
		return err
	}
	return b.merchant(ctx, secured)
}

// twoMarkets returns the same market twice, once without policies.
func (b *bench) twoMarkets(ctx context.Context) (secured, bare *market, err error) {
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return nil, nil, err
	}
	owner, err := openPool(ctx, dsn, b.clients, "", nil)
	if err != nil {
		return nil, nil, err
	}
	b.report.progress("  filling two markets: %d products in %d stores, %d orders", marketGoods.products, marketGoods.stores, sold)
	f, err := fill(ctx, owner, marketGoods)
	if err != nil {
		return nil, nil, err
	}
	for _, sql := range []string{fmt.Sprintf(fillOrders, sold), "VACUUM ANALYZE"} {
		if _, err := owner.Exec(ctx, sql); err != nil {
			return nil, nil, fmt.Errorf("fill orders: %w", err)
		}
	}
	owner.Close() // nobody may look on while it is copied
	again, err := b.copyDatabase(ctx, dsn)
	if err != nil {
		return nil, nil, err
	}
	provider := httptest.NewServer(http.HandlerFunc(answerSession))
	var markets [2]*market
	for i, dsn := range []string{dsn, again} {
		owner, err := openPool(ctx, dsn, 4, "", nil)
		if err != nil {
			return nil, nil, err
		}
		if i == 1 {
			if _, err := owner.Exec(ctx, disableAll); err != nil {
				return nil, nil, fmt.Errorf("disable policies: %w", err)
			}
		}
		if markets[i], err = b.newMarket(ctx, dsn, owner, f, provider.URL); err != nil {
			return nil, nil, err
		}
	}
	return markets[0], markets[1], nil
}

// copyDatabase copies one that nobody is connected to and returns the URL.
func (b *bench) copyDatabase(ctx context.Context, dsn string) (string, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, b.server.DSN())
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	name := cfg.Database + "_copy"
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+cfg.Database); err != nil {
		return "", fmt.Errorf("copy database: %w", err)
	}
	return b.server.DSNFor(name), nil
}

// appWithPolicies compares the application, whose policies let it see all rows,
// with the same on tables without policies.
func (b *bench) appWithPolicies(ctx context.Context, secured, bare *market) error {
	for _, read := range []struct {
		work   string
		filter func(*market) catalog.Filter
	}{
		{"product list, newest", func(*market) catalog.Filter { return catalog.Filter{Limit: pageSize} }},
		{"product list of a store, by price", func(m *market) catalog.Filter {
			store := random(m.stores)
			return catalog.Filter{Store: &store, Sort: catalog.SortPriceAsc, Limit: pageSize}
		}},
		{"search", func(*market) catalog.Filter {
			return catalog.Filter{Words: random(adjectives) + " " + random(nouns), Limit: pageSize}
		}},
	} {
		var sides []side
		for _, m := range []*market{secured, bare} {
			cat, err := catalogOn(ctx, m.pool)
			if err != nil {
				return err
			}
			sides = append(sides, side{read.work, func(ctx context.Context, d time.Duration) (load, error) {
				return drive(ctx, b.clients, d, func(ctx context.Context, _ int) error {
					_, _, err := cat.Products(ctx, read.filter(m))
					return err
				}), nil
			}})
		}
		if err := b.compareWalls(ctx, "application: "+read.work, "without policies", sides, func(context.Context) error { return nil }); err != nil {
			return err
		}
	}
	var sides []side
	for _, m := range []*market{secured, bare} {
		sides = append(sides, side{"place an order", func(ctx context.Context, d time.Duration) (load, error) {
			return m.placeByService(ctx, b.clients, d, transactionOnly)
		}})
	}
	return b.compareWalls(ctx, "application: place an order, transaction", "without policies", sides, func(ctx context.Context) error {
		for _, m := range []*market{secured, bare} {
			if err := m.refill(ctx, b, m.twoStores); err != nil {
				return err
			}
		}
		return nil
	})
}

// compareWalls notes PostgreSQL's CPU time of a call beside the rates: it says
// more, where others use the machine, too.
func (b *bench) compareWalls(ctx context.Context, work, reference string, sides []side, prepare func(context.Context) error) error {
	cpu := make([]time.Duration, len(sides))
	for i, s := range sides {
		sides[i].run = func(ctx context.Context, d time.Duration) (load, error) {
			before := postgresCPU()
			l, err := s.run(ctx, d)
			cpu[i] += postgresCPU() - before
			return l, err
		}
	}
	all, err := b.compare(ctx, prepare, sides...)
	if err != nil {
		return err
	}
	b.report.rate(work, all[0], all[1], reference, 0)
	each := func(i int) time.Duration { return cpu[i] / time.Duration(all[i].sum().done) }
	b.report.note("%s: PostgreSQL's CPU of a call %s, %s; %s: %s, %s", work, ms(each(0)), all[0].sum().quantiles(), reference, ms(each(1)), all[1].sum().quantiles())
	return nil
}

func catalogOn(ctx context.Context, pool *db.Pool) (*catalog.Service, error) {
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return catalog.New(ctx, pool, bus, time.Now)
}

// What a merchant looks at, as the modules ask for it: with the store in the
// statement, so that the policies are a second lock and not the only one.
const (
	queueSQL = `SELECT id, order_id, status, subtotal_amount, placed_at FROM orders.store_orders
		WHERE store_id = $1 AND (placed_at, id) < ($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY placed_at DESC, id DESC LIMIT 25`
	numbersSQL   = "SELECT id, number FROM orders.orders WHERE id = ANY($1)"
	addressesSQL = "SELECT order_id, name, line1, city, country FROM orders.addresses WHERE order_id = ANY($1) AND kind = 'shipping'"
	itemsSQL     = "SELECT store_order_id, name, quantity FROM orders.items WHERE store_order_id = ANY($1) ORDER BY store_order_id, position"
	inventorySQL = `SELECT v.id, v.product_id, p.name, v.sku, v.options, i.quantity_available
		FROM catalog.products p JOIN catalog.variants v ON v.product_id = p.id JOIN catalog.inventory i ON i.variant_id = v.id
		WHERE p.store_id = $1 AND v.archived_at IS NULL AND p.id >= $2 AND (p.id, v.id) > ($2, $2) ORDER BY p.id, v.id LIMIT 25`
)

// readQueue reads a page of a store's orders, in four statements.
func readQueue(ctx context.Context, tx db.Tx, store uuid.UUID) error {
	before := time.Now().Add(-time.Duration(rand.IntN(sold)) * time.Minute)
	var ids, parts []uuid.UUID
	rows, err := tx.Query(ctx, queueSQL, store, before)
	if err != nil {
		return err
	}
	var part, order uuid.UUID
	var status string
	var subtotal int64
	if _, err := pgx.ForEachRow(rows, []any{&part, &order, &status, &subtotal, &before}, func() error {
		ids, parts = append(ids, order), append(parts, part)
		return nil
	}); err != nil {
		return err
	}
	for _, q := range []struct {
		sql string
		arg []uuid.UUID
	}{{numbersSQL, ids}, {addressesSQL, ids}, {itemsSQL, parts}} {
		if err := readAll(ctx, tx, len(ids), q.sql, q.arg); err != nil {
			return err
		}
	}
	return nil
}

// readInventory reads a page of a store's stock.
func readInventory(ctx context.Context, tx db.Tx, store uuid.UUID) error {
	return readAll(ctx, tx, 25, inventorySQL, store, uuid.Nil)
}

// readAll fails when there are not so many rows: a policy that hides what the
// store may see would be fast.
func readAll(ctx context.Context, tx db.Tx, want int, sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
		n++
	}
	if rows.Err() == nil && n != want {
		return fmt.Errorf("%d rows instead of %d: %s", n, want, sql)
	}
	return rows.Err()
}

// merchant compares a store's transaction with one of the application.
func (b *bench) merchant(ctx context.Context, m *market) error {
	for _, read := range []struct {
		work string
		do   func(context.Context, db.Tx, uuid.UUID) error
	}{{"page of a store's orders", readQueue}, {"page of a store's stock", readInventory}} {
		inStore := side{read.work + ", db.InStoreTx", func(ctx context.Context, d time.Duration) (load, error) {
			return drive(ctx, b.clients, d, func(ctx context.Context, _ int) error {
				store := random(m.stores)
				return db.InStoreTx(ctx, m.pool, store, func(tx db.Tx) error { return read.do(ctx, tx, store) })
			}), nil
		}}
		plain := side{read.work + ", db.InTx", func(ctx context.Context, d time.Duration) (load, error) {
			return drive(ctx, b.clients, d, func(ctx context.Context, _ int) error {
				store := random(m.stores)
				return db.InTx(ctx, m.pool, func(tx db.Tx) error { return read.do(ctx, tx, store) })
			}), nil
		}}
		err := b.compareWalls(ctx, "merchant: "+read.work, "db.InTx", []side{inStore, plain}, func(context.Context) error { return nil })
		if err != nil {
			return err
		}
	}
	return nil
}
