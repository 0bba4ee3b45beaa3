package cart_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/money"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	s := setup(t)
	lamp, lampVariant := s.sell(t, "Lamp", eur(1000), 5)
	_, mug := s.sell(t, "Mug", eur(500), 5)

	t.Run("makes the cart, merges what is in it and takes a product with one variant", func(t *testing.T) {
		id := uuid.New()
		wantCart(t, s.add(t, id, lampVariant, 1), "1×1000 = 1000")
		s.add(t, id, mug, 1)
		c, err := s.Add(t.Context(), guest(id), cart.AddInput{ProductID: &lamp, Quantity: 2})
		check(t, err)
		wantCart(t, c, "3×1000 1×500 = 3500")
		read, err := s.Cart(t.Context(), guest(id))
		check(t, err)
		wantCart(t, read, show(c))
	})
	t.Run("takes what is left and no more", func(t *testing.T) {
		id := uuid.New()
		s.add(t, id, lampVariant, 5)
		_, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &lampVariant, Quantity: 1})
		wantErr(t, err, catalog.ErrOutOfStock)
		c, err := s.Cart(t.Context(), guest(id))
		check(t, err)
		wantCart(t, c, "5×1000 = 5000")
	})
	t.Run("takes no more than 999 of one", func(t *testing.T) {
		_, many := s.sell(t, "Nail", eur(1), 5000)
		id := uuid.New()
		s.add(t, id, many, 999)
		_, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &many, Quantity: 1})
		wantErr(t, err, catalog.ErrOutOfStock)
	})
	t.Run("takes no more than 100 different products", func(t *testing.T) {
		id := uuid.New()
		for i := range 100 {
			_, v := s.sell(t, fmt.Sprint("Bead ", i), eur(1), 5)
			s.add(t, id, v, 1)
		}
		_, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &mug, Quantity: 1})
		wantErr(t, err, cart.ErrFull)
		_, known := s.sell(t, "Bead 7", eur(1), 5)
		if c := s.add(t, id, known, 1); len(c.Items) != 100 || c.Total != eur(101) {
			t.Errorf("more of a product that is in it: %d items, %v", len(c.Items), c.Total)
		}
	})

	several, err := s.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: s.store, Slug: "shirt", Name: "Shirt", Options: []string{"Size"},
		Variants: []catalog.PutVariant{{Options: []string{"S"}, Price: eur(1)}, {Options: []string{"M"}, Price: eur(1)}},
	})
	check(t, err)
	s.sell(t, "Gone", eur(1), 1)
	_, gone := s.sell(t, "Gone", eur(1), 1)
	s.withdraw(t, "Gone")
	_, dollars := s.sell(t, "Import", money.Amount{Minor: 1, Currency: "USD"}, 1)
	nobody := uuid.New()
	for name, c := range map[string]struct {
		in   cart.AddInput
		want error
	}{
		"nothing":                         {cart.AddInput{Quantity: 1}, cart.ErrNothingChosen},
		"a product and a variant":         {cart.AddInput{VariantID: &mug, ProductID: &lamp, Quantity: 1}, cart.ErrNothingChosen},
		"a product with several variants": {cart.AddInput{ProductID: &several.ProductID, Quantity: 1}, catalog.ErrVariantNeeded},
		"an unknown product":              {cart.AddInput{ProductID: &nobody, Quantity: 1}, catalog.ErrProductNotFound},
		"an unknown variant":              {cart.AddInput{VariantID: &nobody, Quantity: 1}, catalog.ErrProductNotFound},
		"what is no longer sold":          {cart.AddInput{VariantID: &gone, Quantity: 1}, catalog.ErrProductNotFound},
		"what costs another currency":     {cart.AddInput{VariantID: &dollars, Quantity: 1}, catalog.ErrProductNotFound},
		"more than there is":              {cart.AddInput{VariantID: &mug, Quantity: 6}, catalog.ErrOutOfStock},
	} {
		t.Run("refuses "+name+" and makes no cart", func(t *testing.T) {
			id := uuid.New()
			_, err := s.Add(t.Context(), guest(id), c.in)
			wantErr(t, err, c.want)
			_, err = s.Cart(t.Context(), guest(id))
			wantErr(t, err, cart.ErrNotFound)
		})
	}
	t.Run("refuses an id that is not random", func(t *testing.T) {
		_, err := s.Add(t.Context(), guest(db.NewID()), cart.AddInput{VariantID: &mug, Quantity: 1})
		wantErr(t, err, cart.ErrBadID)
	})
}

