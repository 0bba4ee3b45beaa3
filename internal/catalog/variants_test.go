package catalog_test

import (
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
)

func TestPutRecognisesVariants(t *testing.T) {
	t.Parallel()
	s := setup(t)
	// was returns the ids of S and M of a new product.
	was := func(t *testing.T, name string) (catalog.PutProductInput, uuid.UUID, uuid.UUID) {
		in := s.sizes(name, "S", "M")
		p := s.product(t, s.put(t, in).ProductID)
		return in, p.Variants[0].ID, p.Variants[1].ID
	}
	now := func(t *testing.T, in catalog.PutProductInput) []uuid.UUID {
		return ids(s.product(t, s.put(t, in).ProductID))
	}

	t.Run("by SKU when the options are renamed", func(t *testing.T) {
		in, small, medium := was(t, "renamed")
		in.Variants[0].Options, in.Variants[1].Options = []string{"Small"}, []string{"Medium"}
		wantEqual(t, "ids", now(t, in), []uuid.UUID{small, medium})
	})
	t.Run("by SKU when two swap their options", func(t *testing.T) {
		in, small, medium := was(t, "swapped")
		in.Variants[0].Options, in.Variants[1].Options = []string{"M"}, []string{"S"}
		wantEqual(t, "ids", now(t, in), []uuid.UUID{small, medium})
	})
	t.Run("in any order", func(t *testing.T) {
		in, small, medium := was(t, "turned")
		in.Variants[0], in.Variants[1] = in.Variants[1], in.Variants[0]
		wantEqual(t, "ids", now(t, in), []uuid.UUID{medium, small})
	})
	t.Run("by options when the SKU is new or gone", func(t *testing.T) {
		in, small, medium := was(t, "relabelled")
		in.Variants[0].SKU, in.Variants[1].SKU = "other", ""
		wantEqual(t, "ids", now(t, in), []uuid.UUID{small, medium})
	})
	t.Run("by options when all have one SKU", func(t *testing.T) {
		in := s.sizes("one SKU", "S", "M")
		in.Variants[0].SKU, in.Variants[1].SKU = "same", "same"
		before := ids(s.product(t, s.put(t, in).ProductID))
		in.Variants[0], in.Variants[1] = in.Variants[1], in.Variants[0]
		wantEqual(t, "ids", now(t, in), []uuid.UUID{before[1], before[0]})
	})
	t.Run("and takes the others off sale with their stock", func(t *testing.T) {
		in, small, medium := was(t, "fewer")
		check(t, s.take(t.Context(), catalog.Quantity{VariantID: medium, N: 2}))
		in.Variants = in.Variants[:1]
		wantEqual(t, "ids", now(t, in), []uuid.UUID{small})
		s.wantStock(t, medium, 0, 2) // the two that were sold
		known, err := s.Sellables(t.Context(), []uuid.UUID{small, medium})
		check(t, err)
		wantEqual(t, "on sale", []bool{known[small].OnSale, known[medium].OnSale}, []bool{true, false})
		sole, err := s.SoleVariant(t.Context(), known[small].ProductID)
		check(t, err)
		wantEqual(t, "sole variant", sole, small)
		page, _, err := s.Products(t.Context(), catalog.Filter{Words: "fewer", Limit: 10})
		check(t, err)
		wantEqual(t, "default variant", *page[0].DefaultVariant, small)
		wantEqual(t, "available", page[0].Available, 5)
	})
	t.Run("that come back, by their SKU", func(t *testing.T) {
		in, small, medium := was(t, "back")
		all := in.Variants
		in.Variants = all[:1]
		s.put(t, in)
		in.Variants = all
		wantEqual(t, "ids", now(t, in), []uuid.UUID{small, medium})
		s.wantStock(t, medium, 5, 5)
	})
	t.Run("and lets a new one take over the options of one that is gone", func(t *testing.T) {
		in, small, _ := was(t, "taken over")
		in.Variants[1] = variant("new", "L")
		in.Variants = append(in.Variants, variant("newer", "M"))
		if after := now(t, in); after[0] != small || len(after) != 3 {
			t.Errorf("got %v", after)
		}
	})
}

func TestPutKeepsCountOfWhatWasSold(t *testing.T) {
	t.Parallel()
	s := setup(t)
	in := s.simple("Lamp")
	v := s.product(t, s.put(t, in).ProductID).Variants[0].ID
	check(t, s.take(t.Context(), catalog.Quantity{VariantID: v, N: 3}))
	s.wantStock(t, v, 2, 5)
	in.Variants[0].Quantity = 20 // a delivery
	s.put(t, in)
	s.wantStock(t, v, 20, 23)
	in.Variants[0].Quantity = 1 // most of it was broken
	s.put(t, in)
	s.wantStock(t, v, 1, 4)
}

func TestSoleVariant(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, err := s.SoleVariant(t.Context(), s.put(t, s.sizes("Shirt", "S", "M")).ProductID)
	wantErr(t, err, catalog.ErrVariantNeeded)
	_, err = s.SoleVariant(t.Context(), uuid.New())
	wantErr(t, err, catalog.ErrProductNotFound)
}
