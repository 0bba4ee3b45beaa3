package cart_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/db"
)

func TestAccountHasOneOpenCart(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	for range 20 {
		ada := s.account(t)
		ids := make([]uuid.UUID, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				c, err := s.OfUser(t.Context(), ada)
				if err != nil {
					t.Error(err)
				}
				ids[i] = c.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] || id.Version() != 4 {
				t.Fatalf("carts %v, want one with a random id", ids)
			}
		}
		c, err := s.Add(t.Context(), owned(ids[0], ada), cart.AddInput{VariantID: &lamp, Quantity: 2})
		check(t, err)
		read, err := s.OfUser(t.Context(), ada)
		check(t, err)
		wantCart(t, read, show(c))
	}
}

func TestOrderedCartGivesWayToANewOne(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	ada := s.account(t)
	first := s.fillOwn(t, ada, lamp)
	s.convert(t, first)
	second, err := s.OfUser(t.Context(), ada)
	check(t, err)
	if second.ID == first || second.Status != cart.StatusOpen {
		t.Errorf("got cart %v, %s", second.ID, second.Status)
	}
	wantCart(t, second, "= 0")
	read, err := s.Cart(t.Context(), owned(first, ada))
	check(t, err)
	if read.Status != cart.StatusConverted {
		t.Errorf("the ordered cart is %s", read.Status)
	}
}

func TestCartOfAnAccountOpensForNobodyElse(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	ada, bob := s.account(t), s.account(t)
	id := s.fillOwn(t, ada, lamp)
	c, err := s.Cart(t.Context(), owned(id, ada))
	check(t, err)
	item := c.Items[0].ID

	for who, key := range map[string]cart.Key{"a guest": guest(id), "another account": owned(id, bob)} {
		for what, try := range map[string]func() error{
			"read": func() error { _, err := s.Cart(t.Context(), key); return err },
			"add to": func() error {
				_, err := s.Add(t.Context(), key, cart.AddInput{VariantID: &lamp, Quantity: 1})
				return err
			},
			"change": func() error { _, err := s.SetQuantity(t.Context(), key, item, 2); return err },
			"empty":  func() error { _, err := s.Remove(t.Context(), key, item); return err },
			"accept": func() error { _, err := s.AcceptChanges(t.Context(), key); return err },
			"lock": func() error {
				return db.InTx(t.Context(), s.pool, func(tx db.Tx) error { _, err := s.LockTx(t.Context(), tx, key); return err })
			},
		} {
			t.Run(who+" cannot "+what+" it", func(t *testing.T) { wantErr(t, try(), cart.ErrNotFound) })
		}
	}
	after, err := s.SetQuantity(t.Context(), owned(id, ada), item, 2)
	check(t, err)
	wantCart(t, after, "2×1000 = 2000")
}

func TestCartThatNobodyOwnsOpensForWhoeverKnowsItsID(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	ada, id := s.account(t), uuid.New()
	_, err := s.Add(t.Context(), owned(id, ada), cart.AddInput{VariantID: &lamp, Quantity: 1})
	check(t, err)
	c, err := s.Cart(t.Context(), guest(id))
	check(t, err)
	wantCart(t, c, "1×1000 = 1000")
	mine, err := s.OfUser(t.Context(), ada)
	check(t, err)
	if mine.ID == id {
		t.Error("using a cart made it the account's")
	}
}

func TestCartsOfAnAccountGoWithIt(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	ada := s.account(t)
	s.convert(t, s.fillOwn(t, ada, lamp))
	s.fillOwn(t, ada, lamp)
	left := uuid.New()
	s.add(t, left, lamp, 1)
	_, err := s.Merge(t.Context(), ada, left)
	check(t, err)
	_, err = s.pool.Exec(t.Context(), "DELETE FROM auth.users WHERE id = $1", ada)
	check(t, err)
	var carts int
	check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM cart.carts").Scan(&carts))
	if carts != 0 {
		t.Errorf("%d carts are left", carts)
	}
}
