package orders_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/auth"
	"rialto/internal/cart"
	"rialto/internal/db/dbtest"
	"rialto/internal/errs"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/stores"
	"rialto/internal/stripesim"
)

// sale is a paid order, and a store's part of it.
type sale struct {
	m     *market
	o     orders.PlacedOrder
	store uuid.UUID
	part  uuid.UUID
	items []uuid.UUID // in the order of the variants
}

// bought places and pays an order for some pieces of each variant.
func (m *market) bought(t *testing.T, pieces int, variants ...uuid.UUID) sale {
	t.Helper()
	id := uuid.New()
	for _, v := range variants {
		_, err := m.cart.Add(t.Context(), cart.Key{ID: id}, cart.AddInput{VariantID: &v, Quantity: pieces})
		check(t, err)
	}
	o, err := m.Place(t.Context(), input(id))
	check(t, err)
	if o.PaymentURL != "" {
		m.press(t, o.PaymentURL, "paid", "once")
	}
	m.work(t)
	return m.saleOf(t, o, m.store)
}

func (m *market) saleOf(t *testing.T, o orders.PlacedOrder, store uuid.UUID) sale {
	t.Helper()
	s := sale{m: m, o: o, store: store}
	for _, so := range m.order(t, o).Stores {
		if so.StoreID == store {
			s.part = so.ID
			for _, it := range so.Items {
				s.items = append(s.items, it.ID)
			}
		}
	}
	return s
}

func (s sale) work() orders.Work {
	return orders.Work{StoreID: s.store, StoreOrderID: s.part, Actor: uuid.New(), IdempotencyKey: uuid.NewString()}
}

var dhl = orders.Tracking{Carrier: "DHL", Number: "0034 0434"}

func (s sale) ship(t *testing.T, pieces ...orders.Pieces) (orders.MerchantOrder, error) {
	t.Helper()
	return s.m.Ship(t.Context(), orders.ShipInput{Work: s.work(), Items: pieces, Tracking: dhl})
}

func (s sale) cancel(t *testing.T, pieces ...orders.Pieces) (orders.MerchantOrder, error) {
	t.Helper()
	return s.m.CancelItems(t.Context(), orders.CancelItemsInput{Work: s.work(), Items: pieces, Reason: "It broke."})
}

func (s sale) refund(t *testing.T, in orders.RefundInput) (orders.MerchantOrder, error) {
	t.Helper()
	in.Work, in.Reason = s.work(), "Sorry!"
	return s.m.RefundItems(t.Context(), in)
}

func (s sale) deliver(t *testing.T, shipment *uuid.UUID) orders.MerchantOrder {
	t.Helper()
	o, err := s.m.Deliver(t.Context(), s.work(), shipment)
	check(t, err)
	return o
}

// of says in one line how a store order stands.
func of(o orders.MerchantOrder) string {
	ordered, shipped, cancelled := o.Pieces()
	return fmt.Sprintf("%s %d/%d/%d %d", o.Status, ordered, shipped, cancelled, o.Refunded.Minor)
}

func (s sale) wantMoney(t *testing.T, order orders.Status, refunded int64, payment payments.Status) {
	t.Helper()
	o := s.m.order(t, s.o)
	if o.Status != order || o.Refunded.Minor != refunded {
		t.Errorf("the order is %s with %d refunded, want %s with %d", o.Status, o.Refunded.Minor, order, refunded)
	}
	states, err := s.m.payments.OfOrders(t.Context(), []uuid.UUID{s.o.OrderID})
	check(t, err)
	if got := states[s.o.OrderID].Status; got != payment {
		t.Errorf("the payment is %s, want %s", got, payment)
	}
}

// mails returns the subjects of mails to an address, the first one first.
func (m *market) mails(t *testing.T, to string) []string {
	t.Helper()
	return m.column(t, "SELECT subject FROM notify.mails WHERE recipient = $1 ORDER BY created_at, id", to)
}

