package app

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"rialto/internal/db"
)

// person is somebody with an account, or nobody.
type person struct {
	name, email string
	id          uuid.UUID
	token       string // for the Authorization header
}

// passwordHash is cheap, so that a crowd of people costs a test little.
var passwordHash = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash(goodPassword, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
})

// resident makes a verified account.
func (m *market) resident(t *testing.T, name string) person {
	t.Helper()
	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	p := person{name: name, id: db.NewID()}
	p.email = fmt.Sprintf("%s.%s@example.org", name, p.id)
	_, err = m.pool.Exec(t.Context(), `INSERT INTO auth.users (id, email, name, password_hash, email_verified_at, created_at, updated_at)
		VALUES ($1, $2, $3, $4, now(), now(), now())`, p.id, p.email, name, hash)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// enter begins a session.
func (m *market) enter(t *testing.T, p person) person {
	t.Helper()
	p.token = m.signIn(t, p.email).AccessToken
	return p
}

// as calls the API as somebody.
func (m *market) as(p person, method, path, body string, header ...string) answer {
	return m.call(method, path, body, append(header, "Authorization", "Bearer "+p.token)...)
}

// city is a marketplace with everybody that access depends on, and somebody
// whose belongings the others reach for.
type city struct {
	m                     *market
	victim, stranger      person
	staff, manager, owner person // of the store that the victim bought from
	rival                 person // owner of another store
	admin                 person
	keyless, keyed        person // API keys without and with every scope, of the admin, who also owns the store
	stale                 person // owner and admin, who signed in long ago
	gone, blocked         person // with tokens that worked once
	store, rivalStore     string // slugs
	ids                   map[string]string
	secrets               []string
}

func (m *market) city(t *testing.T) *city {
	t.Helper()
	c := &city{m: m, store: "north", rivalStore: "south"}
	north, south := m.shop(t, c.store), m.shop(t, c.rivalStore)
	come := func(name string) person { return m.enter(t, m.resident(t, name)) }
	c.victim, c.stranger, c.admin = come("victim"), come("stranger"), come("admin")
	c.staff, c.manager, c.owner, c.rival = come("staff"), come("manager"), come("owner"), come("rival")
	c.stale, c.gone, c.blocked = come("stale"), come("gone"), come("blocked")
	c.victim = m.enter(t, c.victim) // the session before is one to be ended
	key, trainee := come("key"), come("trainee")
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE auth.users SET role = 'admin' WHERE id = ANY($1)`, []any{[]uuid.UUID{c.admin.id, c.stale.id, key.id}}},
		{`INSERT INTO stores.members (store_id, user_id, role, added_at)
			SELECT $1, u, r, now() FROM unnest($2::uuid[], $3::text[]) AS m(u, r)`,
			[]any{north.store.ID, []uuid.UUID{c.staff.id, c.manager.id, c.owner.id, c.stale.id, key.id, trainee.id}, []string{"staff", "manager", "owner", "owner", "owner", "staff"}}},
		{`INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, 'owner', now())`, []any{south.store.ID, c.rival.id}},
	} {
		if _, err := m.pool.Exec(t.Context(), q.sql, q.args...); err != nil {
			t.Fatal(err)
		}
	}
	c.keyless, c.keyed = key, key
	c.keyed.token = m.apiKey(t, key, "account:read", "account:write", "store:read", "store:write", "admin:read", "admin:write")
	c.keyless.token = m.apiKey(t, key, "account:read")
	c.settle(t, north)
	c.ids["userId"] = trainee.id.String()
	for _, q := range []string{
		`UPDATE auth.sessions SET authenticated_at = authenticated_at - interval '1 hour' WHERE user_id = '` + c.stale.id.String() + `'`,
		`UPDATE auth.users SET blocked_at = now() WHERE id = '` + c.blocked.id.String() + `'`,
		`UPDATE auth.sessions SET ended_at = now(), ended_because = 'signed_out' WHERE user_id = '` + c.gone.id.String() + `'`,
	} {
		if _, err := m.pool.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (m *market) apiKey(t *testing.T, p person, scopes ...string) string {
	t.Helper()
	a := m.as(p, "POST", "/me/api-keys", fmt.Sprintf(`{"name":"k","scopes":["%s"],"expiresInDays":1}`, strings.Join(scopes, `","`)))
	var made struct{ Key string }
	a.into(t, &made)
	if made.Key == "" {
		t.Fatalf("make an API key: %d %s", a.status, a.body)
	}
	return made.Key
}

// settle gives the victim one of everything that has an id.
func (c *city) settle(t *testing.T, north shop) {
	t.Helper()
	m, marker := c.m, "Marker"+strings.ReplaceAll(uuid.NewString(), "-", "")
	c.secrets = []string{marker, c.victim.email}
	id := func(a answer, path ...string) string {
		t.Helper()
		var v any
		a.into(t, &v)
		for _, p := range path {
			switch x := v.(type) {
			case map[string]any:
				v = x[p]
			case []any:
				v = x[0].(map[string]any)[p]
			}
		}
		s, ok := v.(string)
		if !ok {
			t.Fatalf("no %v in %d %s", path, a.status, a.body)
		}
		return s
	}
	row := func(sql string, args ...any) string {
		t.Helper()
		var out string
		if err := m.pool.QueryRow(t.Context(), sql, args...).Scan(&out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	address := strings.Replace(addressJSON, "Ada Byron", marker, 1)
	buy := func() string {
		cart := id(m.as(c.victim, "GET", "/me/cart", ""), "id")
		if a := m.as(c.victim, "POST", "/carts/"+cart+"/items", fmt.Sprintf(`{"variantId":%q,"quantity":1}`, north.mugVariant)); a.status != 200 {
			t.Fatalf("add to cart: %d %s", a.status, a.body)
		}
		return cart
	}
	body := fmt.Sprintf(`{"cartId":%q,"email":%q,"shipping":%s}`, buy(), c.victim.email, address)
	ordered := m.as(c.victim, "POST", "/orders", body, "Idempotency-Key", uuid.NewString())
	order := id(ordered, "orderId")
	cart := buy()
	now := time.Now()
	c.ids = map[string]string{
		"storeId": c.store, "orderId": order, "cartId": cart, "jobId": row(`SELECT min(id)::text FROM jobs.river_job`),
		"queue": "no_such_queue", "jobName": "no.such_job",
		"itemId":       id(m.as(c.victim, "GET", "/carts/"+cart, ""), "stores", "items", "id"),
		"storeOrderId": row(`SELECT id FROM orders.store_orders WHERE order_id = $1`, order),
		"variantId":    north.mugVariant.String(),
		"addressId":    id(m.as(c.victim, "POST", "/me/addresses", `{"address":`+address+`}`), "id"),
		"sessionId":    row(`SELECT id FROM auth.sessions WHERE user_id = $1 ORDER BY created_at LIMIT 1`, c.victim.id),
		"apiKeyId":     id(m.as(c.victim, "POST", "/me/api-keys", `{"name":"`+marker+`","scopes":["account:read"],"expiresInDays":1}`), "apiKey", "id"),
		"exportId":     id(m.as(c.victim, "POST", "/me/exports", ""), "id"),
		"passkeyId": row(`INSERT INTO auth.passkeys (id, user_id, credential_id, credential, name, created_at)
			VALUES ($1, $2, 'x', '{}', $3, $4) RETURNING id`, db.NewID(), c.victim.id, marker, now),
		"importId": row(`INSERT INTO imports.imports (id, store_id, file_name, bytes, format, delimiter, columns, samples, suggested, created_at, touched_at, file_until)
			VALUES ($1, $2, $3, 1, 'other', ',', '{handle,name,price}', '[]', '{handle,name,price}', $4, $4, $4) RETURNING id`, db.NewID(), north.store.ID, marker, now),
		"invitationId": row(`INSERT INTO stores.invitations (id, store_id, email, role, digest, invited_by, invited_at, sent_at, expires_at)
			VALUES ($1, $2, $3, 'staff', 'x', $1, $4, $4, $4) RETURNING id`, db.NewID(), north.store.ID, marker+"@example.org", now),
		"productId": north.mug.String(),
		"imageId": row(`INSERT INTO catalog.images (id, product_id, position, media_key, width, height, alt)
			VALUES ($1, $2, 0, 'aa/aaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, $3) RETURNING id`, db.NewID(), north.mug, marker),
		"uploadId": row(`INSERT INTO media.uploads (id, store_id, content_type, bytes, created_at)
			VALUES ($1, $2, 'image/png', 1, $3) RETURNING id`, db.NewID(), north.store.ID, now),
		"identityId": row(`INSERT INTO auth.identities (id, user_id, provider, subject, email, created_at)
			VALUES ($1, $2, 'p', 's', $3, $4) RETURNING id`, db.NewID(), c.victim.id, marker+"@example.org", now),
	}
	c.ids["shipmentId"] = row(`INSERT INTO orders.shipments (id, store_order_id, carrier, tracking_number, shipped_at)
		VALUES ($1, $2, $3, $3, $4) RETURNING id`, db.NewID(), c.ids["storeOrderId"], marker, now)
	if _, err := m.pool.Exec(t.Context(), `INSERT INTO orders.shipment_items SELECT $1, id, 1 FROM orders.items WHERE store_order_id = $2`,
		c.ids["shipmentId"], c.ids["storeOrderId"]); err != nil {
		t.Fatal(err)
	}
	c.ids["refundId"] = row(`INSERT INTO payments.refunds (id, payment_id, amount, currency, reason, status, created_at)
		SELECT $1, id, 1, currency, 'test', 'failed', $2 FROM payments.payments WHERE order_id = $3 RETURNING id`, db.NewID(), now, order)
	c.ids["productId"] = row(`SELECT product_id FROM catalog.variants WHERE id = $1`, north.mugVariant)
	c.ids["bulkEditId"] = row(`INSERT INTO catalog.bulk_edits (id, store_id, products, created_at) VALUES ($1, $2, 0, now()) RETURNING id`,
		db.NewID(), north.store.ID)
	c.ids["webhookEndpointId"] = row(`INSERT INTO webhooks.endpoints (id, store_id, slot, url, description, event_types, sealed_secret, created_by, created_at, updated_at)
		VALUES ($1, $2, 1, 'https://erp.example.com/' || $3, $3, '{}', 'x', $1, $4, $4) RETURNING id`, db.NewID(), north.store.ID, marker, now)
	c.ids["webhookDeliveryId"] = row(`INSERT INTO webhooks.deliveries (id, endpoint_id, event_id, event_type, event_at, body, status, created_at, finished_at)
		VALUES ($1, $2, $1, 'order.paid', $4, $3, 'failed', $4, $4) RETURNING id`, db.NewID(), c.ids["webhookEndpointId"], marker, now)
	c.ids["categoryId"] = row(`INSERT INTO catalog.categories (id, slug, name) VALUES ($1, 'theirs', 'Theirs') RETURNING id`, db.NewID())
	c.ids["attributeId"] = row(`INSERT INTO catalog.attributes (id, category_id, name, kind, position) VALUES ($1, $2, 'Their own', 'text', 0) RETURNING id`,
		db.NewID(), c.ids["categoryId"])
	eventually(t, 20*time.Second, func() bool {
		return row(`SELECT status FROM privacy.exports WHERE id = $1`, c.ids["exportId"]) == "ready"
	})
}

