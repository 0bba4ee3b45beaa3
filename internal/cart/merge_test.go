package cart_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/money"
)

// A guest's cart of 65 products and an account's of 40, 25 of them the same.
func TestMergeIsTheExactUnion(t *testing.T) {
	t.Parallel()
	s := setup(t)
	var goods []uuid.UUID
	for i := range 80 {
		_, v := s.sell(t, fmt.Sprint("Product ", i), eur(int64(100+i)), 20)
		goods = append(goods, v)
	}
	fill := func(k cart.Key, from, to, each int) {
		for i := from; i < to; i++ {
			_, err := s.Add(t.Context(), k, cart.AddInput{VariantID: &goods[i], Quantity: each + i%3})
			check(t, err)
		}
	}
	want := map[uuid.UUID]int{}
	for i := range 80 {
		if i < 65 {
			want[goods[i]] += 1 + i%3
		}
		if i >= 40 {
			want[goods[i]] += 4 + i%3
		}
	}
	for round := range 20 {
		ada, left := s.account(t), uuid.New()
		fill(guest(left), 0, 65, 1)
		mine, err := s.OfUser(t.Context(), ada)
		check(t, err)
		fill(owned(mine.ID, ada), 40, 80, 4)

		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				m, err := s.Merge(t.Context(), ada, left)
				if err != nil || len(m.Adjustments) > 0 || m.Cart.ID != mine.ID || m.Cart.Changed() {
					t.Errorf("round %d: got cart %s (changed: %t), %v, %v", round, m.Cart.ID, m.Cart.Changed(), m.Adjustments, err)
					return
				}
				wantHolds(t, m.Cart, want)
			})
		}
		wg.Wait()
		after, err := s.OfUser(t.Context(), ada)
		check(t, err)
		wantHolds(t, after, want)
		_, err = s.Cart(t.Context(), guest(left))
		wantErr(t, err, cart.ErrNotFound)
	}
}

func TestTwoGuestCartsMergeAtOnce(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 50)
	_, mug := s.sell(t, "Mug", eur(500), 50)
	_, pot := s.sell(t, "Pot", eur(700), 50)
	for round := range 20 {
		ada := s.account(t)
		want := map[uuid.UUID]int{lamp: 2, mug: 1, pot: 1}
		if round%2 == 0 { // else the first cart to come becomes the account's
			s.fillOwn(t, ada, lamp, pot)
			want[lamp]++
			want[pot]++
		}
		phone, desk := uuid.New(), uuid.New()
		s.add(t, phone, lamp, 1)
		s.add(t, phone, mug, 1)
		s.add(t, desk, lamp, 1)
		s.add(t, desk, pot, 1)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				if _, err := s.Merge(t.Context(), ada, []uuid.UUID{phone, desk}[i%2]); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		c, err := s.OfUser(t.Context(), ada)
		check(t, err)
		wantHolds(t, c, want)
	}
}

func TestTwoAccountsMergeTheSameCart(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 50)
	for range 20 {
		users := []uuid.UUID{s.account(t), s.account(t)}
		s.fillOwn(t, users[0], lamp)
		left := uuid.New()
		s.add(t, left, lamp, 3)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, user := range users {
			wg.Go(func() { _, errs[i] = s.Merge(t.Context(), user, left) })
		}
		wg.Wait()
		got := [2]int{}
		for i, user := range users {
			c, err := s.OfUser(t.Context(), user)
			check(t, err)
			for _, it := range c.Items {
				got[i] += it.Quantity
			}
		}
		switch {
		case errs[0] == nil && errors.Is(errs[1], cart.ErrNotFound) && got == [2]int{4, 0}:
		case errs[1] == nil && errors.Is(errs[0], cart.ErrNotFound) && got == [2]int{1, 3}:
		default:
			t.Fatalf("got errors %v, quantities %v", errs, got)
		}
	}
}

// A guest who goes on while the cart is merged is served or refused, and
// nothing is lost in between; so is whoever orders the account's cart.
func TestMergeAmidOtherChanges(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 500)
	for range 20 {
		ada, left := s.account(t), uuid.New()
		mine := s.fillOwn(t, ada, lamp)
		s.add(t, left, lamp, 1)
		added := 2
		var wg sync.WaitGroup
		var mu sync.Mutex
		for range 4 {
			wg.Go(func() {
				_, err := s.Add(t.Context(), guest(left), cart.AddInput{VariantID: &lamp, Quantity: 1})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					added++
				case !errors.Is(err, cart.ErrNotFound):
					t.Error(err)
				}
			})
		}
		wg.Go(func() { s.convert(t, mine) })
		wg.Go(func() {
			if _, err := s.Merge(t.Context(), ada, left); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		ordered, err := s.Cart(t.Context(), owned(mine, ada))
		check(t, err)
		open, err := s.OfUser(t.Context(), ada)
		check(t, err)
		got := 0
		for _, it := range append(slices.Clone(ordered.Items), open.Items...) {
			got += it.Quantity
		}
		if got != added {
			t.Fatalf("%d in both carts of the account, %d were added", got, added)
		}
	}
}

