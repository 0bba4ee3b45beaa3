package db_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// Two stores with everything that a store can have. Of three orders each has
// one of its own; the third is from both.
var (
	ours   = uuid.MustParse("00000000-0000-4000-8000-00000000000a")
	theirs = uuid.MustParse("00000000-0000-4000-8000-00000000000b")
)

const twoStores = `
	CREATE TEMP TABLE s (store uuid, n int);
	INSERT INTO s VALUES ('00000000-0000-4000-8000-00000000000a', 1), ('00000000-0000-4000-8000-00000000000b', 2);
	INSERT INTO auth.users (id, email, created_at, updated_at) SELECT store, n || '@example.com', now(), now() FROM s;
	INSERT INTO stores.stores (id, slug, name, created_at, updated_at) SELECT store, 'store-' || n, 'Store', now(), now() FROM s;
	INSERT INTO stores.members (store_id, user_id, role, added_at) SELECT store, store, 'owner', now() FROM s;
	INSERT INTO stores.applications (store_id, applied_by, applied_at) SELECT store, store, now() FROM s;
	INSERT INTO stores.businesses (store_id, name, line1, line2, city, region, postal_code, country, phone, email, registration, tax_id, updated_at)
		SELECT store, 'Ada Ltd', '1 Square', '', 'London', '', 'SW1', 'GB', '', 'x@example.com', '', '', now() FROM s;
	INSERT INTO stores.payout_accounts (store_id, sealed, country, last4, updated_at, updated_by) SELECT store, 'x', 'GB', '0000', now(), store FROM s;
	INSERT INTO catalog.products (id, store_id, slug, name, price_amount, variant_count, currency, created_at, updated_at)
		SELECT store, store, 'lamp', 'Lamp', 100, 1, 'EUR', now(), now() FROM s;
	INSERT INTO catalog.product_options (product_id, position, name, values) SELECT store, 0, 'Colour', '{red}' FROM s;
	INSERT INTO catalog.images (id, product_id, position, media_key, width, height) SELECT store, store, 0, 'key', 1, 1 FROM s;
	INSERT INTO catalog.variants (id, product_id, position, options, price_amount, currency) SELECT store, store, 0, '{red}', 100, 'EUR' FROM s;
	INSERT INTO catalog.inventory (variant_id, quantity_available, quantity_received) SELECT store, 5, 5 FROM s;
	INSERT INTO media.images (id, store_id, media_key, width, height, added_at, used_at) SELECT store, store, 'key', 1, 1, now(), now() FROM s;
	INSERT INTO media.uploads (id, store_id, content_type, bytes, created_at) SELECT store, store, 'image/png', 1, now() FROM s;
	UPDATE catalog.inventory SET quantity_available = 2;
	INSERT INTO catalog.stock_settings (store_id, low_at, updated_at) SELECT store, 4, now() FROM s;
	UPDATE catalog.variants SET price_amount = 90;
	UPDATE catalog.products SET price_amount = 90;
	INSERT INTO catalog.categories (id, slug, name) VALUES (md5('c')::uuid, 'light', 'Light');
	INSERT INTO catalog.attributes (id, category_id, name, kind, position) VALUES (md5('a')::uuid, md5('c')::uuid, 'Socket', 'text', 0);
	INSERT INTO catalog.attribute_values (product_id, attribute_id, text_value) SELECT store, md5('a')::uuid, 'E27' FROM s;
	INSERT INTO catalog.products (id, store_id, slug, name, price_amount, variant_count, currency, created_at, updated_at)
		SELECT md5('other' || n)::uuid, store, 'shade', 'Shade', 100, 1, 'EUR', now(), now() FROM s;
	INSERT INTO catalog.related_products (product_id, position, related_id) SELECT store, 0, md5('other' || n)::uuid FROM s;
	INSERT INTO catalog.bulk_edits (id, store_id, products, created_at) SELECT store, store, 1, now() FROM s;
	INSERT INTO catalog.bulk_edit_rows (bulk_edit_id, number, product_id, product_name, product_version, field, before, after)
		SELECT store, 1, store, 'Lamp', 1, 'status', '{}', '{}' FROM s;
	INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at)
		SELECT md5('order' || n)::uuid, gen_random_uuid(), 'x@example.com', 'payment_pending', 100, 'EUR', now(), now() FROM generate_series(1, 3) n;
	INSERT INTO orders.addresses (order_id, kind, name, line1, city, postal_code, country)
		SELECT id, kind, 'Ada', '1 Square', 'London', 'SW1', 'GB' FROM orders.orders, unnest('{billing,shipping}'::text[]) kind;
	INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
		SELECT md5('part' || o || n)::uuid, md5('order' || o)::uuid, store, 'awaiting_payment', 100, 'EUR', now() FROM s, generate_series(1, 3) o WHERE o IN (n, 3);
	INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, quantity, unit_price_amount, currency)
		SELECT p.id, p.order_id, p.id, 0, p.store_id, p.store_id, 'lamp', 'Lamp', 1, 100, 'EUR' FROM orders.store_orders p;
	INSERT INTO analytics.store_days (store_id, day) SELECT store, now() FROM s;
	INSERT INTO analytics.product_days (store_id, product_id, day) SELECT store, store, now() FROM s;
	INSERT INTO analytics.product_months (store_id, product_id, month) SELECT store, store, now() FROM s;
	INSERT INTO analytics.stock_days (store_id, day, value_amount, units, variants, sold_out, counted_at) SELECT store, now(), 1, 1, 1, 1, now() FROM s;
	INSERT INTO orders.shipments (id, store_order_id, carrier, shipped_at) SELECT id, id, 'dhl', now() FROM orders.store_orders;
	INSERT INTO orders.shipment_items SELECT id, id, 1 FROM orders.store_orders;
	INSERT INTO orders.refunds SELECT id, id, 'refund', 1, 'EUR', 'It broke.', false, now() FROM orders.store_orders;
	INSERT INTO orders.refund_items SELECT id, id, 1 FROM orders.store_orders;
	INSERT INTO orders.notes SELECT id, id, store_id, 'Wrap it.', now() FROM orders.store_orders;
	INSERT INTO orders.invoices SELECT id, store_id, row_number() OVER (PARTITION BY store_id), id::text, '{}', now() FROM orders.store_orders;
	INSERT INTO orders.store_requests SELECT store, 'key', 'x', now() FROM s;
	INSERT INTO imports.imports (id, store_id, file_name, bytes, format, delimiter, columns, samples, suggested, created_at, touched_at, file_until)
		SELECT store, store, 'x.csv', 1, 'other', ',', '{handle}', '[]', '{handle}', now(), now(), now() FROM s;
	INSERT INTO imports.problems (import_id, seq, row, column_name, kind, code, message, row_start, row_bytes)
		SELECT store, 1, 2, 'price', 'problem', 'missing', 'missing', 0, 0 FROM s;
	INSERT INTO imports.handles (import_id, slug) SELECT store, 'lamp' FROM s;
	INSERT INTO imports.pictures (import_id, product_id, wanted) SELECT store, store, '{}' FROM s;
	INSERT INTO webhooks.endpoints (id, store_id, slot, url, description, event_types, sealed_secret, created_by, created_at, updated_at)
		SELECT store, store, 1, 'https://example.com', '', '{}', 'x', store, now(), now() FROM s;
	INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, next_attempt_at, created_at)
		SELECT store, store, store, 'order.paid', now(), '{}', now(), now() FROM s;
	INSERT INTO webhooks.attempts (delivery_id, number, began_at, duration_ms, result, request_headers, response_headers, response_body, response_cut)
		SELECT store, 1, now(), 1, 'ok', '{}', '{}', '', false FROM s;
	INSERT INTO imports.mappings (store_id, column_name, field, updated_at) SELECT store, 'name', 'name', now() FROM s;
	DROP TABLE s`