func TestAddAtOnceLosesNothing(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 20)
	id := uuid.New()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &lamp, Quantity: 1}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c, err := s.Cart(t.Context(), guest(id))
	check(t, err)
	wantCart(t, c, "20×1000 = 20000")
}

func TestEdit(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	_, mug := s.sell(t, "Mug", eur(500), 5)
	id := uuid.New()
	s.add(t, id, lamp, 1)
	c := s.add(t, id, mug, 1)
	mine := c.Items[0].ID
	theirs := s.add(t, uuid.New(), lamp, 1).Items[0].ID

	t.Run("sets a quantity", func(t *testing.T) {
		c, err := s.SetQuantity(t.Context(), guest(id), mine, 4)
		check(t, err)
		wantCart(t, c, "4×1000 1×500 = 4500")
	})
	t.Run("refuses a quantity that is not there", func(t *testing.T) {
		_, err := s.SetQuantity(t.Context(), guest(id), mine, 6)
		wantErr(t, err, catalog.ErrOutOfStock)
	})
	t.Run("does not find the item of another cart", func(t *testing.T) {
		_, err := s.SetQuantity(t.Context(), guest(id), theirs, 1)
		wantErr(t, err, cart.ErrItemNotFound)
	})
	t.Run("removes an item, and again", func(t *testing.T) {
		for range 2 {
			c, err := s.Remove(t.Context(), guest(id), mine)
			check(t, err)
			wantCart(t, c, "1×500 = 500")
		}
		_, err := s.Remove(t.Context(), guest(id), theirs)
		check(t, err)
		var kept int
		check(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM cart.items WHERE id = $1", theirs).Scan(&kept))
		if kept != 1 {
			t.Error("the item of another cart is gone")
		}
	})
	t.Run("does not make a cart by changing it", func(t *testing.T) {
		none := uuid.New()
		_, err := s.SetQuantity(t.Context(), guest(none), mine, 1)
		wantErr(t, err, cart.ErrNotFound)
		_, err = s.Remove(t.Context(), guest(none), mine)
		wantErr(t, err, cart.ErrNotFound)
		_, err = s.AcceptChanges(t.Context(), guest(none))
		wantErr(t, err, cart.ErrNotFound)
		_, err = s.Cart(t.Context(), guest(none))
		wantErr(t, err, cart.ErrNotFound)
	})
}

func TestConvertedCartChangesNoMore(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, lamp := s.sell(t, "Lamp", eur(1000), 5)
	id := uuid.New()
	item := s.add(t, id, lamp, 1).Items[0].ID
	convert := func() error {
		return db.InTx(t.Context(), s.pool, func(tx db.Tx) error { return s.ConvertTx(t.Context(), tx, id) })
	}
	check(t, convert())
	wantErr(t, convert(), cart.ErrConverted)

	_, err := s.Add(t.Context(), guest(id), cart.AddInput{VariantID: &lamp, Quantity: 1})
	wantErr(t, err, cart.ErrConverted)
	_, err = s.SetQuantity(t.Context(), guest(id), item, 2)
	wantErr(t, err, cart.ErrConverted)
	_, err = s.Remove(t.Context(), guest(id), item)
	wantErr(t, err, cart.ErrConverted)
	_, err = s.AcceptChanges(t.Context(), guest(id))
	wantErr(t, err, cart.ErrConverted)
	c, err := s.Cart(t.Context(), guest(id))
	check(t, err)
	wantCart(t, c, "1×1000 = 1000")
	if c.Status != cart.StatusConverted {
		t.Errorf("status %q", c.Status)
	}
}
