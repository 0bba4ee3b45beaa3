package orders_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/orders"
	"rialto/internal/payments"
)

func TestPlace(t *testing.T) {
	t.Parallel()
	m := setup(t)
	other := m.newStore(t, "weaver")
	lamp, mug := m.sell(t, "Lamp", 1000, 5), m.sell(t, "Mug", 250, 5)
	res, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: other, Slug: "shirt", Name: "Shirt", Options: []string{"Size", "Colour"}, Images: []media.Image{{Key: "shirt.webp", Width: 2, Height: 3}},
		Variants: []catalog.PutVariant{{SKU: "s-red", Options: []string{"S", "Red"}, Price: eur(3000), Quantity: 5}},
	})
	check(t, err)
	shirt, err := m.catalog.SoleVariant(t.Context(), res.ProductID)
	check(t, err)
	cartID := m.fill(t, lamp, shirt, mug, lamp)
	in := input(cartID)
	in.Billing.Name, in.Billing.Line2, in.Billing.Region, in.Billing.Phone = "Analytical Ltd", "2nd floor", "Greater London", "+44 1"
	placed, err := m.Place(t.Context(), in)
	check(t, err)
	o := m.order(t, placed)

	t.Run("answers with a payment page", func(t *testing.T) {
		wantEqual(t, "status", placed.Status, orders.StatusPaymentPending)
		wantEqual(t, "replayed", placed.Replayed, false)
		wantEqual(t, "number", placed.Number, o.Number)
		if !strings.HasPrefix(placed.PaymentURL, m.simURL+"/pay/cs_") || o.PaymentURL != placed.PaymentURL {
			t.Errorf("payment pages %q and %q", placed.PaymentURL, o.PaymentURL)
		}
	})
	t.Run("splits the order by store", func(t *testing.T) {
		wantEqual(t, "total", o.Total, eur(5250))
		wantEqual(t, "stores", len(o.Stores), 2)
		wantEqual(t, "first store", []any{o.Stores[0].StoreID, o.Stores[0].Subtotal, len(o.Stores[0].Items)}, []any{m.store, eur(2250), 2})
		wantEqual(t, "second store", []any{o.Stores[1].StoreID, o.Stores[1].Subtotal, len(o.Stores[1].Items)}, []any{other, eur(3000), 1})
		wantEqual(t, "quantity", o.Stores[0].Items[0].Quantity, 2)
		m.wantOrder(t, placed, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
	})
	t.Run("writes down what was sold, to whom and where to", func(t *testing.T) {
		it := o.Stores[1].Items[0]
		wantEqual(t, "item", []any{it.Name, it.SKU, it.ProductSlug, it.ProductID, it.VariantID}, []any{"Shirt", "s-red", "shirt", res.ProductID, shirt})
		wantEqual(t, "options", it.Options, []catalog.ChosenOption{{Name: "Size", Value: "S"}, {Name: "Colour", Value: "Red"}})
		wantEqual(t, "image", it.Image.Key, "shirt.webp")
		wantEqual(t, "shipping", o.Shipping, in.Shipping)
		wantEqual(t, "billing", o.Billing, in.Billing)
		wantEqual(t, "email", o.Email, in.Email)
		wantEqual(t, "window", o.ExpiresAt.Sub(o.PlacedAt), window)
	})
	t.Run("takes the stock, converts the cart and tells", func(t *testing.T) {
		m.wantStock(t, lamp, 3)
		m.wantStock(t, shirt, 4)
		c, err := m.cart.Cart(t.Context(), cart.Key{ID: cartID})
		check(t, err)
		wantEqual(t, "cart", c.Status, cart.StatusConverted)
		m.wantEvents(t, "order.placed")
	})
	t.Run("keeps its prices when the catalog's change", func(t *testing.T) {
		m.sell(t, "Lamp", 9900, 3)
		after := m.order(t, placed)
		wantEqual(t, "total", after.Total, eur(5250))
		wantEqual(t, "price", after.Stores[0].Items[0].UnitPrice, eur(1000))
	})
	t.Run("is paid with its own total", func(t *testing.T) {
		m.press(t, placed.PaymentURL, "paid", "once")
		m.wantEvents(t, "order.paid")
		m.wantOrder(t, placed, orders.StatusPaid, orders.StoreOrderProcessing)
		after := m.order(t, placed)
		wantEqual(t, "payment page of a paid order", after.PaymentURL, "")
		if after.PaidAt == nil {
			t.Error("it has no time of payment")
		}
		m.wantHealthy(t)
	})
}

func TestOrderThatCostsNothingIsPaid(t *testing.T) {
	t.Parallel()
	m := setup(t)
	gift := m.sell(t, "Gift", 0, 2)
	in := input(m.fill(t, gift))
	o, err := m.Place(t.Context(), in)
	check(t, err)
	wantEqual(t, "status", o.Status, orders.StatusPaid)
	wantEqual(t, "payment page", o.PaymentURL, "")
	m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
	m.wantEvents(t, "order.paid", "order.placed")
	m.wantStock(t, gift, 1)
	_, err = m.Cancel(t.Context(), key(o))
	wantErr(t, err, orders.ErrAlreadyPaid)
	_, err = m.Pay(t.Context(), key(o))
	wantErr(t, err, orders.ErrNotPayable)
	again, err := m.Place(t.Context(), in)
	check(t, err)
	wantEqual(t, "repeat", []any{again.OrderID, again.Status, again.Replayed}, []any{o.OrderID, orders.StatusPaid, true})
	m.wantHealthy(t)
}

func TestRefusedOrderLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	fields := func(err error) string {
		e, _ := errs.As(err)
		var list []string
		for _, f := range e.Fields {
			list = append(list, f.Path+" "+f.Code)
		}
		return strings.Join(list, ", ")
	}
	for name, c := range map[string]struct {
		arrange func(t *testing.T, m *market, in *orders.PlaceInput)
		want    error
		fields  string
	}{
		"a bad e-mail address": {func(_ *testing.T, _ *market, in *orders.PlaceInput) { in.Email = "Ada <ada@example.com>" }, orders.ErrInvalid, "email email"},
		"bad addresses": {func(_ *testing.T, _ *market, in *orders.PlaceInput) {
			in.Shipping.City, in.Shipping.Line1, in.Billing.Country = " ", "", "UK"
		}, orders.ErrInvalid, "shipping.line1 required, shipping.city required, billing.country country"},
		"an unknown cart": {func(_ *testing.T, _ *market, in *orders.PlaceInput) { in.CartID = uuid.New() }, cart.ErrNotFound, ""},
		"an empty cart": {func(t *testing.T, m *market, in *orders.PlaceInput) {
			c, err := m.cart.Create(t.Context())
			check(t, err)
			in.CartID = c.ID
		}, orders.ErrCartEmpty, ""},
		"a changed price": {func(t *testing.T, m *market, _ *orders.PlaceInput) { m.sell(t, "Mug", 300, 5) }, orders.ErrCartChanged, "items[1] price_changed"},
		"a lower price":   {func(t *testing.T, m *market, _ *orders.PlaceInput) { m.sell(t, "Mug", 200, 5) }, orders.ErrCartChanged, "items[1] price_changed"},
		"missing stock":   {func(t *testing.T, m *market, _ *orders.PlaceInput) { m.sell(t, "Lamp", 1000, 0) }, catalog.ErrOutOfStock, "items[0] out_of_stock"},
		"missing stock and a changed price": {func(t *testing.T, m *market, _ *orders.PlaceInput) {
			m.sell(t, "Lamp", 1000, 0)
			m.sell(t, "Mug", 300, 5)
		}, catalog.ErrOutOfStock, "items[0] out_of_stock, items[1] price_changed"},
		"less than can be charged": {func(t *testing.T, m *market, in *orders.PlaceInput) {
			in.CartID = m.fill(t, m.sell(t, "Button", 49, 5))
		}, payments.ErrNotChargeable, ""},
		"more than can be charged": {func(t *testing.T, m *market, in *orders.PlaceInput) {
			in.CartID = m.fill(t, m.sell(t, "Palace", 100_000_000, 5))
		}, payments.ErrNotChargeable, ""},
		"a product that is gone": {func(t *testing.T, m *market, _ *orders.PlaceInput) {
			_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
				StoreID: m.store, Slug: "mug", Name: "Mug", Status: catalog.StatusArchived, Variants: []catalog.PutVariant{{SKU: "sku Mug", Price: eur(250), Quantity: 5}},
			})
			check(t, err)
		}, catalog.ErrOutOfStock, "items[1] unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := setup(t)
			lamp, mug := m.sell(t, "Lamp", 1000, 5), m.sell(t, "Mug", 250, 5)
			in := input(m.fill(t, lamp, mug))
			c.arrange(t, m, &in)
			_, err := m.Place(t.Context(), in)
			wantErr(t, err, c.want)
			wantEqual(t, "fields", fields(err), c.fields)

			for _, table := range []string{"orders.orders", "orders.requests", "orders.items", "payments.payments"} {
				wantEqual(t, table, m.count(t, table), 0)
			}
			wantEqual(t, "converted carts", m.count(t, "cart.carts WHERE status <> 'open'"), 0)
			m.wantEvents(t)
			m.wantHealthy(t)

			candle := input(m.fill(t, m.sell(t, "Candle", 100, 1)))
			candle.IdempotencyKey = in.IdempotencyKey
			o, err := m.Place(t.Context(), candle)
			check(t, err)
			wantEqual(t, "replayed", o.Replayed, false)
		})
	}
}

func TestCartBecomesOneOrder(t *testing.T) {
	t.Parallel()
	m := setup(t)
	in := input(m.fill(t, m.sell(t, "Lamp", 1000, 5)))
	_, err := m.Place(t.Context(), in)
	check(t, err)
	_, err = m.Place(t.Context(), input(in.CartID))
	wantErr(t, err, cart.ErrConverted)
	wantEqual(t, "orders", m.count(t, "orders.orders"), 1)
}
