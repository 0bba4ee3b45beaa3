package cart_test

import (
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/money"
)

func TestChangesAreShownAndWaitForTheBuyer(t *testing.T) {
	t.Parallel()
	s := setup(t)
	id := uuid.New()
	for _, name := range []string{"Same", "Dearer", "Fewer", "Sold out", "Withdrawn", "Dearer and fewer", "In dollars"} {
		_, v := s.sell(t, name, eur(1000), 5)
		s.add(t, id, v, 3)
	}
	s.sell(t, "Dearer", eur(1100), 5)
	s.sell(t, "Fewer", eur(1000), 2)
	s.sell(t, "Sold out", eur(1000), 0)
	s.withdraw(t, "Withdrawn")
	s.sell(t, "Dearer and fewer", eur(1100), 2)
	s.sell(t, "In dollars", money.Amount{Minor: 1000, Currency: "USD"}, 5)

	c, err := s.Cart(t.Context(), guest(id))
	check(t, err)
	const seen = "3×1000 3×1000price_changed 3×1000out_of_stock 3×1000out_of_stock 3×1000unavailable 3×1000out_of_stock 3×1000unavailable = 21000"
	wantCart(t, c, seen)
	if !c.Changed() {
		t.Error("the cart says that nothing changed")
	}
	if now := c.Items[1].Now.Price; now != eur(1100) {
		t.Errorf("the price of now is %v", now)
	}

	const accepted = "3×1000 3×1100 2×1000 2×1100 = 10500"
	for range 2 { // the second time changes nothing
		c, err = s.AcceptChanges(t.Context(), guest(id))
		check(t, err)
		wantCart(t, c, accepted)
		if c.Changed() {
			t.Error("the cart says that something changed")
		}
	}
}

func TestAddingMoreOfAnItemTakesOverItsPrice(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	id := uuid.New()
	s.add(t, id, lamp, 1)
	s.sell(t, "Lamp", eur(900), 5)
	wantCart(t, s.add(t, id, lamp, 1), "2×900 = 1800")
	s.sell(t, "Lamp", eur(800), 5)
	c, err := s.SetQuantity(t.Context(), guest(id), s.add(t, id, lamp, 1).Items[0].ID, 1)
	check(t, err)
	wantCart(t, c, "1×800 = 800")
}

func TestVariantThatAProductNoLongerHasIsUnavailable(t *testing.T) {
	t.Parallel()
	s := setup(t)
	in := catalog.PutProductInput{
		StoreID: s.store, Slug: "shirt", Name: "Shirt", Options: []string{"Size"},
		Variants: []catalog.PutVariant{{SKU: "s", Options: []string{"S"}, Price: eur(1), Quantity: 1}, {SKU: "m", Options: []string{"M"}, Price: eur(1), Quantity: 1}},
	}
	res, err := s.catalog.Put(t.Context(), in)
	check(t, err)
	p, err := s.catalog.Product(t.Context(), res.ProductID)
	check(t, err)
	id := uuid.New()
	s.add(t, id, p.Variants[0].ID, 1)
	s.add(t, id, p.Variants[1].ID, 1)
	in.Variants = in.Variants[1:]
	_, err = s.catalog.Put(t.Context(), in)
	check(t, err)
	c, err := s.Cart(t.Context(), guest(id))
	check(t, err)
	wantCart(t, c, "1×1unavailable 1×1 = 2")
	if c.Items[1].Change != "" || c.Items[0].Change != cart.Unavailable {
		t.Errorf("changes %q and %q", c.Items[0].Change, c.Items[1].Change)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	s := setup(t)
	made, err := s.Create(t.Context())
	check(t, err)
	if made.ID.Version() != 4 {
		t.Errorf("id of version %d, want a random one", made.ID.Version())
	}
	read, err := s.Cart(t.Context(), guest(made.ID))
	check(t, err)
	wantCart(t, read, "= 0")
}
