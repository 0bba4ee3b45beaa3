package doctor_test

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/doctor"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/money"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/postal"
	"rialto/internal/stores"
)

// setup returns a marketplace with two products, of which one was bought and
// paid for. Its provider does not answer; the money is told by webhook.
func setup(t *testing.T) *db.Pool {
	t.Helper()
	pool := dbtest.New(t)
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	check(t, err)
	cat, err := catalog.New(t.Context(), pool, bus, time.Now)
	check(t, err)
	carts := cart.New(pool, cat, "EUR", time.Now)
	stripe := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: "sk_test_x", Webhooks: []string{"whsec_x"}}, BaseURL: "http://127.0.0.1:1"})
	pay := payments.New(pool, bus, stripe, log, time.Now)
	market := orders.New(
		orders.Deps{Pool: pool, Bus: bus, Catalog: cat, Cart: carts, Payments: pay, Log: log, Now: time.Now},
		orders.Config{PublicURL: "https://shop.example", PaymentWindow: time.Hour, Tokens: orders.NewTokens(keyring.New([]byte("key")))},
	)

	store, err := stores.New(pool, time.Now).Create(t.Context(), stores.CreateInput{Slug: "lamplight", Name: "Lamplight"})
	check(t, err)
	id := uuid.New()
	for _, name := range []string{"unsold", "lamp"} {
		product, err := cat.Put(t.Context(), catalog.PutProductInput{
			StoreID: store.ID, Slug: name, Name: name,
			Variants: []catalog.PutVariant{{SKU: name, Price: money.Amount{Minor: 1000, Currency: "EUR"}, Quantity: 5}},
		})
		check(t, err)
		if name == "lamp" {
			_, err = carts.Add(t.Context(), cart.Key{ID: id}, cart.AddInput{ProductID: &product.ProductID, Quantity: 2})
			check(t, err)
		}
	}
	home := postal.Address{Name: "Ada", Line1: "1 Square", City: "London", PostalCode: "SW1", Country: "GB"}
	_, err = market.Place(t.Context(), orders.PlaceInput{IdempotencyKey: "key", CartID: id, Email: "ada@example.com", Shipping: home, Billing: home})
	check(t, err)
	var payment uuid.UUID
	check(t, pool.QueryRow(t.Context(), "SELECT id FROM payments.payments").Scan(&payment))
	check(t, receivePaid(t, pay, payment))
	check(t, bus.Drain(t.Context()))
	return pool
}

func receivePaid(t *testing.T, pay *payments.Service, payment uuid.UUID) error {
	t.Helper()
	payload, err := json.Marshal(map[string]any{
		"id": "evt_1", "object": "event", "type": "checkout.session.completed", "api_version": stripe.APIVersion,
		"data": map[string]any{"object": map[string]any{
			"id": "cs_1", "object": "checkout.session", "status": "complete", "payment_status": "paid",
			"client_reference_id": payment, "amount_total": 2000, "currency": "eur", "payment_intent": "pi_1",
		}},
	})
	check(t, err)
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: "whsec_x"})
	return pay.Receive(t.Context(), payload, signed.Header)
}

var brokenLine = regexp.MustCompile(`(?m)^BROKEN  (.*): \d+$`)

// examine returns the invariants that are broken, as they are an hour from now,
// and the whole report.
func examine(t *testing.T, pool *db.Pool, in time.Duration) (broken []string, report string) {
	t.Helper()
	var out strings.Builder
	healthy, err := doctor.Examine(t.Context(), pool, time.Now().Add(in), &out)
	check(t, err)
	for _, m := range brokenLine.FindAllStringSubmatch(out.String(), -1) {
		broken = append(broken, m[1])
	}
	if healthy != (len(broken) == 0) {
		t.Errorf("healthy is %t: %s", healthy, out.String())
	}
	return broken, out.String()
}

func TestHealthyMarketplace(t *testing.T) {
	t.Parallel()
	pool := setup(t)
	broken, report := examine(t, pool, time.Hour)
	if len(broken) > 0 || strings.Count(report, "ok      ") != 26 {
		t.Error(report)
	}
}

