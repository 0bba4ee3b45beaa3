package orders_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/db"
	"rialto/internal/orders"
)

func TestRepeat(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 1)
	in := input(m.fill(t, lamp))
	first, err := m.Place(t.Context(), in)
	check(t, err)
	same := func(t *testing.T) {
		t.Helper()
		again, err := m.Place(t.Context(), in)
		check(t, err)
		want := first
		want.Replayed = true
		wantEqual(t, "answer", again, want)
	}

	t.Run("gives the first answer", same)
	t.Run("gives it after the stock ran out and the product was withdrawn", func(t *testing.T) {
		m.wantStock(t, lamp, 0)
		m.sell(t, "Lamp", 9000, 0)
		same(t)
	})
	t.Run("gives it after the order was paid", func(t *testing.T) {
		m.press(t, first.PaymentURL, "paid", "once")
		m.work(t)
		m.wantOrder(t, first, orders.StatusPaid, orders.StoreOrderProcessing)
		same(t)
	})
	for name, change := range map[string]func(*orders.PlaceInput){
		"cart":    func(in *orders.PlaceInput) { in.CartID = uuid.New() },
		"email":   func(in *orders.PlaceInput) { in.Email = "eve@example.com" },
		"address": func(in *orders.PlaceInput) { in.Shipping.Line1 = "elsewhere" },
	} {
		t.Run("is refused with another "+name, func(t *testing.T) {
			other := in
			change(&other)
			_, err := m.Place(t.Context(), other)
			wantErr(t, err, orders.ErrKeyReused)
		})
	}
	t.Run("made one order", func(t *testing.T) {
		wantEqual(t, "orders", m.count(t, "orders.orders"), 1)
		wantEqual(t, "sessions", m.count(t, "stripesim.objects WHERE kind = 'checkout.session'"), 1)
	})
	t.Run("is another user's first request", func(t *testing.T) {
		user := uuid.New()
		_, err := m.pool.Exec(t.Context(), "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, 'eve@example.com', now(), now())", user)
		check(t, err)
		theirs := input(m.fill(t, m.sell(t, "Mug", 100, 1)))
		theirs.IdempotencyKey, theirs.UserID = in.IdempotencyKey, &user
		o, err := m.Place(t.Context(), theirs)
		check(t, err)
		if o.Replayed || o.OrderID == first.OrderID {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("is a new request a day later", func(t *testing.T) {
		m.skip(23 * time.Hour)
		check(t, orders.ForgetRequests(m.Service, t.Context()))
		same(t)
		m.skip(2 * time.Hour)
		check(t, orders.ForgetRequests(m.Service, t.Context()))
		_, err := m.Place(t.Context(), in)
		wantErr(t, err, cart.ErrConverted)
	})
}

func TestRepeatOfARequestThatDied(t *testing.T) {
	t.Parallel()
	m := setup(t)
	in := input(m.fill(t, m.sell(t, "Lamp", 1000, 1)))
	first, err := m.Place(t.Context(), in)
	check(t, err)
	_, err = m.pool.Exec(t.Context(), "UPDATE orders.requests SET answer = NULL")
	check(t, err)
	_, err = m.Place(t.Context(), in)
	wantErr(t, err, orders.ErrKeyInFlight)
	m.skip(11 * time.Second)
	again, err := m.Place(t.Context(), in)
	check(t, err)
	first.Replayed = true
	wantEqual(t, "answer", again, first)
}

func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 100)
	in := input(m.fill(t, lamp))
	placed := make([]orders.PlacedOrder, 50)
	var wg sync.WaitGroup
	for i := range placed {
		wg.Go(func() {
			var err error
			if placed[i], err = m.Place(t.Context(), in); err != nil && !errors.Is(err, orders.ErrKeyInFlight) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	first := 0
	final, err := m.Place(t.Context(), in)
	check(t, err)
	for _, o := range placed {
		if o.OrderID == uuid.Nil {
			continue // it was told to come again
		}
		if !o.Replayed {
			first++
		}
		o.Replayed = true
		wantEqual(t, "answer", o, final)
	}
	wantEqual(t, "answers that are no repeat", first, 1)
	wantEqual(t, "orders", m.count(t, "orders.orders"), 1)
	m.wantStock(t, lamp, 99)
}

func TestTwoKeysForOneCartAtOnce(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 100)
	for range 10 {
		id := m.fill(t, lamp)
		results := make([]error, 2)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { _, results[i] = m.Place(t.Context(), input(id)) })
		}
		wg.Wait()
		if results[0] == nil {
			results[0] = results[1]
		} else {
			check(t, results[1])
		}
		wantErr(t, results[0], cart.ErrConverted)
		wantEqual(t, "orders of the cart", m.count(t, "orders.orders WHERE cart_id = $1", id), 1)
	}
	m.wantStock(t, lamp, 90)
}

func TestKeyOfARequestThatStillRuns(t *testing.T) {
	t.Parallel()
	m := setup(t)
	in := input(m.fill(t, m.sell(t, "Lamp", 1000, 1)))
	first := make(chan error, 1)
	check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error {
		if _, err := tx.Exec(t.Context(), "SELECT FROM cart.carts WHERE id = $1 FOR UPDATE", in.CartID); err != nil {
			return err
		}
		go func() {
			_, err := m.Place(t.Context(), in)
			first <- err
		}()
		for m.count(t, "pg_locks WHERE NOT granted") == 0 { // until it waits for the cart
			if len(first) > 0 {
				t.Fatal("the first request did not wait")
			}
		}
		soon, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := m.Place(soon, in)
		wantErr(t, err, orders.ErrKeyInFlight)
		_, err = m.Place(soon, input(m.fill(t, m.sell(t, "Mug", 1000, 1))))
		check(t, err) // others are not held up
		return nil
	}))
	check(t, <-first)
	o, err := m.Place(t.Context(), in)
	check(t, err)
	wantEqual(t, "replayed", o.Replayed, true)
}
