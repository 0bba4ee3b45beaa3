package orders_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"rialto/internal/orders"
	"rialto/internal/payments"
)

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
