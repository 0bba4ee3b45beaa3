// Package doctor checks that the data of all modules agree. It alone reads the
// tables of every module, and it writes none.
package doctor

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// invariant holds when its query finds nothing. The query returns one text for
// each thing that breaks it and may use @settled: what is younger may still be
// on its way from one module to the next.
type invariant struct {
	name, query string
}

// settling is how long a change may take to reach the other modules.
const settling = time.Minute

const shownPerInvariant = 20

var invariants = []invariant{
	{"stock is never negative", `
		SELECT format('variant %s has %s', variant_id, quantity_available) FROM catalog.inventory WHERE quantity_available < 0`},
	{"stock received = stock left + stock that orders hold", `
		WITH held AS (
			SELECT i.variant_id, sum(i.quantity) AS quantity
			FROM orders.items i JOIN orders.orders o ON o.id = i.order_id
			WHERE o.stock_released_at IS NULL
			GROUP BY i.variant_id
		)
		SELECT format('variant %s: received %s, left %s, held %s', s.variant_id, s.quantity_received, s.quantity_available, coalesce(h.quantity, 0))
		FROM catalog.inventory s LEFT JOIN held h ON h.variant_id = s.variant_id
		WHERE s.quantity_received <> s.quantity_available + coalesce(h.quantity, 0)`},
	{"a variant's movements add up to its stock", `
		WITH moved AS (
			SELECT variant_id, sum(delta) AS quantity, count(*) AS n, max(number) AS last
			FROM catalog.stock_movements GROUP BY variant_id
		)
		SELECT format('variant %s has %s after %s movements, the ledger %s after %s, the last of which is number %s',
			s.variant_id, s.quantity_available, s.movement_count, coalesce(m.quantity, 0), coalesce(m.n, 0), coalesce(m.last, 0))
		FROM catalog.inventory s LEFT JOIN moved m ON m.variant_id = s.variant_id
		WHERE (s.quantity_available, s.movement_count, s.movement_count) IS DISTINCT FROM (coalesce(m.quantity, 0), coalesce(m.n, 0), coalesce(m.last, 0))`},
	{"each movement of stock begins where the one before ended", `
		SELECT format('movement %s of variant %s: %s after %s makes %s', number, variant_id, delta, before, quantity_after)
		FROM (
			SELECT *, coalesce(lag(quantity_after) OVER (PARTITION BY variant_id ORDER BY number), 0) AS before
			FROM catalog.stock_movements
		) m
		WHERE before + delta <> quantity_after`},
	{"the list of low stock is complete", `
		SELECT format('variant %s has %s, is low at %s, and is listed as %s', s.variant_id, s.quantity_available, s.low_at, coalesce(a.level, 'ok'))
		FROM catalog.inventory s LEFT JOIN catalog.stock_alerts a ON a.variant_id = s.variant_id
		WHERE coalesce(a.level, 'ok') <> CASE WHEN s.quantity_available <= 0 THEN 'out' WHEN s.quantity_available <= s.low_at THEN 'low' ELSE 'ok' END`},
	{"every variant has a stock row", `
		SELECT format('variant %s', v.id) FROM catalog.variants v
		WHERE NOT EXISTS (SELECT FROM catalog.inventory i WHERE i.variant_id = v.id)`},
	{"an order is paid exactly when its money came", `
		SELECT format('order %s is %s, its payment %s', o.number, o.status, coalesce(p.status, 'missing'))
		FROM orders.orders o LEFT JOIN payments.payments p ON p.order_id = o.id
		WHERE o.total_amount > 0
		  AND (o.status IN ('paid', 'completed', 'refunded', 'partially_refunded'))
		      <> coalesce(p.status IN ('captured', 'partially_refunded', 'refunded'), false)
		  AND coalesce(p.processed_at, o.placed_at) < @settled`},
	{"an order's payment asks for its total", `
		SELECT format('order %s is over %s %s, its payment over %s %s', o.number, o.total_amount, o.currency, p.amount, p.currency)
		FROM orders.orders o JOIN payments.payments p ON p.order_id = o.id
		WHERE p.amount <> o.total_amount OR p.currency <> o.currency`},
	{"refunds stay within what was captured", `
		SELECT format('payment %s: captured %s, refunded %s', p.id, p.captured_amount, sum(r.amount))
		FROM payments.payments p JOIN payments.refunds r ON r.payment_id = p.id AND r.status <> 'failed'
		GROUP BY p.id HAVING sum(r.amount) > p.captured_amount`},
	{"a payment's refunded amount is the sum of its refunds", `
		SELECT format('payment %s says %s, its refunds %s', p.id, p.refunded_amount, coalesce(sum(r.amount), 0))
		FROM payments.payments p LEFT JOIN payments.refunds r ON r.payment_id = p.id
		GROUP BY p.id HAVING p.refunded_amount <> coalesce(sum(r.amount), 0)`},
	{"an order's total is the sum of its items, and of its stores", `
		SELECT format('order %s is over %s, its items %s, its stores %s', o.number, o.total_amount, i.total, s.total)
		FROM orders.orders o
		CROSS JOIN LATERAL (SELECT sum(quantity * unit_price_amount) AS total FROM orders.items WHERE order_id = o.id) i
		CROSS JOIN LATERAL (SELECT sum(subtotal_amount) AS total FROM orders.store_orders WHERE order_id = o.id) s
		WHERE o.total_amount IS DISTINCT FROM i.total OR o.total_amount IS DISTINCT FROM s.total`},
	{"an order's refunded amount is its payment's, and what its stores gave back", `
		SELECT format('order %s says %s, its payment %s, its stores %s', o.number, o.refunded_amount, coalesce(p.refunded_amount, 0), s.refunded)
		FROM orders.orders o
		LEFT JOIN payments.payments p ON p.order_id = o.id
		CROSS JOIN LATERAL (SELECT sum(refunded_amount) AS refunded FROM orders.store_orders WHERE order_id = o.id) s
		WHERE o.refunded_amount <> coalesce(p.refunded_amount, 0)
		   -- Money that came too late went back before any store had a part in it.
		   OR o.stock_released_at IS NULL AND o.refunded_amount IS DISTINCT FROM s.refunded`},
	{"a store gives back what it sold at most, and its refunds say how much", `
		SELECT format('store order %s: sold %s, gave back %s, its refunds say %s', s.id, s.subtotal_amount, s.refunded_amount, coalesce(r.amount, 0))
		FROM orders.store_orders s
		LEFT JOIN (SELECT store_order_id, sum(amount) AS amount FROM orders.refunds GROUP BY store_order_id) r ON r.store_order_id = s.id
		WHERE s.refunded_amount > s.subtotal_amount OR s.refunded_amount <> coalesce(r.amount, 0)`},
	{"a piece is shipped or cancelled once, and its parcels and refunds say so", `
		SELECT format('item %s: ordered %s, shipped %s, in parcels %s, cancelled %s and refunded %s, in refunds %s', i.id, i.quantity,
			i.shipped_quantity, coalesce(p.n, 0), i.cancelled_quantity, i.refunded_quantity, coalesce(r.n, 0))
		FROM orders.items i
		LEFT JOIN (SELECT item_id, sum(quantity) AS n FROM orders.shipment_items GROUP BY item_id) p ON p.item_id = i.id
		LEFT JOIN (SELECT item_id, sum(quantity) AS n FROM orders.refund_items GROUP BY item_id) r ON r.item_id = i.id
		WHERE i.shipped_quantity + i.cancelled_quantity > i.quantity
		   OR i.shipped_quantity <> coalesce(p.n, 0) OR i.cancelled_quantity + i.refunded_quantity <> coalesce(r.n, 0)`},
	{"invoices are numbered without gaps", `
		SELECT format('store %s: %s invoices, the last one is %s, the next would follow %s', n.store_id, count(i.sequence), coalesce(max(i.sequence), 0), n.last)
		FROM orders.invoice_numbers n LEFT JOIN orders.invoices i ON i.store_id = n.store_id
		GROUP BY n.store_id, n.last HAVING count(i.sequence) <> n.last OR coalesce(max(i.sequence), 0) <> n.last`},
	{"an ordered cart is converted", `
		SELECT format('order %s', o.number) FROM orders.orders o JOIN cart.carts c ON c.id = o.cart_id WHERE c.status <> 'converted'`},
	{"a product shows its cheapest variant's price", `
		SELECT format('product %s shows %s, its cheapest variant costs %s', p.id, p.price_amount, min(v.price_amount))
		FROM catalog.products p JOIN catalog.variants v ON v.product_id = p.id AND v.archived_at IS NULL
		GROUP BY p.id HAVING p.price_amount <> min(v.price_amount) OR p.variant_count <> count(*)`},
	{"no event of the payment provider waits", `
		SELECT format('event %s of %s', event_id, received_at) FROM payments.webhook_events
		WHERE processed_at IS NULL AND received_at < @settled`},
	{"no payment waits for a person", `
		SELECT format('payment %s: %s', id, problem) FROM payments.payments WHERE problem IS NOT NULL`},
	{"no refund failed", `
		SELECT format('refund %s of payment %s over %s %s', id, payment_id, amount, currency) FROM payments.refunds WHERE status = 'failed'`},
	{"no redaction waits for a person", `
		SELECT format('payment %s: %s', payment_id, problem) FROM payments.redactions WHERE problem IS NOT NULL`},
}

