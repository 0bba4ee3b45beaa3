package catalog_test

import (
	"strings"
	"testing"

	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/money"
)

func TestPutNamesEveryFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	s := setup(t)
	one := -1
	bad := catalog.PutProductInput{
		StoreID: s.store, Slug: "Not A Slug", Name: "", Description: strings.Repeat("x", 100_001),
		Brand: strings.Repeat("b", 301), Category: strings.Repeat("c", 201), Status: "sold",
		Tags: []string{"good", ""}, Options: []string{"Size", "Size", "", "Colour"},
		Variants: []catalog.PutVariant{
			{Options: []string{"S"}, SKU: strings.Repeat("s", 256), Price: eur(-1), Quantity: -1, WeightGrams: -1},
			{Options: []string{"S"}, Price: money.Amount{Minor: 1, Currency: "USD"}, CompareAt: &money.Amount{Minor: -1, Currency: "JPY"}, Image: &one},
			{Options: []string{"a", "b", "", "d"}, Price: eur(1)},
		},
	}
	_, err := s.Put(t.Context(), bad)
	wantErr(t, err, catalog.ErrProductInvalid)
	e, _ := errs.As(err)
	got := map[string]bool{}
	for _, f := range e.Fields {
		got[f.Path+" "+f.Code] = true
		if f.Message == "" {
			t.Errorf("%s has no message", f.Path)
		}
	}
	for _, want := range []string{
		"slug pattern", "name length", "description length", "brand length", "category length", "status enum", "tags[1] length",
		"options length", "options[1] duplicate", "options[2] length",
		"variants[0].options length", "variants[0].sku length", "variants[0].price range", "variants[0].quantity range", "variants[0].weightGrams range",
		"variants[1].options length", "variants[1].options duplicate", "variants[1].price currency", "variants[1].imageIndex range",
		"variants[1].compareAtPrice range", "variants[1].compareAtPrice currency", "variants[2].options length",
	} {
		if !got[want] {
			t.Errorf("%q is not named", want)
		}
		delete(got, want)
	}
	if len(got) > 0 {
		t.Errorf("also named: %v", got)
	}

	none := s.simple("Lamp")
	none.Variants = nil
	_, err = s.Put(t.Context(), none)
	wantErr(t, err, catalog.ErrProductInvalid)
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Crème Brûlée!":      "creme-brulee",
		"  Linen -- Shirt  ": "linen-shirt",
		"Große Straße":       "grosse-strasse",
		"Blå Ærø Łódź":       "bla-aero-lodz",
		"a ßb":               "a-ssb",
		"100% Wool":          "100-wool",
		"日本":                 "",
		"":                   "",
		"--":                 "",
	} {
		if got := catalog.Slug(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if long := catalog.Slug(strings.Repeat("ab ", 99)); len(long) < 190 || len(long) > 200 || strings.HasSuffix(long, "-") {
		t.Errorf("a long text is %q", long)
	}
}
