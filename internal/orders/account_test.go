package orders_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/orders"
	"rialto/internal/paging"
)

// placeAs orders one piece of each variant for an account.
func (m *market) placeAs(t *testing.T, user uuid.UUID, variants ...uuid.UUID) orders.PlacedOrder {
	t.Helper()
	in := input(m.fill(t, variants...))
	in.UserID = &user
	o, err := m.Place(t.Context(), in)
	check(t, err)
	return o
}

func TestOrderOpensForItsAccount(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 5)
	ada, bob := m.account(t, "ada@example.com"), m.account(t, "bob@example.com")
	o := m.placeAs(t, ada, lamp)
	for who, key := range map[string]orders.Key{
		"a guest without its token": {ID: o.OrderID}, "another account": {ID: o.OrderID, UserID: &bob},
		"another account with a token of another order": {ID: o.OrderID, UserID: &bob, Token: m.place(t, lamp).Token},
	} {
		t.Run("and not for "+who, func(t *testing.T) {
			_, err := m.Order(t.Context(), key)
			wantErr(t, err, orders.ErrNotFound)
			_, err = m.Pay(t.Context(), key)
			wantErr(t, err, orders.ErrNotFound)
			_, err = m.Cancel(t.Context(), key)
			wantErr(t, err, orders.ErrNotFound)
			m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		})
	}
	for who, key := range map[string]orders.Key{
		"its owner": {ID: o.OrderID, UserID: &ada}, "who has its token": key(o), "another account that has its token": {ID: o.OrderID, UserID: &bob, Token: o.Token},
	} {
		t.Run("for "+who, func(t *testing.T) {
			got, err := m.Order(t.Context(), key)
			check(t, err)
			wantEqual(t, "number", got.Number, o.Number)
			page, err := m.Pay(t.Context(), key)
			check(t, err)
			wantEqual(t, "page", page, o.PaymentURL)
		})
	}
	cancelled, err := m.Cancel(t.Context(), orders.Key{ID: o.OrderID, UserID: &ada})
	check(t, err)
	wantEqual(t, "status", cancelled.Status, orders.StatusCancelled)
}

func TestCartOfAnAccountIsOrderedByItAlone(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 5)
	ada, bob := m.account(t, "ada@example.com"), m.account(t, "bob@example.com")
	c, err := m.cart.OfUser(t.Context(), ada)
	check(t, err)
	_, err = m.cart.Add(t.Context(), cart.Key{ID: c.ID, UserID: &ada}, cart.AddInput{VariantID: &lamp, Quantity: 2})
	check(t, err)
	for _, who := range []*uuid.UUID{nil, &bob} {
		in := input(c.ID)
		in.UserID = who
		_, err := m.Place(t.Context(), in)
		wantErr(t, err, cart.ErrNotFound)
	}
	in := input(c.ID)
	in.UserID = &ada
	o, err := m.Place(t.Context(), in)
	check(t, err)
	m.wantStock(t, lamp, 3)
	got, err := m.Order(t.Context(), orders.Key{ID: o.OrderID, UserID: &ada})
	check(t, err)
	wantEqual(t, "total", got.Total, eur(2000))
	m.wantHealthy(t)
}

