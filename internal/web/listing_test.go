package web

import (
	"net/url"
	"testing"
)

func TestListing(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"":                     "/api/v1/products",
		"utm_source=x&limit=5": "/api/v1/products",
		"q=+blue++mug+":        "/api/v1/products?q=blue++mug",
		"q=a~b*c%27(d)!%26":    "/api/v1/products?q=a%7Eb*c%27%28d%29%21%26",
		"q=%C3%A4":             "/api/v1/products?q=%C3%A4",
		"sort=price_asc&q=a&category=z&category=b": "/api/v1/products?category=z&category=b&q=a&sort=price_asc",
		"sort=odd&inStock=false&minPrice=x":        "/api/v1/products",
		"inStock=true&minPrice=007&maxPrice=0":     "/api/v1/products?inStock=true&maxPrice=0&minPrice=7",
		"minPrice=123456789012":                    "/api/v1/products",
		"q=a&q=b":                                  "/api/v1/products",
		"cursor=a%2Fb%3D&store=x":                  "/api/v1/products?cursor=a%2Fb%3D&store=x",
	} {
		query, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := apiAddress(listingOf(query).query(), "products"); got != want {
			t.Errorf("%s asks for %s, want %s", raw, got, want)
		}
	}
	if got := apiAddress(nil, "stores", "a b/c'"); got != "/api/v1/stores/a%20b%2Fc'" {
		t.Errorf("path %s", got)
	}
}
