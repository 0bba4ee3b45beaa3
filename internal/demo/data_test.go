package demo

import (
	"image"
	"slices"
	"testing"

	"rialto/internal/catalog"
)

// The files of stores/ are checked whole, without a database.
func TestStores(t *testing.T) {
	t.Parallel()
	all, err := readStores()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := findEmoji("")
	if err != nil {
		t.Fatal(err)
	}
	pictures := &emojis{dir: dir, loaded: map[string]*image.NRGBA{}}
	var categories []string
	var products, withOptions, reduced, soldOut, low int
	for _, s := range all {
		if _, err := s.palette(); err != nil {
			t.Error(err)
		}
		if s.Name == "" || s.Tagline == "" || s.Description == "" || s.Location == "" || s.Brand == "" || catalog.Slug(s.slug) != s.slug {
			t.Errorf("store %s is incomplete: %+v", s.slug, s)
		}
		var slugs []string
		for _, p := range append([]productData{{Emoji: s.Logo, Name: "logo"}}, s.Products...) {
			for _, e := range []string{p.Emoji, p.With} {
				if e == "" {
					continue
				}
				if _, err := pictures.load(e); err != nil {
					t.Errorf("%s, %s: %v", s.slug, p.Name, err)
				}
			}
		}
		for _, p := range s.Products {
			in, err := p.input(s, "EUR")
			if err != nil {
				t.Errorf("%s, %s: %v", s.slug, p.Name, err)
				continue
			}
			if in.Slug == "" || slices.Contains(slugs, in.Slug) || len(p.Tags) == 0 || p.Category == "" || len(p.Text) < 40 {
				t.Errorf("%s, %s: incomplete or there twice", s.slug, p.Name)
			}
			slugs = append(slugs, in.Slug)
			if !slices.Contains(categories, p.Category) {
				categories = append(categories, p.Category)
			}
			pieces := 0
			for _, v := range in.Variants {
				pieces += v.Quantity
			}
			count := func(n *int, ok bool) {
				if ok {
					*n++
				}
			}
			products++
			count(&withOptions, len(in.Options) > 0)
			count(&reduced, in.Variants[0].CompareAt != nil)
			count(&soldOut, pieces == 0)
			count(&low, pieces > 0 && pieces <= 3)
		}
	}
	t.Logf("%d stores, %d products, %d with options, %d reduced, %d sold out, %d low, %d categories", len(all), products, withOptions, reduced, soldOut, low, len(categories))
	if len(all) < 12 || products < 300 || len(categories) < 10 || len(categories) > 14 {
		t.Error("not the market that was meant")
	}
	if withOptions < products/3 || reduced < products/10 || soldOut < 5 || low < 5 {
		t.Error("not varied enough")
	}
}

func TestAmount(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]int64{"EUR": 2490, "JPY": 2490, "KWD": 24900} {
		if a, err := amount("24.90", currency); err != nil || a.Minor != want || a.Currency != currency {
			t.Errorf("24.90 %s = %v, %v", currency, a, err)
		}
	}
}