func TestOrdersOfAnAccount(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp, mug := m.sell(t, "Lamp", 1000, 50), m.sell(t, "Mug", 250, 50)
	shirt := m.sellIn(t, m.newStore(t, "weaver"), "Shirt", 3000, 50)
	ada, bob := m.account(t, "ada@example.com"), m.account(t, "bob@example.com")
	var want []string
	for i := range 7 {
		o := m.placeAs(t, ada, [][]uuid.UUID{{lamp}, {lamp, shirt}, {mug, lamp, shirt}}[i%3]...)
		if i == 4 {
			_, err := m.Cancel(t.Context(), key(o))
			check(t, err)
		}
		m.placeAs(t, bob, lamp)
		m.place(t, mug)
		want = append([]string{o.Number}, want...)
		if i%2 == 0 {
			m.skip(time.Millisecond)
		}
	}

	t.Run("come newest first, page by page, each as it is alone", func(t *testing.T) {
		var got []string
		pages, cursor := 0, ""
		for {
			page, next, err := m.Orders(t.Context(), ada, cursor, 2)
			check(t, err)
			for _, o := range page {
				got = append(got, o.Number)
				alone, err := m.Order(t.Context(), orders.Key{ID: o.ID, UserID: &ada})
				check(t, err)
				wantEqual(t, "order", o, alone)
				if (o.Status == orders.StatusPaymentPending) != (o.PaymentURL != "") || len(o.Stores) == 0 || o.Shipping.City == "" {
					t.Errorf("order %+v", o)
				}
			}
			if pages++; next == "" {
				break
			}
			cursor = next
		}
		wantEqual(t, "numbers", got, want)
		wantEqual(t, "pages", pages, 4)
	})
	t.Run("are one page when they fit", func(t *testing.T) {
		page, next, err := m.Orders(t.Context(), ada, "", 7)
		check(t, err)
		wantEqual(t, "orders", len(page), 7)
		wantEqual(t, "cursor", next, "")
	})
	t.Run("are none for a new account", func(t *testing.T) {
		page, next, err := m.Orders(t.Context(), m.account(t, "new@example.com"), "", 7)
		check(t, err)
		wantEqual(t, "orders", len(page), 0)
		wantEqual(t, "cursor", next, "")
	})
	t.Run("refuse a cursor of another list", func(t *testing.T) {
		_, _, err := m.Orders(t.Context(), ada, paging.Encode(map[string]any{"t": time.Now(), "i": uuid.New()}), 7)
		wantErr(t, err, paging.ErrBadCursor)
	})
}

func TestGuestsOrdersGoToTheAccountThatProvesTheAddress(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 50)
	placeUnder := func(email string, user *uuid.UUID) orders.PlacedOrder {
		in := input(m.fill(t, lamp))
		in.Email, in.UserID = email, user
		o, err := m.Place(t.Context(), in)
		check(t, err)
		return o
	}
	bob := m.account(t, "bob@example.com")
	mine, shouted := placeUnder("ada@example.com", nil), placeUnder("ADA@Example.com", nil)
	bobs := placeUnder("ada@example.com", &bob)
	others := []orders.PlacedOrder{placeUnder("eve@example.com", nil), placeUnder("ada@example.co", nil), placeUnder("xada@example.com", nil)}
	m.work(t)
	numbers := func(user uuid.UUID) (list []string) {
		page, _, err := m.Orders(t.Context(), user, "", 50)
		check(t, err)
		for _, o := range page {
			list = append(list, o.Number)
		}
		slices.Sort(list)
		return list
	}
	ada := m.account(t, "ada@example.com")
	wantEqual(t, "orders before the event", len(numbers(ada)), 0)
	m.work(t)

	t.Run("however it was written", func(t *testing.T) {
		wantEqual(t, "orders", numbers(ada), []string{mine.Number, shouted.Number})
	})
	t.Run("but not those of another account or another address", func(t *testing.T) {
		wantEqual(t, "orders of Bob", numbers(bob), []string{bobs.Number})
		for _, o := range others {
			_, err := m.Order(t.Context(), orders.Key{ID: o.OrderID, UserID: &ada})
			wantErr(t, err, orders.ErrNotFound)
		}
	})
	t.Run("and their links go on working", func(t *testing.T) {
		wantEqual(t, "number", m.order(t, mine).Number, mine.Number)
	})
	t.Run("and what somebody orders under the address later stays a guest's", func(t *testing.T) {
		later := placeUnder("ada@example.com", nil)
		m.work(t)
		_, err := m.Order(t.Context(), orders.Key{ID: later.OrderID, UserID: &ada})
		wantErr(t, err, orders.ErrNotFound)
		wantEqual(t, "orders", len(numbers(ada)), 2)
	})
}

func TestOrdersOfAnErasedAccountAreNobodys(t *testing.T) {
	t.Parallel()
	m := setup(t)
	o := m.placeAs(t, m.account(t, "ada@example.com"), m.sell(t, "Lamp", 1000, 5))
	_, err := m.pool.Exec(t.Context(), "DELETE FROM auth.users")
	check(t, err)
	wantEqual(t, "number", m.order(t, o).Number, o.Number)
	m.work(t) // the account whose address was verified is not there any more
	wantEqual(t, "jobs left", m.count(t, "jobs.river_job WHERE state <> 'completed' AND state <> 'scheduled'"), 0)
}