func (m *market) column(t *testing.T, query string, args ...any) []string {
	t.Helper()
	rows, err := m.pool.Query(t.Context(), query, args...)
	check(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	return list
}

func TestShip(t *testing.T) {
	t.Parallel()

	t.Run("sends parcels until nothing is left, and the order is complete when they arrived", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 3, m.sell(t, "Lamp", 1000, 10), m.sell(t, "Mug", 250, 10))
		m.wantEvents(t, "order.paid", "order.placed")
		o, err := s.ship(t, orders.Pieces{ItemID: s.items[0], N: 2})
		check(t, err)
		wantEqual(t, "after two lamps", of(o), "processing 6/2/0 0")
		wantEqual(t, "tracking", o.Shipments[0].TrackingURL, "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434")
		o = s.deliver(t, &o.Shipments[0].ID)
		wantEqual(t, "when they arrived", of(o), "processing 6/2/0 0")
		o, err = s.ship(t)
		check(t, err)
		wantEqual(t, "after the rest", of(o), "shipped 6/6/0 0")
		wantEqual(t, "in it", o.Shipments[1].Items, []orders.Pieces{{ItemID: s.items[0], N: 1}, {ItemID: s.items[1], N: 3}})
		_, err = s.ship(t)
		wantErr(t, err, orders.ErrNotShippable)
		wantEqual(t, "arrived", of(s.deliver(t, nil)), "delivered 6/6/0 0")
		wantEqual(t, "arrived twice", of(s.deliver(t, nil)), "delivered 6/6/0 0")
		m.wantEvents(t, "order.completed", "order.delivered", "order.shipped", "order.shipped")
		s.wantMoney(t, orders.StatusCompleted, 0, payments.StatusCaptured)
		m.wantHealthy(t)
	})
	t.Run("waits for the other stores of the order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		weaver := m.newStore(t, "weaver")
		ours := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5), m.sellIn(t, weaver, "Shirt", 3000, 5))
		theirs := m.saleOf(t, ours.o, weaver)
		_, err := ours.ship(t)
		check(t, err)
		ours.deliver(t, nil)
		ours.wantMoney(t, orders.StatusPaid, 0, payments.StatusCaptured)
		wantEqual(t, "the other part", m.order(t, ours.o).Stores[1].Status, orders.StoreOrderProcessing)
		_, err = theirs.ship(t)
		check(t, err)
		theirs.deliver(t, nil)
		ours.wantMoney(t, orders.StatusCompleted, 0, payments.StatusCaptured)
	})
	t.Run("refuses what is not there to send", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 10)
		s, other := m.bought(t, 2, lamp), m.bought(t, 1, lamp)
		fields := func(err error) string {
			e, _ := errs.As(err)
			return e.Code + " " + e.Fields[0].Path
		}
		_, err := s.ship(t, orders.Pieces{ItemID: s.items[0], N: 3})
		wantEqual(t, "too many", fields(err), "too_many_pieces items[0].quantity")
		_, err = s.ship(t, orders.Pieces{ItemID: other.items[0], N: 1})
		wantEqual(t, "another order's", fields(err), "pieces_invalid items[0].itemId")
		_, err = s.ship(t, orders.Pieces{ItemID: s.items[0], N: 1}, orders.Pieces{ItemID: s.items[0], N: 1})
		wantEqual(t, "twice", fields(err), "pieces_invalid items[1].itemId")
		for _, bad := range []string{"http://dhl.example/1", "javascript:alert(1)", "https://", "https://you@dhl.example/"} {
			_, err = m.Ship(t.Context(), orders.ShipInput{Work: s.work(), Tracking: orders.Tracking{Carrier: "x", URL: bad}})
			wantEqual(t, bad, fields(err), "tracking_invalid trackingUrl")
		}
		unpaid := m.saleOf(t, m.place(t, lamp), m.store)
		_, err = unpaid.ship(t)
		wantErr(t, err, orders.ErrNotShippable)
		_, err = unpaid.cancel(t)
		wantErr(t, err, orders.ErrNotShippable)
		_, err = unpaid.refund(t, orders.RefundInput{Amount: 1})
		wantErr(t, err, orders.ErrNotRefundable)
		_, err = m.Deliver(t.Context(), s.work(), nil)
		wantErr(t, err, orders.ErrNotShipped)
		stranger := s.work()
		stranger.StoreID = m.newStore(t, "weaver")
		_, err = m.Ship(t.Context(), orders.ShipInput{Work: stranger, Tracking: dhl})
		wantErr(t, err, orders.ErrStoreOrderNotFound)
		wantEqual(t, "parcels", m.count(t, "orders.shipments"), 0)
	})
	t.Run("ten times at once sends each piece once", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 3, m.sell(t, "Lamp", 1000, 10))
		var wg sync.WaitGroup
		var sent atomic.Int32
		for range 10 {
			wg.Go(func() {
				switch _, err := s.ship(t, orders.Pieces{ItemID: s.items[0], N: 1}); {
				case err == nil:
					sent.Add(1)
				case !errors.Is(err, orders.ErrNotShippable) && !errors.Is(err, orders.ErrTooManyPieces):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		wantEqual(t, "sent", sent.Load(), 3)
		m.wantHealthy(t)
	})
	t.Run("is done once under one key, and refuses it for something else", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 3, m.sell(t, "Lamp", 1000, 10))
		in := orders.ShipInput{Work: s.work(), Items: []orders.Pieces{{ItemID: s.items[0], N: 1}}, Tracking: dhl}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if o, err := m.Ship(t.Context(), in); err != nil || of(o) != "processing 3/1/0 0" {
					t.Errorf("%s %v", of(o), err)
				}
			})
		}
		wg.Wait()
		in.Items[0].N = 2
		_, err := m.Ship(t.Context(), in)
		wantErr(t, err, orders.ErrKeyReused)
		_, err = m.CancelItems(t.Context(), orders.CancelItemsInput{Work: in.Work, Items: in.Items, Reason: "x"})
		wantErr(t, err, orders.ErrKeyReused)
	})
	t.Run("a refused request does not use up its key", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 10))
		in := orders.ShipInput{Work: s.work(), Items: []orders.Pieces{{ItemID: s.items[0], N: 2}}, Tracking: dhl}
		_, err := m.Ship(t.Context(), in)
		wantErr(t, err, orders.ErrTooManyPieces)
		in.Items[0].N = 1
		_, err = m.Ship(t.Context(), in)
		check(t, err)
	})
	t.Run("changes nothing of a version that is no longer the present one", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 2, m.sell(t, "Lamp", 1000, 10))
		seen, err := m.StoreOrder(t.Context(), s.store, s.part)
		check(t, err)
		o, err := s.ship(t, orders.Pieces{ItemID: s.items[0], N: 1})
		check(t, err)
		w := s.work()
		w.IfVersion = seen.Version
		_, err = m.ChangeTracking(t.Context(), w, o.Shipments[0].ID, orders.Tracking{Carrier: "Bicycle"})
		wantErr(t, err, orders.ErrStoreOrderChanged)
		w.IfVersion = o.Version
		o, err = m.ChangeTracking(t.Context(), w, o.Shipments[0].ID, orders.Tracking{Carrier: "Bicycle"})
		check(t, err)
		wantEqual(t, "parcel", o.Shipments[0].Carrier+o.Shipments[0].TrackingURL, "Bicycle")
		w.IfVersion = 0
		_, err = m.ChangeTracking(t.Context(), w, uuid.New(), dhl)
		wantErr(t, err, orders.ErrShipmentNotFound)
	})
}

