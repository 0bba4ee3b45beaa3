package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/doctor"
)

//go:embed analytics.sql
var fillSales string

const (
	analyticsEmail    = "bench@example.org"
	analyticsPassword = "harbour-teapot-9"
	analyticsLimit    = 200 * time.Millisecond
)

// figuresMarket is a market with a long history, whose merchant owns all stores.
type figuresMarket struct {
	filled
	owner *db.Pool
	p     *program
	token string
	today time.Time
}

// analyticsFigures asks for figures of very many orders over HTTP and compares
// every one of the answers with what plain SQL finds in the orders.
func analyticsFigures(ctx context.Context, b *bench) error {
	m, err := b.openFigures(ctx)
	if err != nil {
		return err
	}
	defer m.owner.Close()
	defer m.p.stop() //nolint:errcheck // it is killed if it does not end
	if err := m.compareAll(ctx, b); err != nil {
		return err
	}
	for _, op := range []struct {
		name string
		path func() string
	}{
		{"summary, with comparison", func() string { return m.ofStore("summary", m.period(), "compare=previous") }},
		{"summary.csv", func() string { return m.ofStore("summary.csv", m.period()) }},
		{"top-products", func() string { return m.ofStore("top-products", m.period(), "limit=25") }},
		{"top-products.csv", func() string { return m.ofStore("top-products.csv", m.period()) }},
		{"stock-value", func() string { return m.ofStore("stock-value", "") }},
		{"stock-value.csv", func() string { return m.ofStore("stock-value.csv", "") }},
		{"operator: all stores, with comparison", func() string { return "/admin/analytics?compare=previous&" + m.period() }},
		{"operator: csv", func() string { return "/admin/analytics.csv?" + m.period() }},
	} {
		l := m.read(ctx, b.clients, b.duration, op.path)
		if err := l.check(); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		q := l.quantiles()
		b.report.limit(fmt.Sprintf("analytics of %d orders: %s, %d clients", b.orders, op.name, b.clients),
			fmt.Sprintf("%s, %.0f/s", q, l.rate()), "p95 < "+analyticsLimit.String(), q.p95 < analyticsLimit)
	}
	return nil
}

// openFigures sells, counts and starts the program.
func (b *bench) openFigures(ctx context.Context) (*figuresMarket, error) {
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return nil, err
	}
	m := &figuresMarket{today: time.Now().UTC().Truncate(24 * time.Hour)}
	if m.owner, err = openPool(ctx, dsn, 4, "", nil); err != nil {
		return nil, err
	}
	b.report.progress("  filling a market: %d products in %d stores, %d orders", marketGoods.products, marketGoods.stores, b.orders)
	if m.filled, err = fill(ctx, m.owner, marketGoods); err != nil {
		return nil, err
	}
	indexes, err := dropIndexes(ctx, m.owner, "orders")
	if err != nil {
		return nil, err
	}
	for _, sql := range append([]string{strings.ReplaceAll(fillSales, "ORDERS", strconv.Itoa(b.orders))}, append(indexes, "VACUUM ANALYZE")...) {
		begun := time.Now()
		if _, err := m.owner.Exec(ctx, sql); err != nil {
			return nil, fmt.Errorf("sell: %w", err)
		}
		b.report.progress("  %s: %s", time.Since(begun).Round(time.Second), strings.SplitN(sql, "\n", 2)[0])
	}
	settings := []string{"RIALTO_DATABASE_URL=" + dsn, "RIALTO_DATA_DIR=" + filepath.Join(b.dir, "figures")}
	begun := time.Now()
	if err := b.command(ctx, settings, "", "analytics", "recount"); err != nil {
		return nil, err
	}
	b.report.note("rialto analytics recount of %d orders from nothing: %s", b.orders, time.Since(begun).Round(100*time.Millisecond))
	if err := b.command(ctx, settings, analyticsPassword, "user", "create", "--admin", "--password-stdin", "--email", analyticsEmail); err != nil {
		return nil, err
	}
	for _, sql := range []string{
		`INSERT INTO stores.members (store_id, user_id, role, added_at) SELECT s.id, u.id, 'owner', now() FROM stores.stores s, auth.users u`, "VACUUM ANALYZE",
	} {
		if _, err := m.owner.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	if m.p, err = b.start(ctx, settings...); err != nil {
		return nil, err
	}
	c := httpConn{address: m.p.address}
	defer c.close()
	status, body, err := c.call(requestText("POST", m.p.address, "/api/v1/auth/login",
		fmt.Sprintf(`{"email":%q,"password":%q,"refreshTokenIn":"body"}`, analyticsEmail, analyticsPassword)))
	var session struct{ AccessToken string }
	if err := errors.Join(err, json.Unmarshal(body, &session)); err != nil || session.AccessToken == "" {
		return nil, fmt.Errorf("sign in: %d %s: %w", status, body, err)
	}
	m.token = session.AccessToken
	return m, nil
}

