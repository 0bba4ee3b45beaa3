package doctor

import (
	"context"
	"fmt"

	"rialto/internal/db"
)

// ledger are the figures that tell at a glance whether two databases hold the same
// business: each is one text.
var ledger = []struct{ name, query string }{
	{"accounts", `SELECT count(*)::text FROM auth.users`},
	{"orders", `SELECT format('%s over %s', count(*), coalesce(sum(total_amount), 0)) FROM orders.orders`},
	{"captured", `SELECT coalesce(sum(captured_amount), 0)::text FROM payments.payments`},
	{"refunded", `SELECT coalesce(sum(amount), 0)::text FROM payments.refunds WHERE status <> 'failed'`},
	{"invoices", `SELECT count(*)::text FROM orders.invoices`},
	{"movements of stock", `SELECT format('%s, in sum %s', count(*), coalesce(sum(delta), 0)) FROM catalog.stock_movements`},
	{"stock", `SELECT coalesce(sum(quantity_available), 0)::text FROM catalog.inventory`},
	{"head of the audit log", `SELECT coalesce((SELECT format('%s:%s', seq, encode(hash, 'hex')) FROM audit.head), 'none')`},
}

// Ledger names the figures of LedgerTx in their order.
func Ledger() (names []string) {
	for _, f := range ledger {
		names = append(names, f.name)
	}
	return names
}

// LedgerTx reads the figures of the ledger in the snapshot of tx: money, stock and the
// audit log.
func LedgerTx(ctx context.Context, tx db.Tx) (map[string]string, error) {
	out := map[string]string{}
	for _, f := range ledger {
		var value string
		if err := tx.QueryRow(ctx, f.query).Scan(&value); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		out[f.name] = value
	}
	return out, nil
}