func TestMergeTellsWhatItCouldNotTakeOver(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ada, left := s.account(t), uuid.New()
	mine, err := s.OfUser(t.Context(), ada)
	check(t, err)
	put := func(name string, stock, own, guests int) {
		_, v := s.sell(t, name, eur(100), stock)
		if own > 0 {
			_, err := s.Add(t.Context(), owned(mine.ID, ada), cart.AddInput{VariantID: &v, Quantity: own})
			check(t, err)
		}
		s.add(t, left, v, guests)
	}
	put("Enough", 5, 2, 3)
	put("Few left", 5, 3, 4)
	put("Fewer than mine", 9, 6, 1)
	put("Few left of theirs", 9, 0, 4)
	put("Nails", 5000, 600, 700)
	put("Sold out", 5, 2, 3)
	put("Sold out of theirs", 5, 0, 3)
	put("Withdrawn", 5, 2, 3)
	put("Withdrawn of theirs", 5, 0, 3)
	put("In dollars", 5, 1, 1)
	s.sell(t, "Fewer than mine", eur(100), 2)
	s.sell(t, "Few left of theirs", eur(100), 3)
	s.sell(t, "Sold out", eur(100), 0)
	s.sell(t, "Sold out of theirs", eur(100), 0)
	s.withdraw(t, "Withdrawn")
	s.withdraw(t, "Withdrawn of theirs")
	s.sell(t, "In dollars", money.Amount{Minor: 100, Currency: "USD"}, 5)

	const told = `Few left capped_by_stock 7 5
Fewer than mine capped_by_stock 7 2
Few left of theirs capped_by_stock 4 3
Nails capped_by_limit 1300 999
Sold out out_of_stock 5 2
Sold out of theirs out_of_stock 3 0
Withdrawn unavailable 5 2
Withdrawn of theirs unavailable 3 0
In dollars unavailable 2 1
`
	for range 2 { // the second time says the same
		m, err := s.Merge(t.Context(), ada, left)
		check(t, err)
		wantCart(t, m.Cart, "5×100 5×100 2×100 999×100 2×100out_of_stock 2×100unavailable 1×100unavailable 3×100 = 101900")
		if got := report(m.Adjustments); got != told {
			t.Errorf("got\n%swant\n%s", got, told)
		}
	}
}

func TestMergeKeepsToTheLimitOfACart(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ada, left := s.account(t), uuid.New()
	var first, last uuid.UUID
	mine := uuid.Nil
	for i := range 98 {
		_, v := s.sell(t, fmt.Sprint("Bead ", i), eur(1), 5)
		if i == 0 {
			first, mine = v, s.fillOwn(t, ada, v)
			continue
		}
		_, err := s.Add(t.Context(), owned(mine, ada), cart.AddInput{VariantID: &v, Quantity: 1})
		check(t, err)
	}
	for i := range 4 {
		_, last = s.sell(t, fmt.Sprint("Button ", i), eur(1), 5)
		s.add(t, left, last, 2)
	}
	s.add(t, left, first, 1)
	m, err := s.Merge(t.Context(), ada, left)
	check(t, err)
	if len(m.Cart.Items) != 100 || m.Cart.Total != eur(98+2+2+1) {
		t.Errorf("%d items for %v", len(m.Cart.Items), m.Cart.Total)
	}
	const told = "Button 2 capped_by_limit 2 0\nButton 3 capped_by_limit 2 0\n"
	if got := report(m.Adjustments); got != told {
		t.Errorf("got\n%swant\n%s", got, told)
	}
	if at := m.Adjustments[1].VariantID; at != last {
		t.Errorf("the last one names variant %s", at)
	}
}

func TestMergeShowsPricesThatChanged(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ada, left := s.account(t), uuid.New()
	_, lamp := s.sell(t, "Lamp", eur(1000), 9)
	_, mug := s.sell(t, "Mug", eur(500), 9)
	_, pot := s.sell(t, "Pot", eur(700), 9)
	s.fillOwn(t, ada, lamp, mug)
	s.sell(t, "Lamp", eur(1100), 9)
	s.add(t, left, lamp, 1) // the guest saw what it costs now
	s.add(t, left, mug, 1)
	s.add(t, left, pot, 1)
	s.sell(t, "Mug", eur(400), 9)
	s.sell(t, "Pot", eur(800), 9)
	m, err := s.Merge(t.Context(), ada, left)
	check(t, err)
	wantCart(t, m.Cart, "2×1100 2×500price_changed 1×700price_changed = 3900")
	if len(m.Adjustments) > 0 {
		t.Errorf("got adjustments %v", m.Adjustments)
	}
}

