package catalog_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
)

func (s *shop) shut(t *testing.T, store uuid.UUID, how catalog.Shut) {
	t.Helper()
	check(t, db.InTx(t.Context(), s.pool, func(tx db.Tx) error { return s.ShutStoreTx(t.Context(), tx, store, how) }))
}

func TestHiddenStore(t *testing.T) {
	t.Parallel()
	s := setup(t)
	other := s.newStore(t, "other")
	in := s.simple("Blue mug")
	in.Category = "Mugs"
	mug := s.product(t, s.put(t, in).ProductID)
	in.StoreID = other
	kept := s.put(t, in).ProductID
	shown := func() (listed, found, counted int) {
		list, _, err := s.Products(t.Context(), catalog.Filter{Limit: 10})
		check(t, err)
		hits, _, err := s.Products(t.Context(), catalog.Filter{Words: "mug", Limit: 10})
		check(t, err)
		similar, _, err := s.Products(t.Context(), catalog.Filter{Words: "mgu", Limit: 10}) // by its likeness
		check(t, err)
		if len(similar) > len(list) {
			t.Errorf("%d products are like a word, of %d", len(similar), len(list))
		}
		categories, err := s.Categories(t.Context(), nil)
		check(t, err)
		return len(list), len(hits), categories[0].Products
	}
	sellable := func() catalog.Sellable {
		known, err := s.Sellables(t.Context(), []uuid.UUID{mug.Variants[0].ID})
		check(t, err)
		return known[mug.Variants[0].ID]
	}
	before, err := s.HiddenMark(t.Context())
	check(t, err)

	for _, why := range []catalog.Hidden{catalog.HiddenNew, catalog.HiddenSuspended, catalog.HiddenClosed} {
		t.Run("shows nothing when it is "+string(why), func(t *testing.T) {
			for range 2 { // the second time changes nothing
				s.shut(t, s.store, catalog.Shut{Hidden: why})
			}
			listed, found, counted := shown()
			wantEqual(t, "listed, found and counted", []int{listed, found, counted}, []int{1, 1, 1})
			_, err := s.Product(t.Context(), mug.ID)
			wantErr(t, err, catalog.ErrProductNotFound)
			_, err = s.ProductBySlug(t.Context(), s.store, mug.Slug)
			wantErr(t, err, catalog.ErrProductNotFound)
			_, err = s.Product(t.Context(), kept)
			check(t, err)
			if v := sellable(); v.OnSale || v.Suspended != (why == catalog.HiddenSuspended) || v.Name != mug.Name {
				t.Errorf("got %+v", v)
			}
		})
	}
	t.Run("is told by another mark", func(t *testing.T) {
		mark, err := s.HiddenMark(t.Context())
		check(t, err)
		if mark == before {
			t.Errorf("it is %q as before", mark)
		}
	})
	t.Run("is back", func(t *testing.T) {
		s.shut(t, s.store, catalog.Shut{})
		listed, found, counted := shown()
		wantEqual(t, "listed, found and counted", []int{listed, found, counted}, []int{2, 2, 2})
		if v := sellable(); !v.OnSale || v.Suspended || v.OnHoliday {
			t.Errorf("got %+v", v)
		}
	})
}

func TestStoreOnHoliday(t *testing.T) {
	t.Parallel()
	s := setup(t)
	mug := s.product(t, s.put(t, s.simple("Blue mug")).ProductID)
	sellable := func() catalog.Sellable {
		known, err := s.Sellables(t.Context(), []uuid.UUID{mug.Variants[0].ID})
		check(t, err)
		return known[mug.Variants[0].ID]
	}
	until := s.now().Add(time.Hour)
	s.shut(t, s.store, catalog.Shut{Holiday: true, Until: &until})
	list, _, err := s.Products(t.Context(), catalog.Filter{Limit: 10})
	check(t, err)
	if v := sellable(); !v.OnSale || !v.OnHoliday || v.Suspended || len(list) != 1 {
		t.Errorf("got %+v in a list of %d", v, len(list))
	}
	s.skip(time.Hour)
	if v := sellable(); v.OnHoliday {
		t.Errorf("after its end: %+v", v)
	}
}
