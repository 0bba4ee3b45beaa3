package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/postal"
	"rialto/internal/stores"
)

// Invoice is what a store asks for its part of an order, as it was sold. It is
// made once the order is paid and never changes: cancellations and refunds that
// come later are not in it.
type Invoice struct {
	Number             string // unique in the store, without gaps
	IssuedAt, PlacedAt time.Time
	PaidAt             *time.Time
	OrderNumber        string
	Seller             Seller
	Billing            *postal.Address // nil for the store, which does not learn who paid
	Shipping           postal.Address
	Items              []Item
	Total              money.Amount
}

// Seller is a store as it was when an invoice was made.
type Seller struct {
	Name  string   `json:"name"`
	Lines []string `json:"lines"` // of its postal address
	TaxID string   `json:"taxId,omitempty"`
	Email string   `json:"email,omitempty"`
}

// sellerOf names the store by its business, as a law asks of an invoice, as far as
// the store has said who that is.
func sellerOf(st stores.Store, b stores.Business) Seller {
	s := Seller{Name: st.Name, Lines: []string{}, TaxID: b.TaxID, Email: b.Email}
	if b.Address.Name != "" {
		s.Name = b.Address.Name
	}
	lines := []string{b.Address.Line1, b.Address.Line2, strings.TrimSpace(b.Address.PostalCode + " " + b.Address.City), b.Address.Region, b.Address.Country}
	if b.Version == 0 {
		lines = []string{st.Location}
	}
	for _, line := range lines {
		if line != "" {
			s.Lines = append(s.Lines, line)
		}
	}
	return s
}

// InvoiceOfStore returns the invoice of one of a store's orders, without the
// payer. It returns ErrStoreOrderNotFound, or ErrInvoiceNotThere before the order
// is paid.
func (l *Letters) InvoiceOfStore(ctx context.Context, store, storeOrder uuid.UUID) (Invoice, error) {
	o, err := l.orders.StoreOrder(ctx, store, storeOrder)
	if err != nil {
		return Invoice{}, err
	}
	inv, err := l.invoice(ctx, o.StoreOrder, o.HasInvoice())
	inv.OrderNumber, inv.PlacedAt, inv.PaidAt, inv.Shipping = o.OrderNumber, o.PlacedAt, o.PaidAt, o.Shipping
	return inv, err
}

// InvoiceOfOrder returns a store's invoice of the order that k opens. It returns
// ErrNotFound, ErrStoreOrderNotFound, or ErrInvoiceNotThere before the order is
// paid.
func (l *Letters) InvoiceOfOrder(ctx context.Context, k Key, storeOrder uuid.UUID) (Invoice, error) {
	o, err := l.orders.Order(ctx, k)
	if err != nil {
		return Invoice{}, err
	}
	at := slices.IndexFunc(o.Stores, func(so StoreOrder) bool { return so.ID == storeOrder })
	if at < 0 {
		return Invoice{}, ErrStoreOrderNotFound
	}
	inv, err := l.invoice(ctx, o.Stores[at], o.HasInvoices())
	inv.OrderNumber, inv.PlacedAt, inv.PaidAt, inv.Shipping, inv.Billing = o.Number, o.PlacedAt, o.PaidAt, o.Shipping, &o.Billing
	return inv, err
}

// invoice returns what an invoice holds of its own and of the store order. One
// that is missing, since the order was paid just now, is made.
func (l *Letters) invoice(ctx context.Context, so StoreOrder, paid bool) (Invoice, error) {
	if !paid {
		return Invoice{}, ErrInvoiceNotThere
	}
	row, err := l.orders.q.InvoiceByStoreOrder(ctx, l.orders.pool, so.ID)
	if db.NoRows(err) {
		err = db.InTx(ctx, l.orders.pool, func(tx db.Tx) (err error) {
			row, err = l.issueTx(ctx, tx, so.StoreID, so.ID)
			return err
		})
	}
	if err != nil {
		return Invoice{}, fmt.Errorf("invoice of store order %s: %w", so.ID, err)
	}
	inv := Invoice{Number: row.Number, IssuedAt: row.IssuedAt, Items: so.Items, Total: so.Subtotal}
	if err := json.Unmarshal(row.Seller, &inv.Seller); err != nil {
		return Invoice{}, fmt.Errorf("seller of invoice %s: %w", row.Number, err)
	}
	return inv, nil
}

// onPaidIssue makes the invoices of a paid order. Numbers are taken in the order
// of the stores' ids, so that two orders do not wait for each other.
func (l *Letters) onPaidIssue(ctx context.Context, tx db.Tx, ev Paid) error {
	parts, err := l.orders.q.StoreOrdersByOrders(ctx, tx, []uuid.UUID{ev.OrderID})
	if err != nil {
		return fmt.Errorf("store orders of %s: %w", ev.OrderID, err)
	}
	slices.SortFunc(parts, func(a, b ordersdb.OrdersStoreOrder) int {
		return strings.Compare(a.StoreID.String(), b.StoreID.String())
	})
	for _, p := range parts {
		if _, err := l.issueTx(ctx, tx, p.StoreID, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// issueTx makes the invoice of a store order, or returns the one that is there.
// The lock on the store order lets one of two at once make it.
func (l *Letters) issueTx(ctx context.Context, tx db.Tx, store, storeOrder uuid.UUID) (ordersdb.OrdersInvoice, error) {
	q := l.orders.q
	if _, err := q.LockStoreOrder(ctx, tx, ordersdb.LockStoreOrderParams{StoreID: store, ID: storeOrder}); err != nil {
		return ordersdb.OrdersInvoice{}, fmt.Errorf("lock store order %s: %w", storeOrder, err)
	}
	if made, err := q.InvoiceByStoreOrder(ctx, tx, storeOrder); !db.NoRows(err) {
		return made, err
	}
	known, err := l.stores.ByIDTx(ctx, tx, []uuid.UUID{store})
	if err != nil {
		return ordersdb.OrdersInvoice{}, err
	}
	business, err := l.stores.BusinessTx(ctx, tx, store)
	if err != nil {
		return ordersdb.OrdersInvoice{}, err
	}
	seller, err := json.Marshal(sellerOf(known[store], business))
	if err != nil {
		return ordersdb.OrdersInvoice{}, fmt.Errorf("encode seller: %w", err)
	}
	n, err := q.NextInvoiceNumber(ctx, tx, store)
	if err != nil {
		return ordersdb.OrdersInvoice{}, fmt.Errorf("next invoice number: %w", err)
	}
	row := ordersdb.OrdersInvoice{
		StoreOrderID: storeOrder, StoreID: store, Sequence: n, Number: fmt.Sprintf("%s-%05d", strings.ToUpper(known[store].Slug), n),
		Seller: seller, IssuedAt: l.orders.now(),
	}
	return row, q.InsertInvoice(ctx, tx, ordersdb.InsertInvoiceParams(row))
}