// command runs a command of the program.
func (b *bench) command(ctx context.Context, settings []string, input string, args ...string) error {
	binary, err := b.build(ctx)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env, cmd.Stdin = append(os.Environ(), settings...), strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("rialto %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// ofStore is a question about a store; half of all are about the largest.
func (m *figuresMarket) ofStore(what string, query ...string) string {
	slug := m.slugs[0]
	if rand.IntN(2) == 0 {
		slug = random(m.slugs)
	}
	return "/stores/" + slug + "/analytics/" + what + "?" + strings.Join(query, "&")
}

// span is a week to 400 days, somewhere in the history.
func (m *figuresMarket) span() (from, to time.Time) {
	days := random([]int{7, 30, 90, 365, 400})
	to = m.today.AddDate(0, 0, -rand.IntN(401-days))
	return to.AddDate(0, 0, 1-days), to
}

func (m *figuresMarket) period() string {
	from, to := m.span()
	return url.Values{"from": {from.Format(time.DateOnly)}, "to": {to.Format(time.DateOnly)}}.Encode()
}

func (m *figuresMarket) read(ctx context.Context, clients int, d time.Duration, path func() string) load {
	conns := make([]httpConn, clients)
	for i := range conns {
		conns[i].address = m.p.address
		defer conns[i].close() //nolint:gocritic // they all live as long as this function
	}
	return drive(ctx, clients, d, func(_ context.Context, client int) error {
		_, err := m.get(&conns[client], path())
		return err
	})
}

func (m *figuresMarket) get(c *httpConn, path string) ([]byte, error) {
	status, body, err := c.call(requestText("GET", m.p.address, "/api/v1"+path, "", "Authorization", "Bearer "+m.token))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, status, body)
	}
	return body, err
}

// compareAll compares answers of all kinds with the orders, and all figures
// there are with the doctor.
func (m *figuresMarket) compareAll(ctx context.Context, b *bench) error {
	var report strings.Builder
	if _, err := doctor.Examine(ctx, m.owner, time.Now(), &report); err != nil {
		return err
	}
	for line := range strings.Lines(report.String()) {
		if strings.Contains(line, "figures") || strings.Contains(line, "months are the sums") {
			if !strings.HasPrefix(line, "ok") {
				return fmt.Errorf("the figures are not a recount:\n%s", report.String())
			}
			b.report.progress("  doctor: %s", strings.TrimSpace(line))
		}
	}
	c := &httpConn{address: m.p.address}
	defer c.close()
	compared := 0
	for i := range 24 {
		store := i / 2 % 4 * 33 // the largest store, and smaller ones
		from, to := m.span()
		n, err := m.compareStore(ctx, c, store, from, to, []string{"day", "week", "month"}[i%3])
		if err != nil {
			return err
		}
		compared += n
		if n, err = m.compareProducts(ctx, c, store, from, to); err != nil {
			return err
		}
		compared += n
		if i%4 == 0 {
			if n, err = m.compareMarket(ctx, c, from, to); err != nil {
				return err
			}
			compared += n
		}
	}
	for _, store := range []int{0, 50, 99} {
		if err := m.compareStock(ctx, c, store); err != nil {
			return err
		}
		compared += 4
	}
	b.report.note("%d figures of answers are equal to a recount in plain SQL", compared)
	return nil
}

// answered are figures as the API tells them.
type answered struct {
	Revenue, Refunds, NetRevenue struct{ Amount int64 }
	Orders, Units, UnitsReturned int64
}

// recounted are figures as SQL finds them in the orders.
type recounted struct{ gross, refunded, orders, units, returned int64 }