func TestCancelItems(t *testing.T) {
	t.Parallel()

	t.Run("gives back stock and money, piece by piece", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp, mug := m.sell(t, "Lamp", 1000, 10), m.sell(t, "Mug", 250, 10)
		s := m.bought(t, 3, lamp, mug)
		o, err := s.cancel(t, orders.Pieces{ItemID: s.items[0], N: 2})
		check(t, err)
		wantEqual(t, "after two lamps", of(o), "processing 6/0/2 2000")
		m.wantStock(t, lamp, 9)
		s.wantMoney(t, orders.StatusPartiallyRefunded, 2000, payments.StatusPartiallyRefunded)
		_, err = s.ship(t, orders.Pieces{ItemID: s.items[0], N: 2})
		wantErr(t, err, orders.ErrTooManyPieces)
		_, err = s.ship(t, orders.Pieces{ItemID: s.items[0], N: 1})
		check(t, err)
		o, err = s.cancel(t)
		check(t, err)
		wantEqual(t, "after the mugs", of(o), "shipped 6/1/5 2750")
		m.wantStock(t, mug, 10)
		m.wantHealthy(t)
		check(t, m.payments.SendRefunds(t.Context()))
		o, err = m.StoreOrder(t.Context(), s.store, s.part)
		check(t, err)
		wantEqual(t, "at the provider", o.Refunds[0].Status+" "+o.Refunds[1].Status, "succeeded succeeded")
	})
	t.Run("of all gives the whole order back", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 10)
		s := m.bought(t, 3, lamp)
		m.wantEvents(t, "order.paid", "order.placed")
		o, err := s.cancel(t)
		check(t, err)
		wantEqual(t, "the part", of(o), "cancelled 3/0/3 3000")
		s.wantMoney(t, orders.StatusRefunded, 3000, payments.StatusRefunded)
		m.wantStock(t, lamp, 10)
		m.wantEvents(t, "order.items_cancelled", "order.refunded")
		m.wantHealthy(t)
	})
	t.Run("of what is left after a parcel arrived delivers the rest", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 2, m.sell(t, "Lamp", 1000, 10))
		_, err := s.ship(t, orders.Pieces{ItemID: s.items[0], N: 1})
		check(t, err)
		wantEqual(t, "after the parcel", of(s.deliver(t, nil)), "processing 2/1/0 0")
		m.wantEvents(t, "order.paid", "order.placed", "order.shipped")
		o, err := s.cancel(t)
		check(t, err)
		wantEqual(t, "after the rest", of(o), "delivered 2/1/1 1000")
		m.wantEvents(t, "order.delivered", "order.items_cancelled", "order.refunded")
		m.wantHealthy(t)
	})
	t.Run("touches no other store's part", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		weaver := m.newStore(t, "weaver")
		shirt := m.sellIn(t, weaver, "Shirt", 3000, 5)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5), shirt)
		_, err := s.cancel(t)
		check(t, err)
		m.wantStock(t, shirt, 4)
		theirs := m.saleOf(t, s.o, weaver)
		o, err := theirs.ship(t)
		check(t, err)
		wantEqual(t, "the other part", of(o), "shipped 1/1/0 0")
		s.wantMoney(t, orders.StatusPartiallyRefunded, 1000, payments.StatusPartiallyRefunded)
	})
	t.Run("of what cost nothing gives back the stock alone", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		leaflet := m.sell(t, "Leaflet", 0, 10)
		s := m.bought(t, 2, leaflet)
		o, err := s.cancel(t)
		check(t, err)
		wantEqual(t, "the part", of(o), "cancelled 2/0/2 0")
		wantEqual(t, "the order", m.order(t, s.o).Status, orders.StatusRefunded)
		m.wantStock(t, leaflet, 10)
		m.wantHealthy(t)
	})
	t.Run("against shipping at the same time does one of the two to each piece", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 6, m.sell(t, "Lamp", 1000, 10))
		var wg sync.WaitGroup
		one := orders.Pieces{ItemID: s.items[0], N: 1}
		for i := range 16 {
			wg.Go(func() {
				do := s.ship
				if i%2 == 0 {
					do = s.cancel
				}
				if _, err := do(t, one); err != nil && !errors.Is(err, orders.ErrNotShippable) && !errors.Is(err, orders.ErrTooManyPieces) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		o, err := m.StoreOrder(t.Context(), s.store, s.part)
		check(t, err)
		if ordered, shipped, cancelled := o.Pieces(); shipped+cancelled != ordered {
			t.Error(of(o))
		}
		m.wantHealthy(t)
	})
}

