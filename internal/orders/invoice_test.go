package orders_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/db/dbtest"
	"rialto/internal/orders"
)

func TestInvoices(t *testing.T) {
	t.Parallel()
	m := setup(t)
	weaver := m.newStore(t, "weaver")
	lamp, shirt := m.sell(t, "Lamp", 1000, 50), m.sellIn(t, weaver, "Shirt", 3000, 50)
	_, err := m.pool.Exec(t.Context(), `
		INSERT INTO stores.businesses (store_id, name, line1, line2, city, region, postal_code, country, phone, email, registration, tax_id, updated_at)
		VALUES ($1, 'Lamplight GmbH', 'Dock 1', '', 'Hamburg', '', '20457', 'DE', '', 'books@lamplight.example', '', 'DE136695976', now())`, m.store)
	check(t, err)
	first := m.bought(t, 2, lamp, shirt)

	t.Run("are numbered by store, one after the other, also when many are paid at once", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 4 {
			o, other := m.place(t, lamp, shirt), m.place(t, shirt, lamp)
			for _, page := range []string{o.PaymentURL, other.PaymentURL} {
				wg.Go(func() { m.press(t, page, "paid", "twice") })
			}
		}
		wg.Wait()
		m.work(t)
		for _, store := range []uuid.UUID{m.store, weaver} {
			wantEqual(t, "invoices", m.count(t, "orders.invoices WHERE store_id = $1 AND sequence BETWEEN 1 AND 9", store), 9)
		}
		m.wantHealthy(t)
	})
	t.Run("name the business behind the store, or else the store", func(t *testing.T) {
		inv, err := m.letters.InvoiceOfStore(t.Context(), m.store, first.part)
		check(t, err)
		wantEqual(t, "seller", inv.Seller, orders.Seller{
			Name: "Lamplight GmbH", Lines: []string{"Dock 1", "20457 Hamburg", "DE"}, TaxID: "DE136695976", Email: "books@lamplight.example",
		})
		var name string
		check(t, m.pool.QueryRow(t.Context(), "SELECT seller->>'name' FROM orders.invoices WHERE store_id = $1 LIMIT 1", weaver).Scan(&name))
		wantEqual(t, "name without a business", name, "weaver")
	})
	t.Run("stay as they are", func(t *testing.T) {
		inv, err := m.letters.InvoiceOfOrder(t.Context(), key(first.o), first.part)
		check(t, err)
		wantEqual(t, "number", inv.Number, "LAMPLIGHT-00001")
		wantEqual(t, "total", inv.Total, eur(2000))
		_, err = m.pool.Exec(t.Context(), "UPDATE stores.stores SET name = 'Other', slug = 'other' WHERE slug = 'lamplight'")
		check(t, err)
		_, err = m.pool.Exec(t.Context(), "UPDATE stores.businesses SET name = 'Other GmbH'")
		check(t, err)
		_, err = first.cancel(t)
		check(t, err)
		again, err := m.letters.InvoiceOfOrder(t.Context(), key(first.o), first.part)
		check(t, err)
		wantEqual(t, "seller", again.Seller, inv.Seller)
		wantEqual(t, "total", again.Total, inv.Total)
		if _, err := m.pool.Exec(t.Context(), "UPDATE orders.invoices SET number = 'x'"); err == nil {
			t.Error("an invoice was changed")
		}
	})
	t.Run("do not tell the store who paid", func(t *testing.T) {
		inv, err := m.letters.InvoiceOfStore(t.Context(), first.store, first.part)
		check(t, err)
		if inv.Billing != nil || inv.Shipping.Name == "" {
			t.Errorf("got %+v", inv)
		}
		_, err = m.letters.InvoiceOfStore(t.Context(), weaver, first.part)
		wantErr(t, err, orders.ErrStoreOrderNotFound)
	})
	t.Run("are there once the order is paid", func(t *testing.T) {
		unpaid := m.saleOf(t, m.place(t, lamp), m.store)
		_, err := m.letters.InvoiceOfOrder(t.Context(), key(unpaid.o), unpaid.part)
		wantErr(t, err, orders.ErrInvoiceNotThere)
		_, err = m.letters.InvoiceOfOrder(t.Context(), key(unpaid.o), first.part)
		wantErr(t, err, orders.ErrStoreOrderNotFound)
	})
	t.Run("of orders from before there were invoices are made when they are opened", func(t *testing.T) {
		late := m.bought(t, 1, lamp)
		owner := dbtest.Owner(t, m.pool)
		_, err := owner.Exec(t.Context(), `ALTER TABLE orders.invoices DISABLE TRIGGER USER`)
		check(t, err)
		_, err = owner.Exec(t.Context(), `DELETE FROM orders.invoices WHERE store_order_id = $1`, late.part)
		check(t, err)
		var wg sync.WaitGroup
		numbers := make([]string, 6)
		for i := range numbers {
			wg.Go(func() {
				inv, err := m.letters.InvoiceOfStore(t.Context(), late.store, late.part)
				if err != nil {
					t.Error(err)
				}
				numbers[i] = inv.Number
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		if numbers[0] == "" || numbers[0] != numbers[5] {
			t.Errorf("got %q", numbers)
		}
	})
}