func (a answered) equal(r recounted) bool {
	return a == answered{
		Revenue: struct{ Amount int64 }{r.gross}, Refunds: struct{ Amount int64 }{r.refunded}, NetRevenue: struct{ Amount int64 }{r.gross - r.refunded},
		Orders: r.orders, Units: r.units, UnitsReturned: r.returned,
	}
}

const figuresEach = 6

// ordersSQL finds in the orders what was sold and what came back. The first
// parameter is a store or null, the others the first day and the day after the
// last. %s is what is counted apart.
const ordersSQL = `
	WITH sold AS (
		SELECT %[1]s AS key, sum(i.quantity * i.unit_price_amount) AS gross, count(DISTINCT %[3]s) AS orders, sum(i.quantity) AS units
		FROM orders.orders o JOIN orders.store_orders s ON s.order_id = o.id JOIN orders.items i ON i.store_order_id = s.id
		WHERE ($1::uuid IS NULL OR s.store_id = $1) AND o.paid_at >= $2::timestamp AT TIME ZONE 'UTC' AND o.paid_at < $3::timestamp AT TIME ZONE 'UTC'
		GROUP BY 1
	), back AS (
		SELECT %[2]s AS key, sum(b.quantity * i.unit_price_amount) AS refunded, sum(b.quantity) AS returned
		FROM orders.refunds r JOIN orders.store_orders s ON s.id = r.store_order_id
		JOIN orders.refund_items b ON b.refund_id = r.id JOIN orders.items i ON i.id = b.item_id
		WHERE ($1::uuid IS NULL OR s.store_id = $1) AND r.created_at >= $2::timestamp AT TIME ZONE 'UTC' AND r.created_at < $3::timestamp AT TIME ZONE 'UTC'
		GROUP BY 1
	)
	SELECT key, coalesce(gross, 0)::bigint, coalesce(refunded, 0)::bigint, coalesce(orders, 0)::bigint, coalesce(units, 0)::bigint, coalesce(returned, 0)::bigint
	FROM sold FULL JOIN back USING (key)`

// recount sums by what key says, of sales and of refunds.
func (m *figuresMarket) recount(ctx context.Context, sold, back, order string, store *uuid.UUID, from, to time.Time) (map[string]recounted, error) {
	rows, err := m.owner.Query(ctx, fmt.Sprintf(ordersSQL, sold, back, order), store, from, to.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]recounted{}
	for rows.Next() {
		var key string
		var r recounted
		if err := rows.Scan(&key, &r.gross, &r.refunded, &r.orders, &r.units, &r.returned); err != nil {
			return nil, err
		}
		found[key] = r
	}
	return found, rows.Err()
}

type answeredPeriod struct {
	Total  answered
	Series []struct {
		From    string
		Figures answered
	}
}

// comparePeriod compares the total and each point of a series.
func (m *figuresMarket) comparePeriod(ctx context.Context, got answeredPeriod, store *uuid.UUID, from, to time.Time, by, order string) (int, error) {
	part := func(at string) string {
		return fmt.Sprintf("greatest(date_trunc('%s', %s AT TIME ZONE 'UTC')::date, '%s'::date)::text", by, at, from.Format(time.DateOnly))
	}
	want, err := m.recount(ctx, part("o.paid_at"), part("r.created_at"), order, store, from, to)
	if err != nil {
		return 0, err
	}
	var total recounted
	for _, p := range got.Series {
		r := want[p.From]
		if !p.Figures.equal(r) {
			return 0, fmt.Errorf("%s from %s: the answer is %+v, a recount %+v", by, p.From, p.Figures, r)
		}
		total = recounted{total.gross + r.gross, total.refunded + r.refunded, total.orders + r.orders, total.units + r.units, total.returned + r.returned}
		delete(want, p.From)
	}
	if len(want) > 0 || !got.Total.equal(total) {
		return 0, fmt.Errorf("%s to %s: the answer is %+v, a recount %+v; not answered: %v", from, to, got.Total, total, want)
	}
	return figuresEach * (len(got.Series) + 1), nil
}

func (m *figuresMarket) compareStore(ctx context.Context, c *httpConn, store int, from, to time.Time, by string) (int, error) {
	body, err := m.get(c, fmt.Sprintf("/stores/%s/analytics/summary?from=%s&to=%s&by=%s", m.slugs[store], from.Format(time.DateOnly), to.Format(time.DateOnly), by))
	if err != nil {
		return 0, err
	}
	var got struct{ Period answeredPeriod }
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, err
	}
	return m.comparePeriod(ctx, got.Period, &m.stores[store], from, to, by, "s.id")
}

