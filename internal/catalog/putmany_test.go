package catalog_test

import (
	"fmt"
	"sync"
	"testing"

	"rialto/internal/catalog"
	"rialto/internal/db"
)

// all says that a caller names everything.
var all = catalog.Given{
	Name: true, Description: true, Brand: true, Category: true, Tags: true, Status: true, SEOTitle: true, SEODescription: true,
	Options: true, SKU: true, Barcode: true, Price: true, CompareAt: true, Weight: true, Quantity: true,
}

// putMany writes products in a transaction of their store.
func (s *shop) putMany(t *testing.T, products ...catalog.PutProductInput) []catalog.PutManyResult {
	t.Helper()
	results, err := s.tryMany(t, products...)
	check(t, err)
	return results
}

func (s *shop) tryMany(t *testing.T, products ...catalog.PutProductInput) (results []catalog.PutManyResult, err error) {
	batch, err := s.PrepareMany(t.Context(), catalog.PutManyInput{
		StoreID: s.store, Products: products, Given: all, Do: catalog.CreateAndUpdate, Stock: catalog.Cause{Reason: catalog.ReasonImport},
	})
	if err != nil {
		return nil, err
	}
	err = db.InStoreTx(t.Context(), s.pool, s.store, func(tx db.Tx) error {
		if results, err = batch.PutTx(t.Context(), tx, nil); err != nil {
			return err
		}
		if err := db.LeaveStoreTx(t.Context(), tx); err != nil {
			return err
		}
		return s.AnnounceTx(t.Context(), tx, s.store, results)
	})
	return results, err
}

func TestPutManyDoesWhatPutDoes(t *testing.T) {
	t.Parallel()
	s := setup(t)
	one := s.sizes("One", "S", "M")
	was := eur(2000)
	one.Description, one.Brand, one.Tags, one.Status = `<p onclick="x()">Soft</p>`, "Weaver", []string{"a", "b"}, catalog.StatusActive
	one.Variants[0].CompareAt, one.Variants[1].WeightGrams, one.Variants[1].Barcode = &was, 12, "4006"
	two := one
	two.Slug = "two"
	s.put(t, one)
	s.putMany(t, two)
	a, err := s.ProductBySlug(t.Context(), s.store, "one")
	check(t, err)
	b, err := s.ProductBySlug(t.Context(), s.store, "two")
	check(t, err)
	b.ID, b.Slug = a.ID, a.Slug
	for i := range b.Variants {
		b.Variants[i].ID = a.Variants[i].ID
	}
	wantEqual(t, "product", withoutPointers(b), withoutPointers(a))

	t.Run("and leaves alone what is as it should be", func(t *testing.T) {
		wantEqual(t, "of Put's", s.putMany(t, one)[0].Outcome, catalog.Unchanged)
		wantEqual(t, "of its own", s.putMany(t, two)[0].Outcome, catalog.Unchanged)
		wantEqual(t, "version", s.product(t, a.ID).Version, 1)
	})
	t.Run("and changes what is not", func(t *testing.T) {
		changed := two
		changed.Variants = append([]catalog.PutVariant{}, two.Variants[1], variant("sku-L", "L"))
		changed.Variants[0].Price = eur(700)
		res := s.putMany(t, changed)[0]
		wantEqual(t, "outcome", res.Outcome, catalog.Updated)
		p := s.product(t, res.ProductID)
		wantEqual(t, "version", p.Version, 2)
		wantEqual(t, "SKUs", p.Variants[0].SKU+" "+p.Variants[1].SKU, "sku-M sku-L")
		wantEqual(t, "price", p.Price, eur(700))
		wantEqual(t, "values", p.Options[0].Values, []string{"M", "L"})
	})
	t.Run("and refuses one without the others", func(t *testing.T) {
		bad := s.simple("Bad")
		bad.Name = ""
		results := s.putMany(t, bad, s.simple("Good"))
		wantEqual(t, "outcomes", []catalog.Outcome{results[0].Outcome, results[1].Outcome}, []catalog.Outcome{catalog.Refused, catalog.Created})
		wantErr(t, results[0].Reason, catalog.ErrProductInvalid)
	})
}

func TestPutManyTwiceAtOnceMakesOneOfEach(t *testing.T) {
	t.Parallel()
	s := setup(t)
	var products []catalog.PutProductInput
	for i := range 20 {
		products = append(products, s.sizes(fmt.Sprint("Mug ", i), "S", "M"))
	}
	var wg sync.WaitGroup
	created := make([]int, 4)
	for n := range created {
		wg.Go(func() {
			results, err := s.tryMany(t, products...)
			if err != nil {
				t.Error(err)
			}
			for _, r := range results {
				if r.Outcome == catalog.Created {
					created[n]++
				}
			}
		})
	}
	wg.Wait()
	wantEqual(t, "created", created[0]+created[1]+created[2]+created[3], len(products))
	var variants, movements int
	check(t, s.pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM catalog.variants), (SELECT count(*) FROM catalog.stock_movements)").Scan(&variants, &movements))
	wantEqual(t, "variants and movements", []int{variants, movements}, []int{40, 40})
}
