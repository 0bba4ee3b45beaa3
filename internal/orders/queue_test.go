package orders_test

import (
	"testing"

	"github.com/google/uuid"

	"rialto/internal/orders"
)

func TestStoreOrderSearch(t *testing.T) {
	t.Parallel()
	m := setup(t)
	weaver := m.newStore(t, "weaver")
	lamp, mug, shirt := m.sell(t, "Lamp", 1000, 50), m.sell(t, "Mug", 250, 50), m.sellIn(t, weaver, "Shirt", 3000, 50)
	lamps, mugs := m.bought(t, 1, lamp), m.bought(t, 1, mug)
	in := input(m.fill(t, lamp, shirt))
	in.Shipping.Name = "Grace 100% Hopper"
	grace, err := m.Place(t.Context(), in)
	check(t, err)
	for words, want := range map[string][]string{
		lamps.o.Number: {lamps.o.Number}, "#" + mugs.o.Number: {mugs.o.Number}, "hopper": {grace.Number}, "100%": {grace.Number},
		"sku lamp": {grace.Number, lamps.o.Number}, "sku shirt": nil, "nobody": nil, "%": {grace.Number}, "Lovelace": {mugs.o.Number, lamps.o.Number},
	} {
		var got []string
		list, _, err := m.StoreOrders(t.Context(), orders.StoreOrdersFilter{StoreID: m.store, Words: words, Limit: 10})
		check(t, err)
		for _, o := range list {
			got = append(got, o.OrderNumber)
		}
		wantEqual(t, words, got, want)
	}
	list, _, err := m.StoreOrders(t.Context(), orders.StoreOrdersFilter{StoreID: m.store, Words: "sku lamp", Status: orders.StoreOrderProcessing, Limit: 10})
	check(t, err)
	wantEqual(t, "paid lamps", len(list), 1)
	counts, err := m.StoreOrderCounts(t.Context(), m.store)
	check(t, err)
	wantEqual(t, "counts", counts, map[orders.StoreOrderStatus]int{orders.StoreOrderProcessing: 2, orders.StoreOrderAwaitingPayment: 1})
}

func TestNotes(t *testing.T) {
	t.Parallel()
	m := setup(t)
	s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5))
	w := s.work()
	o, err := m.AddNote(t.Context(), w, " Wrap it well. ")
	check(t, err)
	wantEqual(t, "note", o.Notes[0].Body+o.Notes[0].Author.String(), "Wrap it well."+w.Actor.String())
	_, err = m.AddNote(t.Context(), s.work(), " ")
	wantErr(t, err, orders.ErrTextInvalid)
	stranger := s.work()
	stranger.StoreID = m.newStore(t, "weaver")
	_, err = m.AddNote(t.Context(), stranger, "x")
	wantErr(t, err, orders.ErrStoreOrderNotFound)
	wantEqual(t, "in the log", m.count(t, "audit.entries WHERE action = 'store_order.note_added' AND target_id = $1", s.part.String()), 1)
}

func TestAllOrders(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 50)
	paid, unpaid := m.bought(t, 1, lamp), m.place(t, lamp)
	in := input(m.fill(t, lamp))
	in.Email = "Grace@example.com"
	grace, err := m.Place(t.Context(), in)
	check(t, err)
	list := func(f orders.AllOrdersFilter) (numbers []string) {
		f.Limit = 1
		for {
			page, next, err := m.AllOrders(t.Context(), f)
			check(t, err)
			for _, o := range page {
				numbers = append(numbers, o.Number)
			}
			if next == "" {
				return numbers
			}
			f.Cursor = next
		}
	}
	wantEqual(t, "all", list(orders.AllOrdersFilter{}), []string{grace.Number, unpaid.Number, paid.o.Number})
	wantEqual(t, "unpaid", list(orders.AllOrdersFilter{Status: orders.StatusPaymentPending}), []string{grace.Number, unpaid.Number})
	wantEqual(t, "Ada's", list(orders.AllOrdersFilter{Words: "ADA@example.com"}), []string{unpaid.Number, paid.o.Number})
	wantEqual(t, "Ada's paid", list(orders.AllOrdersFilter{Words: "ada@example.com", Status: orders.StatusPaid}), []string{paid.o.Number})
	wantEqual(t, "one", list(orders.AllOrdersFilter{Words: "#" + grace.Number}), []string{grace.Number})
	wantEqual(t, "none", len(list(orders.AllOrdersFilter{Words: "99999999999999999999"})), 0)
	_, err = m.DossierOf(t.Context(), uuid.New())
	wantErr(t, err, orders.ErrNotFound)
}