func (m *figuresMarket) compareProducts(ctx context.Context, c *httpConn, store int, from, to time.Time) (int, error) {
	body, err := m.get(c, fmt.Sprintf("/stores/%s/analytics/top-products?limit=100&from=%s&to=%s", m.slugs[store], from.Format(time.DateOnly), to.Format(time.DateOnly)))
	if err != nil {
		return 0, err
	}
	var got struct {
		Items []struct {
			ProductID string
			answered
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, err
	}
	want, err := m.recount(ctx, "i.product_id::text", "i.product_id::text", "s.id", &m.stores[store], from, to)
	if err != nil {
		return 0, err
	}
	if len(got.Items) != min(100, len(want)) {
		return 0, fmt.Errorf("%d products of %d", len(got.Items), len(want))
	}
	least := int64(1<<62 - 1)
	for _, p := range got.Items {
		if !p.equal(want[p.ProductID]) || p.NetRevenue.Amount > least {
			return 0, fmt.Errorf("product %s: the answer is %+v, a recount %+v, the one before has %d", p.ProductID, p.answered, want[p.ProductID], least)
		}
		least = p.NetRevenue.Amount
		delete(want, p.ProductID)
	}
	for id, r := range want {
		if r.gross-r.refunded > least {
			return 0, fmt.Errorf("product %s with %+v is missing", id, r)
		}
	}
	return figuresEach * len(got.Items), nil
}

func (m *figuresMarket) compareMarket(ctx context.Context, c *httpConn, from, to time.Time) (int, error) {
	body, err := m.get(c, fmt.Sprintf("/admin/analytics?from=%s&to=%s&by=month", from.Format(time.DateOnly), to.Format(time.DateOnly)))
	if err != nil {
		return 0, err
	}
	var got struct {
		Period       answeredPeriod
		ActiveStores int
		TopStores    []struct {
			StoreID string
			Figures answered
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, err
	}
	n, err := m.comparePeriod(ctx, got.Period, nil, from, to, "month", "o.id")
	if err != nil {
		return 0, err
	}
	want, err := m.recount(ctx, "s.store_id::text", "s.store_id::text", "s.id", nil, from, to)
	if err != nil {
		return 0, err
	}
	active := 0
	for _, r := range want {
		if r.orders > 0 {
			active++
		}
	}
	if active != got.ActiveStores || len(got.TopStores) == 0 {
		return 0, fmt.Errorf("%d active stores, a recount finds %d; %d top stores", got.ActiveStores, active, len(got.TopStores))
	}
	for _, st := range got.TopStores {
		if !st.Figures.equal(want[st.StoreID]) {
			return 0, fmt.Errorf("store %s: the answer is %+v, a recount %+v", st.StoreID, st.Figures, want[st.StoreID])
		}
	}
	return n + 1 + figuresEach*len(got.TopStores), nil
}

func (m *figuresMarket) compareStock(ctx context.Context, c *httpConn, store int) error {
	body, err := m.get(c, "/stores/"+m.slugs[store]+"/analytics/stock-value")
	if err != nil {
		return err
	}
	type worth struct {
		Value                    struct{ Amount int64 }
		Units, Variants, SoldOut int64
	}
	var got struct{ Current worth }
	if err := json.Unmarshal(body, &got); err != nil {
		return err
	}
	var want worth
	const q = `SELECT sum(v.price_amount * i.quantity_available), sum(i.quantity_available), count(*), count(*) FILTER (WHERE i.quantity_available = 0)
		FROM catalog.inventory i JOIN catalog.variants v ON v.id = i.variant_id JOIN catalog.products p ON p.id = v.product_id WHERE p.store_id = $1`
	if err := m.owner.QueryRow(ctx, q, m.stores[store]).Scan(&want.Value.Amount, &want.Units, &want.Variants, &want.SoldOut); err != nil {
		return err
	}
	if got.Current != want {
		return fmt.Errorf("stock of %s: the answer is %+v, a recount %+v", m.slugs[store], got.Current, want)
	}
	return nil
}