// belongings are all rows of those whom nobody may touch, but for what being
// signed in changes by itself.
func (c *city) belongings(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	rows, err := c.m.pool.Query(t.Context(), `SELECT table_schema || '.' || table_name FROM information_schema.columns
		WHERE column_name = 'user_id' AND table_schema IN ('auth', 'cart', 'orders', 'privacy', 'stores', 'stockwatch') ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var queries []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		if table == "stores.members" {
			queries = append(queries, `SELECT to_jsonb(x) AS r FROM stores.members x WHERE $1::uuid IS NOT NULL`)
			continue
		}
		queries = append(queries, `SELECT to_jsonb(x) - 'last_used_at' - 'status' - 'ready_at' - 'bytes' AS r FROM `+table+` x WHERE user_id = $1`)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	queries = append(queries, `SELECT to_jsonb(x) AS r FROM auth.users x WHERE id = $1`,
		`SELECT to_jsonb(x) AS r FROM cart.items x JOIN cart.carts k ON k.id = x.cart_id WHERE k.user_id = $1`)
	for _, q := range queries {
		var text string
		q = `SELECT coalesce(string_agg(r::text, E'\n' ORDER BY r::text), '') FROM (` + q + `) q`
		if err := c.m.pool.QueryRow(t.Context(), q, c.victim.id).Scan(&text); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		all.WriteString(text + "\n")
	}
	return all.String()
}