func TestEveryInvariantCanBreak(t *testing.T) {
	t.Parallel()
	const (
		negative = "stock is never negative"
		count    = "stock received = stock left + stock that orders hold"
		row      = "every variant has a stock row"
		ledger   = "a variant's movements add up to its stock"
		chain    = "each movement of stock begins where the one before ended"
		alerts   = "the list of low stock is complete"
		paid     = "an order is paid exactly when its money came"
		asks     = "an order's payment asks for its total"
		within   = "refunds stay within what was captured"
		refunded = "a payment's refunded amount is the sum of its refunds"
		total    = "an order's total is the sum of its items, and of its stores"
		agree    = "an order's refunded amount is its payment's, and what its stores gave back"
		gave     = "a store gives back what it sold at most, and its refunds say how much"
		pieces   = "a piece is shipped or cancelled once, and its parcels and refunds say so"
		numbers  = "invoices are numbered without gaps"
		ordered  = "an ordered cart is converted"
		cheapest = "a product shows its cheapest variant's price"
		waits    = "no event of the payment provider waits"
		person   = "no payment waits for a person"
		failed   = "no refund failed"
		redact   = "no redaction waits for a person"
	)
	const insertRefund = "INSERT INTO payments.refunds (id, payment_id, amount, currency, reason, status, created_at) SELECT id, id, "
	for name, c := range map[string]struct {
		sql  string
		want []string
	}{
		"less than nothing in stock": {`
			ALTER TABLE catalog.inventory DROP CONSTRAINT inventory_not_negative;
			UPDATE catalog.inventory SET quantity_received = quantity_received - quantity_available - 1, quantity_available = -1`, []string{negative}},
		"a piece from nowhere":          {"UPDATE catalog.inventory SET quantity_available = quantity_available + 1", []string{count}},
		"stock of a paid order is back": {"UPDATE orders.orders SET stock_released_at = now()", []string{count}},
		"a piece past the ledger":       {"SET session_replication_role = replica; UPDATE catalog.inventory SET quantity_available = quantity_available + 1, quantity_received = quantity_received + 1", []string{ledger, alerts}},
		"a movement that is gone":       {"SET session_replication_role = replica; DELETE FROM catalog.stock_movements WHERE number = 2", []string{ledger}},
		"a movement that was changed":   {"SET session_replication_role = replica; UPDATE catalog.stock_movements SET delta = delta - 1 WHERE number = 2", []string{ledger, chain}},
		"a movement too many":           {"INSERT INTO catalog.stock_movements SELECT variant_id, 9, 0, quantity_after, 'count', NULL, NULL, '', NULL, NULL, now() FROM catalog.stock_movements WHERE number = 2", []string{ledger}},
		"low stock that is not listed":  {"DELETE FROM catalog.stock_alerts", []string{alerts}},
		"no stock row":                  {"DELETE FROM catalog.inventory WHERE quantity_available = 5", []string{row}},
		"money without an order":        {"UPDATE orders.orders SET status = 'expired'", []string{paid}},
		"an order without money":        {"UPDATE payments.payments SET status = 'pending', captured_amount = 0", []string{paid}},
		"an order without a payment":    {"DELETE FROM payments.payments", []string{paid}},
		"another amount":                {"UPDATE payments.payments SET amount = amount + 1, captured_amount = amount + 1", []string{asks}},
		"another currency":              {"UPDATE payments.payments SET currency = 'USD'", []string{asks}},
		"too much given back":           {insertRefund + "2001, 'EUR', 'x', 'succeeded', now() FROM payments.payments", []string{within, refunded}},
		"a buyer is not forgotten":      {"INSERT INTO payments.redactions (payment_id, requested_at, problem) SELECT id, now(), 'refused' FROM payments.payments", []string{redact}},
		"given back unseen":             {"UPDATE payments.payments SET refunded_amount = 1", []string{refunded, agree}},
		"given back by an order alone":  {"UPDATE orders.orders SET refunded_amount = 1", []string{agree}},
		"given back by a store alone":   {"UPDATE orders.store_orders SET refunded_amount = 1", []string{agree, gave}},
		"shipped without a parcel":      {"UPDATE orders.items SET shipped_quantity = 1", []string{pieces}},
		"cancelled without a reason":    {"UPDATE orders.items SET cancelled_quantity = 1, restocked_quantity = 1", []string{pieces}},
		"more shipped than ordered": {`
			ALTER TABLE orders.items DROP CONSTRAINT items_pieces_within_ordered;
			UPDATE orders.items SET shipped_quantity = 3;
			INSERT INTO orders.shipments (id, store_order_id, carrier, shipped_at) SELECT id, id, 'x', now() FROM orders.store_orders;
			INSERT INTO orders.shipment_items SELECT store_order_id, id, 3 FROM orders.items`, []string{pieces}},
		"an invoice number that is lost": {"INSERT INTO orders.invoice_numbers SELECT id, 1 FROM stores.stores", []string{numbers}},
		"another price of an item":       {"UPDATE orders.items SET unit_price_amount = 1", []string{total}},
		"another sum of a store":         {"UPDATE orders.store_orders SET subtotal_amount = 1", []string{total}},
		"no items":                       {"DELETE FROM orders.items", []string{count, total}},
		"an open cart":                   {"UPDATE cart.carts SET status = 'open'", []string{ordered}},
		"a price that is not true":       {"UPDATE catalog.products SET price_amount = 1 WHERE slug = 'lamp'", []string{cheapest}},
		"variants that are not there":    {"UPDATE catalog.products SET variant_count = 2 WHERE slug = 'lamp'", []string{cheapest}},
		"an event nobody worked on":      {"UPDATE payments.webhook_events SET processed_at = NULL", []string{waits}},
		"a payment with a problem":       {"UPDATE payments.payments SET problem = 'x'", []string{person}},
		"a refund that failed": {"UPDATE payments.payments SET refunded_amount = 7, status = 'partially_refunded'; UPDATE orders.orders SET refunded_amount = 7; " +
			"UPDATE orders.store_orders SET refunded_amount = 7; INSERT INTO orders.refunds SELECT id, id, 'refund', 7, 'EUR', 'x', false, now() FROM orders.store_orders; " +
			insertRefund + "7, 'EUR', 'x', 'failed', now() FROM payments.payments", []string{failed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := setup(t)
			_, err := dbtest.Owner(t, pool).Exec(t.Context(), c.sql)
			check(t, err)
			if broken, report := examine(t, pool, time.Hour); !slices.Equal(broken, c.want) {
				t.Errorf("want broken: %q, got\n%s", c.want, report)
			}
		})
	}
}

func TestWhatIsOnItsWayIsNotBroken(t *testing.T) {
	t.Parallel()
	pool := setup(t)
	_, err := pool.Exec(t.Context(), "UPDATE orders.orders SET status = 'payment_pending'; UPDATE payments.webhook_events SET processed_at = NULL")
	check(t, err)
	if broken, report := examine(t, pool, 0); len(broken) > 0 {
		t.Errorf("at once: %s", report)
	}
	if broken, report := examine(t, pool, 2*time.Minute); len(broken) != 2 {
		t.Errorf("two minutes later: %s", report)
	}
}

func TestReportIsShort(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	_, err := pool.Exec(t.Context(), `
		INSERT INTO payments.webhook_events (id, provider, event_id, type, payload, received_at)
		SELECT gen_random_uuid(), 'stripe', 'evt_' || n, 'x', '{}', now() - interval '1 day' FROM generate_series(1, 50) n`)
	check(t, err)
	_, report := examine(t, pool, 0)
	if strings.Count(report, "event evt_") != 20 || !strings.Contains(report, "BROKEN  no event of the payment provider waits: 50\n") || !strings.Contains(report, "… and 30 more") {
		t.Error(report)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