func TestRefundItems(t *testing.T) {
	t.Parallel()

	t.Run("gives back by item, by amount, and the rest", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp, mug := m.sell(t, "Lamp", 1000, 10), m.sell(t, "Mug", 250, 10)
		s := m.bought(t, 2, lamp, mug)
		_, err := s.refund(t, orders.RefundInput{Items: []orders.Pieces{{ItemID: s.items[0], N: 1}}})
		wantErr(t, err, orders.ErrTooManyPieces) // none is shipped
		_, err = s.refund(t, orders.RefundInput{})
		wantErr(t, err, orders.ErrPiecesWait)
		_, err = s.ship(t)
		check(t, err)
		o, err := s.refund(t, orders.RefundInput{Items: []orders.Pieces{{ItemID: s.items[0], N: 1}}, Restock: true})
		check(t, err)
		wantEqual(t, "a lamp", of(o), "shipped 4/4/0 1000")
		m.wantStock(t, lamp, 9)
		o, err = s.refund(t, orders.RefundInput{Items: []orders.Pieces{{ItemID: s.items[1], N: 1}}, Amount: 200})
		check(t, err)
		wantEqual(t, "a mug that is worth less now", of(o), "shipped 4/4/0 1200")
		m.wantStock(t, mug, 8)
		_, err = s.refund(t, orders.RefundInput{Items: []orders.Pieces{{ItemID: s.items[1], N: 1}}, Amount: 251})
		wantErr(t, err, payments.ErrRefundTooHigh)
		o, err = s.refund(t, orders.RefundInput{Amount: 100})
		check(t, err)
		wantEqual(t, "for the trouble", of(o), "shipped 4/4/0 1300")
		_, err = s.refund(t, orders.RefundInput{Amount: 1201})
		wantErr(t, err, payments.ErrRefundTooHigh)
		m.wantHealthy(t)
		o, err = s.refund(t, orders.RefundInput{})
		check(t, err)
		wantEqual(t, "all", of(o), "returned 4/4/0 2500")
		s.wantMoney(t, orders.StatusRefunded, 2500, payments.StatusRefunded)
		_, err = s.refund(t, orders.RefundInput{})
		wantErr(t, err, payments.ErrRefundTooHigh)
		m.wantHealthy(t)
	})
	t.Run("never takes what another store sold", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5), m.sellIn(t, m.newStore(t, "weaver"), "Shirt", 3000, 5))
		_, err := s.refund(t, orders.RefundInput{Amount: 1001})
		wantErr(t, err, payments.ErrRefundTooHigh)
		_, err = s.refund(t, orders.RefundInput{Amount: 1000})
		check(t, err)
		s.wantMoney(t, orders.StatusPartiallyRefunded, 1000, payments.StatusPartiallyRefunded)
	})
	t.Run("ten times at once, by both stores, never gives back more than was sold", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		weaver := m.newStore(t, "weaver")
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5), m.sellIn(t, weaver, "Shirt", 3000, 5))
		theirs := m.saleOf(t, s.o, weaver)
		var wg sync.WaitGroup
		var given atomic.Int32
		for i := range 20 {
			wg.Go(func() {
				by := []sale{s, theirs}[i%2]
				switch _, err := by.refund(t, orders.RefundInput{Amount: 400}); {
				case err == nil:
					given.Add(1)
				case !errors.Is(err, payments.ErrRefundTooHigh):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		wantEqual(t, "given", given.Load(), 2+7)
		s.wantMoney(t, orders.StatusPartiallyRefunded, 9*400, payments.StatusPartiallyRefunded)
		m.wantHealthy(t)
	})
	t.Run("is given once under one key", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5))
		in := orders.RefundInput{Work: s.work(), Amount: 400, Reason: "Sorry!"}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := m.RefundItems(t.Context(), in); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s.wantMoney(t, orders.StatusPartiallyRefunded, 400, payments.StatusPartiallyRefunded)
		in.Amount = 401
		_, err := m.RefundItems(t.Context(), in)
		wantErr(t, err, orders.ErrKeyReused)
		in.Work, in.Reason = s.work(), " \n"
		_, err = m.RefundItems(t.Context(), in)
		wantErr(t, err, orders.ErrTextInvalid)
	})
	t.Run("after money was given for the trouble, a cancellation gives back what is left", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 5))
		_, err := s.refund(t, orders.RefundInput{Amount: 400})
		check(t, err)
		o, err := s.cancel(t)
		check(t, err)
		wantEqual(t, "the part", of(o), "cancelled 1/0/1 1000")
		wantEqual(t, "with it", o.Refunds[1].Amount.Minor, int64(600))
		m.wantHealthy(t)
	})
}

