package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/paging"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	s := setup(t)
	other := s.newStore(t, "other")
	add := func(name, category string, price int64, pieces int, store uuid.UUID) {
		in := s.simple(name)
		in.StoreID, in.Category = store, category
		in.Variants[0].Price, in.Variants[0].Quantity = eur(price), pieces
		s.skip(time.Second)
		s.put(t, in)
	}
	add("Lamp", "Light", 5000, 1, s.store)
	add("Candle", "Candles", 500, 0, s.store)
	add("Shirt", "Clothes", 3000, 3, other)
	add("Bulb", "", 200, 9, other)
	_, err := s.pool.Exec(t.Context(), "UPDATE catalog.categories SET parent_id = (SELECT id FROM catalog.categories WHERE slug = 'light') WHERE slug = 'candles'")
	check(t, err)
	price := func(n int64) *int64 { return &n }

	for name, c := range map[string]struct {
		filter catalog.Filter
		want   string
	}{
		"nothing":                    {catalog.Filter{}, "Bulb Shirt Candle Lamp"},
		"a store":                    {catalog.Filter{Store: &other}, "Bulb Shirt"},
		"a category":                 {catalog.Filter{Categories: []string{"clothes"}}, "Shirt"},
		"a category and those in it": {catalog.Filter{Categories: []string{"light"}}, "Candle Lamp"},
		"several categories":         {catalog.Filter{Categories: []string{"candles", "clothes"}}, "Shirt Candle"},
		"no such category":           {catalog.Filter{Categories: []string{"none"}}, ""},
		"a lowest price":             {catalog.Filter{MinPrice: price(3000)}, "Shirt Lamp"},
		"a highest price":            {catalog.Filter{MaxPrice: price(500)}, "Bulb Candle"},
		"a price of exactly":         {catalog.Filter{MinPrice: price(500), MaxPrice: price(500)}, "Candle"},
		"stock":                      {catalog.Filter{InStock: true}, "Bulb Shirt Lamp"},
		"words":                      {catalog.Filter{Words: "shirt"}, "Shirt"},
		"all together":               {catalog.Filter{Words: "bul", Store: &other, MaxPrice: price(300), InStock: true}, "Bulb"},
		"the lowest price first":     {catalog.Filter{Sort: catalog.SortPriceAsc}, "Bulb Candle Shirt Lamp"},
		"the highest price first":    {catalog.Filter{Sort: catalog.SortPriceDesc}, "Lamp Shirt Candle Bulb"},
		"relevance without words":    {catalog.Filter{Sort: catalog.SortRelevance}, "Bulb Shirt Candle Lamp"},
	} {
		t.Run("by "+name, func(t *testing.T) {
			c.filter.Limit = 10
			page, next, err := s.Products(t.Context(), c.filter)
			check(t, err)
			wantEqual(t, "products", names(page), c.want)
			wantEqual(t, "next", next, "")
		})
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	s := setup(t)
	in := s.sizes("Shirt", "S", "M", "L")
	was := eur(1500)
	in.Variants[2].Price, in.Variants[2].CompareAt = eur(700), &was
	for i := range in.Variants {
		in.Variants[i].Quantity = 1_000_000_000 // their sum is more than an int of 32 bits
	}
	s.put(t, in)
	s.sold(t, "Lamp", 4)
	page, _, err := s.Products(t.Context(), catalog.Filter{Sort: catalog.SortPriceAsc, Limit: 10})
	check(t, err)
	shirt, lamp := page[0], page[1]
	wantEqual(t, "price", shirt.Price, eur(700))
	wantEqual(t, "compare at", *shirt.CompareAt, was)
	wantEqual(t, "price varies", []bool{shirt.PriceVaries, lamp.PriceVaries}, []bool{true, false})
	wantEqual(t, "available", []int{shirt.Available, lamp.Available}, []int{3_000_000_000, 4})
	wantEqual(t, "variants", []int{shirt.VariantCount, lamp.VariantCount}, []int{3, 1})
	if shirt.DefaultVariant != nil || lamp.DefaultVariant == nil {
		t.Errorf("default variants %v and %v, want only the second", shirt.DefaultVariant, lamp.DefaultVariant)
	}
}

var sorts = []catalog.Sort{catalog.SortNewest, catalog.SortPriceAsc, catalog.SortPriceDesc, catalog.SortRelevance}

func TestPages(t *testing.T) {
	t.Parallel()
	s := setup(t)
	const total = 23
	for i := range total { // at one moment, so that the id alone orders most of them
		in := s.simple(fmt.Sprintf("Lamp %d", i))
		in.Variants[0].Price = eur(int64(i / 8))
		s.put(t, in)
	}
	for _, sort := range sorts {
		t.Run("by "+string(sort)+" show every product once, and those that are new meanwhile at most once", func(t *testing.T) {
			f := catalog.Filter{Sort: sort, Limit: 4, Words: "lamp"}
			seen := map[string]int{}
			for n := 0; ; n++ {
				page, next, err := s.Products(t.Context(), f)
				check(t, err)
				for _, p := range page {
					seen[p.Name]++
				}
				if next == "" {
					break
				}
				if len(page) != f.Limit {
					t.Errorf("a page of %d before the last", len(page))
				}
				f.Cursor = next
				s.put(t, s.simple(fmt.Sprintf("New lamp %d %s", n, sort)))
			}
			for i := range total {
				if n := seen[fmt.Sprintf("Lamp %d", i)]; n != 1 {
					t.Errorf("lamp %d was shown %d times", i, n)
				}
			}
			for name, n := range seen {
				if n != 1 {
					t.Errorf("%s was shown %d times", name, n)
				}
			}
		})
	}
}

func TestCursorOfAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.sold(t, "Lamp one", 1)
	s.sold(t, "Lamp two", 1)
	for i, sort := range sorts {
		_, cursor, err := s.Products(t.Context(), catalog.Filter{Words: "lamp", Sort: sort, Limit: 1})
		check(t, err)
		if cursor == "" {
			t.Fatalf("%s has no second page", sort)
		}
		f := catalog.Filter{Words: "lamp", Sort: sorts[(i+1)%len(sorts)], Limit: 1, Cursor: cursor}
		_, _, err = s.Products(t.Context(), f)
		wantErr(t, err, paging.ErrBadCursor)
	}
	for _, garbage := range []string{"x", "!!", "bnVsbA", "e30", strings.Repeat("A", 400)} {
		_, _, err := s.Products(t.Context(), catalog.Filter{Limit: 1, Cursor: garbage})
		wantErr(t, err, paging.ErrBadCursor)
	}
}

func names(page []catalog.Summary) string {
	list := make([]string, len(page))
	for i, p := range page {
		list[i] = p.Name
	}
	return strings.Join(list, " ")
}

func sortedNames(page []catalog.Summary) string {
	list := strings.Split(names(page), " ")
	slices.Sort(list)
	return strings.Join(list, " ")
}