// storeRows tells for each table that a merchant may read which of its rows are
// of the store $1. A table that is not here fails the test.
var storeRows = map[string]string{
	"stores.stores":            "id = $1",
	"stores.members":           "store_id = $1",
	"stores.applications":      "store_id = $1",
	"stores.businesses":        "store_id = $1",
	"stores.payout_accounts":   "store_id = $1",
	"catalog.products":         "store_id = $1",
	"catalog.product_options":  "product_id IN (SELECT id FROM catalog.products WHERE store_id = $1)",
	"catalog.images":           "product_id IN (SELECT id FROM catalog.products WHERE store_id = $1)",
	"catalog.variants":         "product_id IN (SELECT id FROM catalog.products WHERE store_id = $1)",
	"catalog.inventory":        "variant_id IN (SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = $1)",
	"orders.shipments":         ofParts,
	"orders.shipment_items":    "shipment_id IN (SELECT id FROM orders.shipments WHERE " + ofParts + ")",
	"orders.refunds":           ofParts,
	"orders.refund_items":      "refund_id IN (SELECT id FROM orders.refunds WHERE " + ofParts + ")",
	"orders.notes":             ofParts,
	"orders.invoices":          "store_id = $1",
	"orders.store_requests":    "store_id = $1",
	"media.images":             "store_id = $1",
	"media.uploads":            "store_id = $1",
	"catalog.stock_movements":  "variant_id IN (SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = $1)",
	"catalog.stock_alerts":     "store_id = $1",
	"catalog.stock_settings":   "store_id = $1",
	"imports.imports":          "store_id = $1",
	"imports.problems":         "import_id IN (SELECT id FROM imports.imports WHERE store_id = $1)",
	"imports.handles":          "import_id IN (SELECT id FROM imports.imports WHERE store_id = $1)",
	"imports.pictures":         "import_id IN (SELECT id FROM imports.imports WHERE store_id = $1)",
	"imports.mappings":         "store_id = $1",
	"webhooks.endpoints":       "store_id = $1",
	"webhooks.deliveries":      "endpoint_id IN (SELECT id FROM webhooks.endpoints WHERE store_id = $1)",
	"webhooks.attempts":        "delivery_id IN (SELECT d.id FROM webhooks.deliveries d JOIN webhooks.endpoints e ON e.id = d.endpoint_id WHERE e.store_id = $1)",
	"orders.store_orders":      "store_id = $1",
	"orders.items":             "store_order_id IN (SELECT id FROM orders.store_orders WHERE store_id = $1)",
	"orders.orders":            "id IN (SELECT order_id FROM orders.store_orders WHERE store_id = $1)",
	"orders.addresses":         "kind = 'shipping' AND order_id IN (SELECT order_id FROM orders.store_orders WHERE store_id = $1)",
	"catalog.attribute_values": "product_id IN (SELECT id FROM catalog.products WHERE store_id = $1)",
	"catalog.related_products": "product_id IN (SELECT id FROM catalog.products WHERE store_id = $1)",
	"catalog.price_changes":    "variant_id IN (SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = $1)",
	"catalog.bulk_edits":       "store_id = $1",
	"catalog.bulk_edit_rows":   "bulk_edit_id IN (SELECT id FROM catalog.bulk_edits WHERE store_id = $1)",

	"analytics.store_days":     "store_id = $1",
	"analytics.product_days":   "store_id = $1",
	"analytics.product_months": "store_id = $1",
	"analytics.stock_days":     "store_id = $1",
}