func TestLetters(t *testing.T) {
	t.Parallel()
	const ada = "ada@example.com"

	t.Run("tell the buyer of each step once, and the store of a paid order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		owner, staff := m.account(t, "owner@example.com"), m.account(t, "staff@example.com")
		check(t, m.stores.Appoint(t.Context(), m.store, owner, stores.RoleOwner))
		check(t, m.stores.Appoint(t.Context(), m.store, staff, stores.RoleStaff))
		lamp := m.sell(t, "Lamp", 1000, 10)
		o := m.place(t, lamp)
		m.work(t)
		wantEqual(t, "placed", m.mails(t, ada), []string{"Your order " + o.Number})
		m.press(t, o.PaymentURL, "paid", "twice")
		m.work(t)
		s := m.saleOf(t, o, m.store)
		_, err := s.ship(t)
		check(t, err)
		m.work(t)
		s.deliver(t, nil)
		m.work(t)
		_, err = s.refund(t, orders.RefundInput{})
		check(t, err)
		m.work(t)
		want := []string{
			"Your order " + o.Number, "Your payment for order " + o.Number, "On its way: your order " + o.Number + " from lamplight",
			"Arrived: your order " + o.Number + " from lamplight", "€10.00 back for your order " + o.Number,
		}
		wantEqual(t, "mails", m.mails(t, ada), want)
		wantEqual(t, "to the owner", m.mails(t, "owner@example.com"), []string{"New order " + o.Number + " for lamplight"})
		wantEqual(t, "to the staff", len(m.mails(t, "staff@example.com")), 0)
		for _, text := range m.column(t, "SELECT text FROM notify.mails WHERE recipient = $1", ada) {
			if !strings.Contains(text, "/orders/"+o.OrderID.String()+"?token="+o.Token) {
				t.Errorf("this does not lead to the order:\n%s", text)
			}
		}

		// The same events once more.
		_, err = m.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'available', finalized_at = NULL, attempt = 0 WHERE kind = 'event' AND args ->> 'consumer' LIKE 'orders.mail_%'")
		check(t, err)
		m.work(t)
		wantEqual(t, "mails after a repeat", m.mails(t, ada), want)
	})
	t.Run("are in the language of the order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		in := input(m.fill(t, m.sell(t, "Lamp", 1000, 10)))
		in.Locale = "de"
		o, err := m.Place(t.Context(), in)
		check(t, err)
		_, err = m.Cancel(t.Context(), key(o))
		check(t, err)
		m.work(t)
		wantEqual(t, "mails", m.mails(t, ada), []string{"Du hast deine Bestellung " + o.Number + " storniert"})
	})
	t.Run("tell of a payment page that is late, and of an order that ended unpaid", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 10)
		m.sim.SetFault(stripesim.Fault{Status: 500})
		o := m.place(t, lamp)
		m.work(t)
		m.sim.SetFault(stripesim.Fault{})
		m.skip(10 * time.Second)
		check(t, m.payments.Reconcile(t.Context()))
		m.work(t)
		m.skip(window)
		check(t, m.ExpireOverdue(t.Context()))
		m.work(t)
		wantEqual(t, "mails", m.mails(t, ada), []string{
			"Your order " + o.Number, "You can pay your order " + o.Number + " now", "Your order " + o.Number + " was not paid",
		})
	})
	t.Run("tell of cancelled items in one mail with the money", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 2, m.sell(t, "Lamp", 1000, 10))
		_, err := s.cancel(t, orders.Pieces{ItemID: s.items[0], N: 1})
		check(t, err)
		m.work(t)
		list := m.mails(t, ada) // among them that it was placed, unless it was paid by then
		wantEqual(t, "the last mail", list[len(list)-1], "lamplight has cancelled items of your order "+s.o.Number)
		wantEqual(t, "mails about the money", strings.Count(strings.Join(list, "\n"), "back for your order"), 0)
	})
	t.Run("tell operators of a refund that failed", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		_, err := m.auth.Create(t.Context(), auth.CreateInput{Email: "op@example.com", Password: "harbour-teapot-9", Role: auth.RoleAdmin})
		check(t, err)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 10))
		_, err = s.refund(t, orders.RefundInput{Amount: 100})
		check(t, err)
		_, err = m.pool.Exec(t.Context(), "UPDATE payments.payments SET provider_intent = 'pi_unknown'")
		check(t, err)
		check(t, m.payments.SendRefunds(t.Context()))
		m.work(t)
		wantEqual(t, "mails", m.mails(t, "op@example.com"), []string{"A refund for order " + s.o.Number + " failed"})
		d, err := m.DossierOf(t.Context(), s.o.OrderID)
		check(t, err)
		wantEqual(t, "the dossier", d.Payment.Refunds[0].Status, "failed")
	})
	t.Run("write nothing to a buyer who was erased", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 10))
		before := len(m.mails(t, ada))
		_, err := m.pool.Exec(t.Context(), "UPDATE orders.orders SET email = ''")
		check(t, err)
		_, err = s.ship(t)
		check(t, err)
		m.work(t)
		wantEqual(t, "mails", len(m.mails(t, ada)), before)
		wantEqual(t, "to nobody", len(m.mails(t, "")), 0)
	})
}

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