// Examine checks every invariant in one snapshot, writes a line for each and
// reports whether all hold. now tells what is settled.
func Examine(ctx context.Context, pool *db.Pool, now time.Time, out io.Writer) (bool, error) {
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return false, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback(ctx) //nolint:errcheck // nothing was written
	healthy := true
	for _, inv := range slices.Concat(invariants, invariantsOfFigures) {
		f := findings{invariant: inv.name}
		if err := inv.check(ctx, tx, now.Add(-settling), &f); err != nil {
			return false, fmt.Errorf("%s: %w", inv.name, err)
		}
		healthy = f.report(out) && healthy
	}
	whole, err := examineAuditLog(ctx, tx, out)
	return healthy && whole, err
}

func (inv invariant) check(ctx context.Context, tx db.Tx, settled time.Time, f *findings) error {
	rows, err := tx.Query(ctx, inv.query, pgx.NamedArgs{"settled": settled})
	if err != nil {
		return err
	}
	var broken string
	_, err = pgx.ForEachRow(rows, []any{&broken}, func() error { f.add(broken); return nil })
	return err
}

// findings are what breaks an invariant: the first few, and how many.
type findings struct {
	invariant string
	first     []string
	n         int
}

func (f *findings) add(what string) {
	if f.n++; f.n <= shownPerInvariant {
		f.first = append(f.first, what)
	}
}

// report writes the line of the invariant and tells whether it holds.
func (f *findings) report(out io.Writer) bool {
	if f.n == 0 {
		fmt.Fprintf(out, "ok      %s\n", f.invariant)
		return true
	}
	fmt.Fprintf(out, "BROKEN  %s: %d\n", f.invariant, f.n)
	for _, what := range f.first {
		fmt.Fprintf(out, "          %s\n", what)
	}
	if more := f.n - len(f.first); more > 0 {
		fmt.Fprintf(out, "          … and %d more\n", more)
	}
	return false
}
