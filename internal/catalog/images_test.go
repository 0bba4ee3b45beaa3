package catalog_test

import (
	"testing"

	"rialto/internal/catalog"
	"rialto/internal/media"
)

func TestPutImages(t *testing.T) {
	t.Parallel()
	s := setup(t)
	zero := 0
	in := s.sizes("Linen Shirt", "S", "M")
	in.Images = []media.Image{{Key: "a", Width: 3, Height: 2}, {Key: "b", Width: 3, Height: 2}}
	in.Variants[1].Image = &zero
	id := s.put(t, in).ProductID
	listed := func() *media.Image {
		page, _, err := s.Products(t.Context(), catalog.Filter{Limit: 5})
		check(t, err)
		return page[0].Image
	}

	// In order: each subtest goes on from the one before.
	t.Run("keeps them when none are named", func(t *testing.T) {
		without := in
		without.Images, without.Variants = nil, []catalog.PutVariant{variant("sku-S", "S"), variant("sku-M", "M")}
		s.put(t, without)
		p := s.product(t, id)
		wantEqual(t, "images", p.Images, in.Images)
		wantEqual(t, "image of a variant", p.Variants[1].Image != nil && *p.Variants[1].Image == 0, true)
		wantEqual(t, "image of the list", *listed(), in.Images[0])
	})

	t.Run("forgets which variant had one of the old", func(t *testing.T) {
		other := in
		other.Images, other.Variants = []media.Image{{Key: "c", Width: 3, Height: 2}}, []catalog.PutVariant{variant("sku-S", "S"), variant("sku-M", "M")}
		s.put(t, other)
		p := s.product(t, id)
		wantEqual(t, "images", p.Images, other.Images)
		wantEqual(t, "image of a variant", p.Variants[1].Image == nil, true)
		wantEqual(t, "image of the list", *listed(), other.Images[0])
	})

	t.Run("keeps their focus", func(t *testing.T) {
		copied := in
		copied.Images = []media.Image{{Key: "a", Width: 3, Height: 2, Focus: &media.Focus{X: 0, Y: 100}}, {Key: "b", Width: 3, Height: 2}}
		s.put(t, copied)
		p := s.product(t, id)
		wantEqual(t, "focus", *p.Images[0].Focus, media.Focus{X: 0, Y: 100})
		wantEqual(t, "focus in lists", *listed().Focus, media.Focus{X: 0, Y: 100})
		wantEqual(t, "no focus", p.Images[1].Focus == nil, true)
	})

	t.Run("removes them when there are to be none", func(t *testing.T) {
		none := in
		none.Images, none.Variants = []media.Image{}, []catalog.PutVariant{variant("sku-S", "S"), variant("sku-M", "M")}
		s.put(t, none)
		wantEqual(t, "images", len(s.product(t, id).Images), 0)
		wantEqual(t, "image of the list", listed() == nil, true)
	})
}
