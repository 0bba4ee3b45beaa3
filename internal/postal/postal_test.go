package postal_test

import (
	"strings"
	"testing"

	"rialto/internal/postal"
)

func TestProblems(t *testing.T) {
	t.Parallel()
	home := postal.Address{Name: "Ada Lovelace", Line1: "12 St James's Square", City: "London", PostalCode: "SW1Y 4JH", Country: "GB"}
	for name, c := range map[string]struct {
		change func(*postal.Address)
		want   string
	}{
		"a good one":                  {func(*postal.Address) {}, ""},
		"one with all parts":          {func(a *postal.Address) { a.Line2, a.Region, a.Phone = "2nd floor", "Greater London", "+44 1" }, ""},
		"an empty one":                {func(a *postal.Address) { *a = postal.Address{} }, "name line1 city postalCode country"},
		"one of spaces":               {func(a *postal.Address) { a.City, a.Line1 = " ", "\t" }, "line1 city"},
		"a country that is none":      {func(a *postal.Address) { a.Country = "ZZ" }, "country"},
		"a country in small letters":  {func(a *postal.Address) { a.Country = "gb" }, "country"},
		"a country by its other name": {func(a *postal.Address) { a.Country = "UK" }, "country"},
		"a country by its number":     {func(a *postal.Address) { a.Country = "826" }, "country"},
		"a part of the world":         {func(a *postal.Address) { a.Country = "EU" }, "country"},
	} {
		a := home
		c.change(&a)
		var got []string
		for _, f := range a.Problems("to") {
			got = append(got, strings.TrimPrefix(f.Path, "to."))
			if f.Path == got[len(got)-1] || f.Code == "" || f.Message == "" {
				t.Errorf("%s: field %+v", name, f)
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}
}
