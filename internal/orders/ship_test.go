package orders_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/errs"
	"rialto/internal/orders"
	"rialto/internal/payments"
)

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