const ofParts = "store_order_id IN (SELECT id FROM orders.store_orders WHERE store_id = $1)"

type database struct{ app, owner *db.Pool }

func setup(t *testing.T) database {
	t.Helper()
	pool := dbtest.New(t)
	d := database{pool, dbtest.Owner(t, pool)}
	_, err := d.owner.Exec(t.Context(), twoStores)
	check(t, err)
	return d
}

// table is one that a merchant may read, with the columns of it.
type table struct {
	Name    string
	Columns string
	Secured bool
}

func (d database) readable(t *testing.T) []table {
	t.Helper()
	rows, err := d.owner.Query(t.Context(), `
		SELECT p.table_schema || '.' || p.table_name, string_agg(quote_ident(p.column_name), ', ' ORDER BY p.column_name), bool_and(c.relrowsecurity)
		FROM information_schema.column_privileges p
		JOIN pg_class c ON c.oid = format('%I.%I', p.table_schema, p.table_name)::regclass
		WHERE p.grantee = $1 AND p.privilege_type = 'SELECT'
		GROUP BY 1 ORDER BY 1`, db.MerchantRole)
	check(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	check(t, err)
	return list
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// rows returns all rows of a table as texts, without any condition of ours
// unless one is given.
func rows(t *testing.T, q querier, tb table, where string, args ...any) ([]string, error) {
	t.Helper()
	result, err := q.Query(t.Context(), fmt.Sprintf("SELECT ROW(%s)::text FROM %s %s ORDER BY 1", tb.Columns, tb.Name, where), args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(result, pgx.RowTo[string])
}

// breaches says what is wrong with the walls between stores: what a query
// without any condition sees in a store's transaction that is not the store's,
// and what it does not see that is.
func (d database) breaches(t *testing.T) (broken []string) {
	t.Helper()
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	for _, tb := range d.readable(t) {
		of, known := storeRows[tb.Name]
		if !known {
			say("%s: a merchant may read it, and storeRows does not know which rows", tb.Name)
			continue
		}
		if !tb.Secured {
			say("%s: row-level security is off", tb.Name)
		}
		all, err := rows(t, d.owner, tb, "")
		check(t, err)
		for _, store := range []uuid.UUID{ours, theirs} {
			want, err := rows(t, d.owner, tb, "WHERE "+of, store)
			check(t, err)
			if len(want) == 0 || len(want) == len(all) {
				t.Fatalf("%s: %d of %d rows are the store's: this shows nothing", tb.Name, len(want), len(all))
			}
			var got []string
			check(t, db.InStoreTx(t.Context(), d.app, store, func(tx db.Tx) (err error) {
				got, err = rows(t, tx, tb, "")
				return err
			}))
			if !slices.Equal(got, want) {
				say("%s: in a transaction of store %s there are\n%s\nwant\n%s", tb.Name, store, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		if got, err := rows(t, d.app, tb, ""); err != nil || !slices.Equal(got, all) {
			say("%s: the application sees %d of %d rows: %v", tb.Name, len(got), len(all), err)
		}
	}
	return broken
}

func TestUnscopedQueriesSeeOneStore(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for _, b := range d.breaches(t) {
		t.Error(b)
	}
	var tables []string
	for _, tb := range d.readable(t) {
		tables = append(tables, tb.Name)
	}
	if known := slices.Sorted(maps.Keys(storeRows)); !slices.Equal(tables, known) {
		t.Errorf("a merchant may read %v, storeRows knows %v", tables, known)
	}
}

func TestWithoutAStoreThereIsNothing(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for name, sql := range map[string]string{
		"no store": "SET LOCAL ROLE rialto_merchant", "an empty one": "SET LOCAL ROLE rialto_merchant; SET LOCAL rialto.store_id = ''",
	} {
		check(t, db.InTx(t.Context(), d.app, func(tx db.Tx) error {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
			for _, tb := range d.readable(t) {
				if got, err := rows(t, tx, tb, ""); err != nil || len(got) > 0 {
					t.Errorf("%s with %s: %q, %v", tb.Name, name, got, err)
				}
			}
			return nil
		}))
	}
}

// policy is one that the migrations made.
type policy struct{ Schema, Table, Name string }

func (p policy) on() string { return p.Name + " ON " + p.Schema + "." + p.Table }

// Whatever is taken out of the wall, somebody notices.
func TestEveryPolicyIsNeeded(t *testing.T) {
	t.Parallel()
	d := setup(t)
	result, err := d.owner.Query(t.Context(), "SELECT schemaname, tablename, policyname FROM pg_policies")
	check(t, err)
	policies, err := pgx.CollectRows(result, pgx.RowToStructByPos[policy])
	check(t, err)
	if len(policies) < 2*len(storeRows) {
		t.Fatalf("%d policies for %d tables", len(policies), len(storeRows))
	}
	holes := map[string]string{}
	for _, p := range policies {
		holes["a dropped policy "+p.on()] = "DROP POLICY " + p.on()
		holes["no row-level security on "+p.Schema+"."+p.Table] = fmt.Sprintf("ALTER TABLE %s.%s DISABLE ROW LEVEL SECURITY", p.Schema, p.Table)
		if p.Name == "merchant" {
			holes["an open policy "+p.on()] = "ALTER POLICY " + p.on() + " USING (true)"
			holes["a policy for everybody "+p.on()] = "ALTER POLICY app ON " + p.Schema + "." + p.Table + " TO PUBLIC"
		}
	}
	holes["a grant on a table without policies"] = "GRANT SELECT ON payments.payments TO rialto_merchant"
	for name, sql := range holes {
		t.Run(name+" is noticed", func(t *testing.T) {
			t.Parallel()
			d := setup(t)
			_, err := d.owner.Exec(t.Context(), sql)
			check(t, err)
			if len(d.breaches(t)) == 0 {
				t.Error("it is not")
			}
		})
	}
}

// sqlState is the code of an error of the server.
func sqlState(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}

const refused = "42501" // insufficient privilege; also what a policy answers

func TestWritesStayInTheStore(t *testing.T) {
	t.Parallel()
	d := setup(t)
	rollBack := errors.New("roll back")
	inStore := func(t *testing.T, sql string, args ...any) (touched int64, err error) {
		t.Helper()
		txErr := db.InStoreTx(t.Context(), d.app, ours, func(tx db.Tx) error {
			var tag pgconn.CommandTag
			tag, err = tx.Exec(t.Context(), sql, args...)
			touched = tag.RowsAffected()
			return rollBack
		})
		if !errors.Is(txErr, rollBack) {
			t.Fatal(txErr)
		}
		return touched, err
	}

	t.Run("an update without a condition touches own rows only", func(t *testing.T) {
		for tb, c := range map[string]string{
			"stores.stores": "name", "stores.businesses": "name", "stores.payout_accounts": "last4", "catalog.products": "name", "catalog.product_options": "name", "catalog.images": "alt",
			"catalog.variants": "sku", "catalog.inventory": "quantity_available", "catalog.stock_settings": "low_at", "orders.store_orders": "status",
			"orders.shipments": "carrier", "orders.items": "shipped_quantity",
		} {
			var own int64
			check(t, d.owner.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", tb, storeRows[tb]), ours).Scan(&own))
			if n, err := inStore(t, fmt.Sprintf("UPDATE %s SET %s = %s", tb, c, c)); err != nil || n != own || n == 0 {
				t.Errorf("%s: %d rows, want %d: %v", tb, n, own, err)
			}
		}
	})
	t.Run("a delete without a condition, too", func(t *testing.T) {
		for _, tb := range []string{"catalog.product_options", "catalog.images"} {
			if n, err := inStore(t, "DELETE FROM "+tb); err != nil || n != 1 {
				t.Errorf("%s: %d rows: %v", tb, n, err)
			}
		}
		for _, tb := range []string{"catalog.products", "catalog.variants"} {
			if n, err := inStore(t, "DELETE FROM "+tb+" WHERE id = $1", theirs); err != nil || n != 0 {
				t.Errorf("%s: %d rows: %v", tb, n, err)
			}
		}
	})
	const product = "INSERT INTO catalog.products (id, store_id, slug, name, price_amount, variant_count, currency, created_at, updated_at) VALUES (gen_random_uuid(), $1, 'new', 'New', 1, 1, 'EUR', now(), now())"
	for name, sql := range map[string]string{
		"a product":           product,
		"a variant":           "INSERT INTO catalog.variants (id, product_id, position, options, price_amount, currency) VALUES (gen_random_uuid(), $1, 1, '{blue}', 1, 'EUR')",
		"an option":           "INSERT INTO catalog.product_options (product_id, position, name, values) VALUES ($1, 1, 'Size', '{L}')",
		"an image":            "INSERT INTO catalog.images (id, product_id, position, media_key, width, height) VALUES (gen_random_uuid(), $1, 1, 'key', 1, 1)",
		"a business":          "INSERT INTO stores.businesses (store_id, name, line1, line2, city, region, postal_code, country, phone, email, registration, tax_id, updated_at) VALUES ($1, '', '', '', '', '', '', '', '', '', '', '', now()) ON CONFLICT (store_id) DO UPDATE SET name = 'Eve'",
		"a payout account":    "INSERT INTO stores.payout_accounts (store_id, sealed, country, last4, updated_at, updated_by) VALUES ($1, 'x', 'DE', '1111', now(), $1) ON CONFLICT (store_id) DO UPDATE SET sealed = 'x'",
		"a product that goes": "UPDATE catalog.products SET store_id = $1",
		"a variant that goes": "UPDATE catalog.variants SET product_id = $1",
		"an image that goes":  "UPDATE catalog.images SET product_id = $1",
		"a parcel":            "INSERT INTO orders.shipments (id, store_order_id, carrier, shipped_at) SELECT gen_random_uuid(), md5('part22')::uuid, 'dhl', now() WHERE $1::uuid IS NOT NULL",
		"a refund":            "INSERT INTO orders.refunds SELECT gen_random_uuid(), md5('part22')::uuid, 'refund', 1, 'EUR', 'x', false, now() WHERE $1::uuid IS NOT NULL",
		"a webhook endpoint":  "INSERT INTO webhooks.endpoints (id, store_id, slot, url, description, event_types, sealed_secret, created_by, created_at, updated_at) VALUES (gen_random_uuid(), $1, 2, '', '', '{}', 'x', $1, now(), now())",
		"a webhook delivery":  "INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, next_attempt_at, created_at) VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'x', now(), '', now(), now())",
		"a note":              "INSERT INTO orders.notes SELECT gen_random_uuid(), md5('part22')::uuid, $1, 'x', now()",
		"a picture":           "INSERT INTO media.images (id, store_id, media_key, width, height, added_at, used_at) VALUES (gen_random_uuid(), $1, 'other', 1, 1, now(), now())",
		"an upload":           "INSERT INTO media.uploads (id, store_id, content_type, bytes, created_at) VALUES (gen_random_uuid(), $1, 'image/png', 1, now())",
		"a movement":          "INSERT INTO catalog.stock_movements (variant_id, number, delta, quantity_after, reason, created_at) VALUES ($1, 9, 1, 1, 'count', now())",
		"a setting of stock":  "UPDATE catalog.stock_settings SET store_id = $1",
		"stock":               "UPDATE catalog.inventory SET variant_id = $1",
		"a value":             "INSERT INTO catalog.attribute_values (product_id, attribute_id, text_value) VALUES ($1, md5('a')::uuid, 'E14')",
		"a related product":   "INSERT INTO catalog.related_products (product_id, position, related_id) SELECT id, 1, $1 FROM catalog.products WHERE slug = 'lamp'",
		"a bulk edit":         "INSERT INTO catalog.bulk_edits (id, store_id, products, created_at) VALUES (gen_random_uuid(), $1, 1, now())",
		"stock from nowhere":  "INSERT INTO catalog.inventory VALUES ($1, 7, 7) ON CONFLICT (variant_id) DO UPDATE SET quantity_available = 7",
	} {
		t.Run(name+" is refused in another store", func(t *testing.T) {
			if n, err := inStore(t, sql, theirs); sqlState(err) != refused {
				t.Errorf("%d rows: %v", n, err)
			}
		})
	}
	t.Run("a product is taken in the own store", func(t *testing.T) {
		if n, err := inStore(t, product, ours); err != nil || n != 1 {
			t.Errorf("%d rows: %v", n, err)
		}
	})
	for name, sql := range map[string]string{
		"to become another store":    "UPDATE stores.stores SET id = gen_random_uuid()",
		"to end a suspension":        "UPDATE stores.stores SET status = 'active'",
		"to accept its own terms":    "UPDATE stores.applications SET terms_version = '1'",
		"to be shown first":          "UPDATE stores.stores SET featured_position = 1",
		"to see an invitation":       "SELECT FROM stores.invitations",
		"to change the settings":     "UPDATE stores.settings SET required_steps = '{}'",
		"to open a hidden store":     "DELETE FROM catalog.shut_stores",
		"to make somebody an owner":  "UPDATE stores.members SET role = 'owner'",
		"to add a member":            "INSERT INTO stores.members VALUES (gen_random_uuid(), gen_random_uuid(), 'owner', now())",
		"to give a picture away":     "UPDATE media.images SET store_id = gen_random_uuid()",
		"to make it another picture": "UPDATE media.images SET media_key = 'other'",
		"to change what was ordered": "UPDATE orders.items SET quantity = 1",
		"to change what it cost":     "UPDATE orders.store_orders SET subtotal_amount = 1",
		"to write another's invoice": "INSERT INTO orders.invoices SELECT * FROM orders.invoices",
		"to change why it gave back": "UPDATE orders.refunds SET reason = 'x'",
		"to take a note back":        "DELETE FROM orders.notes",
		"to change what prices were": "DELETE FROM catalog.price_changes",
		"to make up a price":         "INSERT INTO catalog.price_changes VALUES (gen_random_uuid(), now(), 1, NULL, 'EUR')",
		"to see who pays":            "SELECT email FROM orders.orders",
		"to see what others earn":    "SELECT total_amount FROM orders.orders",
		"to see a payment":           "SELECT FROM payments.payments",
		"to see an account":          "SELECT FROM auth.users",
		"to see a cart":              "SELECT FROM cart.carts",
		"to see the audit log":       "SELECT FROM audit.entries",
		"to queue a job":             "INSERT INTO jobs.river_job (kind, max_attempts) VALUES ('x', 1)",
		"to change what happened":    "UPDATE catalog.stock_movements SET delta = 1",
		"to forget what happened":    "DELETE FROM catalog.stock_movements",
		"to hide that stock is low":  "DELETE FROM catalog.stock_alerts",
		"to change what was sent":    "UPDATE webhooks.deliveries SET body = 'x'",
		"to make up an attempt":      "DELETE FROM webhooks.attempts",
		"to give an endpoint away":   "UPDATE webhooks.endpoints SET store_id = gen_random_uuid()",
		"to take a number":           "SELECT nextval('orders.order_numbers')",
	} {
		t.Run("it is refused "+name, func(t *testing.T) {
			if _, err := inStore(t, sql); sqlState(err) != refused {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestInStoreTxEndsWithTheTransaction(t *testing.T) {
	t.Parallel()
	d := setup(t)
	conn := func() string {
		var role, store string
		const q = "SELECT current_user, coalesce(current_setting('rialto.store_id', true), '')"
		check(t, d.app.QueryRow(t.Context(), q).Scan(&role, &store))
		return role + " " + store
	}
	failed := errors.New("failed")
	for name, end := range map[string]error{"commit": nil, "roll-back": failed} {
		err := db.InStoreTx(t.Context(), d.app, ours, func(tx db.Tx) error {
			var role, store string
			if err := tx.QueryRow(t.Context(), "SELECT current_user, current_setting('rialto.store_id')").Scan(&role, &store); err != nil {
				return err
			}
			if role != db.MerchantRole || store != ours.String() {
				t.Errorf("works as %s in store %s", role, store)
			}
			return end
		})
		if !errors.Is(err, end) {
			t.Errorf("got %v", err)
		}
		for range 10 { // every connection of the pool
			if got := conn(); got != db.AppRole+" " {
				t.Errorf("after the %s a connection works as %q", name, got)
			}
		}
	}
}

func TestInStoreTxIsRetried(t *testing.T) {
	t.Parallel()
	d := setup(t)
	attempts := 0
	check(t, db.InStoreTx(t.Context(), d.app, ours, func(tx db.Tx) error {
		var role string
		if err := tx.QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil || role != db.MerchantRole {
			t.Errorf("works as %s: %v", role, err)
		}
		if attempts++; attempts == 1 {
			_, err := tx.Exec(t.Context(), "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END $$")
			return err
		}
		return nil
	}))
	if attempts != 2 {
		t.Errorf("%d attempts", attempts)
	}
}

func TestLeaveStoreTx(t *testing.T) {
	t.Parallel()
	d := setup(t)
	check(t, db.InStoreTx(t.Context(), d.app, ours, func(tx db.Tx) error {
		if _, err := tx.Exec(t.Context(), "UPDATE stores.stores SET tagline = 'new'"); err != nil {
			return err
		}
		if err := db.LeaveStoreTx(t.Context(), tx); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), "UPDATE stores.stores SET location = tagline")
		return err
	}))
	var places string
	check(t, d.owner.QueryRow(t.Context(), "SELECT string_agg(location, ',' ORDER BY id) FROM stores.stores").Scan(&places))
	if places != "new," {
		t.Errorf("got %q: first one store was to be written, then both", places)
	}
}