func TestCartOfAnAccountWithoutOneIsTheGuests(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ada, left := s.account(t), uuid.New()
	_, lamp := s.sell(t, "Lamp", eur(1000), 3)
	s.add(t, left, lamp, 3)
	s.sell(t, "Lamp", eur(1000), 2)
	for range 2 {
		m, err := s.Merge(t.Context(), ada, left)
		check(t, err)
		wantCart(t, m.Cart, "3×1000out_of_stock = 3000")
		if m.Cart.ID != left || len(m.Adjustments) > 0 {
			t.Errorf("got cart %s, %v, want the guest's as it is", m.Cart.ID, m.Adjustments)
		}
	}
	_, err := s.Cart(t.Context(), guest(left))
	wantErr(t, err, cart.ErrNotFound)
}

func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 50)
	ada, bob := s.account(t), s.account(t)
	bobs := s.fillOwn(t, bob, lamp)
	ordered, mineOrdered, intoBobs := uuid.New(), s.fillOwn(t, ada, lamp), uuid.New()
	s.add(t, ordered, lamp, 1)
	s.add(t, intoBobs, lamp, 1)
	s.convert(t, ordered)
	s.convert(t, mineOrdered)
	_, err := s.Merge(t.Context(), bob, intoBobs)
	check(t, err)
	mine := s.fillOwn(t, ada, lamp)

	for name, c := range map[string]struct {
		id   uuid.UUID
		want error
	}{
		"a cart that is not there":               {uuid.New(), cart.ErrNotFound},
		"the cart of another account":            {bobs, cart.ErrNotFound},
		"a cart that another account took over":  {intoBobs, cart.ErrNotFound},
		"a cart of which an order was made":      {ordered, cart.ErrConverted},
		"one's own cart that was made an order":  {mineOrdered, cart.ErrConverted},
		"nothing when it is one's own open cart": {mine, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Merge(t.Context(), ada, c.id)
			wantErr(t, err, c.want)
			own, err := s.OfUser(t.Context(), ada)
			check(t, err)
			wantCart(t, own, "1×1000 = 1000")
			theirs, err := s.OfUser(t.Context(), bob)
			check(t, err)
			wantCart(t, theirs, "2×1000 = 2000")
		})
	}
}

func TestRepeatAfterTheOrderStartsAnew(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 1)
	ada, left := s.account(t), uuid.New()
	mine := s.fillOwn(t, ada, lamp)
	s.add(t, left, lamp, 1)
	m, err := s.Merge(t.Context(), ada, left)
	check(t, err)
	if len(m.Adjustments) != 1 {
		t.Errorf("got adjustments %v", m.Adjustments)
	}
	s.convert(t, mine)
	for range 2 {
		m, err = s.Merge(t.Context(), ada, left)
		check(t, err)
		wantCart(t, m.Cart, "= 0")
		if m.Cart.ID == mine || len(m.Adjustments) > 0 {
			t.Errorf("got cart %s, %v", m.Cart.ID, m.Adjustments)
		}
	}
}

// A merged cart takes nothing in any more, from whoever still has its id.
func TestMergedCartIsGone(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 50)
	ada, left := s.account(t), uuid.New()
	s.fillOwn(t, ada, lamp)
	s.add(t, left, lamp, 1)
	_, err := s.Merge(t.Context(), ada, left)
	check(t, err)
	for _, key := range []cart.Key{guest(left), owned(left, ada)} {
		_, err = s.Add(t.Context(), key, cart.AddInput{VariantID: &lamp, Quantity: 1})
		wantErr(t, err, cart.ErrNotFound)
		_, err = s.Cart(t.Context(), key)
		wantErr(t, err, cart.ErrNotFound)
	}
	var rows int
	check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM cart.items WHERE cart_id = $1", left).Scan(&rows))
	if rows != 0 {
		t.Errorf("it still holds %d items", rows)
	}
}

// report writes adjustments as "Lamp capped_by_stock 7 5", a line each.
func report(list []cart.Adjustment) string {
	var text strings.Builder
	for _, a := range list {
		fmt.Fprintln(&text, a.Name, a.Reason, a.Wanted, a.Quantity)
	}
	return text.String()
}

// wantHolds asserts how many of each variant a cart holds.
func wantHolds(t *testing.T, c cart.Cart, want map[uuid.UUID]int) {
	t.Helper()
	got := map[uuid.UUID]int{}
	for _, it := range c.Items {
		got[it.Now.VariantID] += it.Quantity
	}
	if len(got) != len(want) || len(c.Items) != len(want) {
		t.Errorf("%d items of %d variants, want %d", len(c.Items), len(got), len(want))
	}
	for v, n := range want {
		if got[v] != n {
			t.Errorf("%d of variant %s, want %d", got[v], v, n)
		}
	}
}
