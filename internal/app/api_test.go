package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// shop is a store with a simple product, one with two variants and one that
// is sold out.
type shop struct {
	store                  stores.Store
	mug, shirt, lamp       uuid.UUID // products
	mugVariant, shirtSmall uuid.UUID
}

func (m *market) shop(t *testing.T, slug string) shop {
	t.Helper()
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: strings.ToUpper(slug)})
	if err != nil {
		t.Fatal(err)
	}
	eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	put := func(in catalog.PutProductInput) uuid.UUID {
		in.StoreID = st.ID
		res, err := m.catalog.Put(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return res.ProductID
	}
	s := shop{store: st}
	s.mug = put(catalog.PutProductInput{
		Slug: "mug", Name: "Blue mug", Category: "Kitchen", Tags: []string{"ceramic"},
		Variants: []catalog.PutVariant{{SKU: "MUG", Price: eur(1250), Quantity: 5}},
	})
	s.shirt = put(catalog.PutProductInput{
		Slug: "shirt", Name: "Linen shirt", Category: "Clothes", Options: []string{"Size"},
		Variants: []catalog.PutVariant{
			{Options: []string{"S"}, Price: eur(4900), Quantity: 2}, {Options: []string{"M"}, Price: eur(5200), Quantity: 0},
		},
	})
	s.lamp = put(catalog.PutProductInput{
		Slug: "lamp", Name: "Desk lamp", Category: "Home", Variants: []catalog.PutVariant{{Price: eur(8000), Quantity: 0}},
	})
	if s.mugVariant, err = m.catalog.SoleVariant(t.Context(), s.mug); err != nil {
		t.Fatal(err)
	}
	shirt, err := m.catalog.Product(t.Context(), s.shirt)
	if err != nil {
		t.Fatal(err)
	}
	s.shirtSmall = shirt.Variants[0].ID
	return s
}

func TestAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	s := m.shop(t, "north")
	m.shop(t, "south")

	cart := m.cart(t, s.mugVariant)
	var inCart struct {
		Stores []struct{ Items []struct{ ID string } }
	}
	m.call("GET", "/carts/"+cart, "").into(t, &inCart)
	item := inCart.Stores[0].Items[0].ID
	ordered := m.cart(t, s.mugVariant)
	p := m.placeOne(t, ordered)
	cancelled := m.placeOne(t, m.cart(t, s.mugVariant))
	order, gone := "/orders/"+p.OrderID, "/orders/"+cancelled.OrderID
	nobody := uuid.NewString()
	add := func(product, variant any, quantity int) string {
		return strings.NewReplacer(`"productId":"<nil>",`, "", `"variantId":"<nil>",`, "").
			Replace(fmt.Sprintf(`{"productId":"%v","variantId":"%v","quantity":%d}`, product, variant, quantity))
	}

	// In order: later rows build on earlier ones.
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		code, contains           string
	}{
		{"stores", "GET", "/stores", "", 200, "", `"slug":"north"`},
		{"a store by slug", "GET", "/stores/north", "", 200, "", `"productCount":3`},
		{"a store by id", "GET", "/stores/" + s.store.ID.String(), "", 200, "", `"slug":"north"`},
		{"a store that is not there", "GET", "/stores/west", "", 404, "store_not_found", ""},
		{"a store's products", "GET", "/stores/north/products", "", 200, "", `"slug":"lamp"`},
		{"a product by its names", "GET", "/stores/north/products/shirt", "", 200, "", `"options":["S"]`},
		{"a product that is not there", "GET", "/stores/north/products/sock", "", 404, "product_not_found", ""},
		{"a product by id", "GET", "/products/" + s.mug.String(), "", 200, "", `"sku":"MUG"`},
		{"another's id", "GET", "/products/" + nobody, "", 404, "product_not_found", ""},
		{"search", "GET", "/products?q=blu", "", 200, "", `"name":"Blue mug"`},
		{"search with a typo", "GET", "/products?q=shiirt&store=north", "", 200, "", `"name":"Linen shirt"`},
		{"search for a tag", "GET", "/products?q=ceramic", "", 200, "", `"name":"Blue mug"`},
		{"search for nothing there is", "GET", "/products?q=zzzzzz", "", 200, "", `"items":[],`},
		{"a category", "GET", "/products?category=kitchen&store=north", "", 200, "", `"name":"Blue mug"`},
		{"a price range", "GET", "/products?minPrice=2000&maxPrice=5000&store=north", "", 200, "", `"name":"Linen shirt"`},
		{"in stock, the dearest first", "GET", "/products?inStock=true&sort=price_desc&store=north", "", 200, "", `"items":[{"createdAt"`},
		{"a cursor of nowhere", "GET", "/products?cursor=abc", "", 422, "cursor_invalid", `"path":"cursor"`},
		{"categories", "GET", "/categories?store=north", "", 200, "", `"slug":"kitchen"`},
		{"suggestions", "GET", "/search?q=nor", "", 200, "", `"slug":"north"`},
		{"an address that is not there", "GET", "/nothing", "", 404, "not_found", ""},
		{"a method that is not there", "DELETE", "/stores", "", 405, "method_not_allowed", ""},

		{"a cart that is not there", "GET", "/carts/" + nobody, "", 404, "cart_not_found", ""},
		{"a cart id that can be guessed", "POST", "/carts/01a20684-a1f9-739f-be04-3fac48a423b1/items", add(nil, s.mugVariant, 1), 422, "cart_id_invalid", `"path":"cartId"`},
		{"more of the same", "POST", "/carts/" + cart + "/items", add(nil, s.mugVariant, 1), 200, "", `"quantity":2`},
		{"a product with one variant", "POST", "/carts/" + cart + "/items", add(s.mug, nil, 1), 200, "", `"quantity":3`},
		{"a product with two variants", "POST", "/carts/" + cart + "/items", add(s.shirt, nil, 1), 422, "variant_needed", `"path":"variantId"`},
		{"nothing", "POST", "/carts/" + cart + "/items", add(nil, nil, 1), 422, "item_needed", ""},
		{"more than is left", "POST", "/carts/" + cart + "/items", add(nil, s.shirtSmall, 3), 409, "out_of_stock", `"path":"quantity"`},
		{"what is sold out", "POST", "/carts/" + cart + "/items", add(s.lamp, nil, 1), 409, "out_of_stock", ""},
		{"what is not sold", "POST", "/carts/" + cart + "/items", add(nil, nobody, 1), 404, "product_not_found", ""},
		{"a quantity", "PATCH", "/carts/" + cart + "/items/" + item, `{"quantity":2}`, 200, "", `"itemCount":2`},
		{"a quantity of what is not in the cart", "PATCH", "/carts/" + cart + "/items/" + nobody, `{"quantity":2}`, 404, "cart_item_not_found", ""},
		{"no item", "DELETE", "/carts/" + cart + "/items/" + item, "", 200, "", `"itemCount":0`},
		{"no item again", "DELETE", "/carts/" + cart + "/items/" + item, "", 200, "", `"itemCount":0`},
		{"an ordered cart", "POST", "/carts/" + ordered + "/items", add(nil, s.mugVariant, 1), 409, "cart_converted", ""},

		{"an order of an empty cart", "POST", "/orders", orderBody(cart), 409, "cart_empty", ""},
		{"an order of an ordered cart", "POST", "/orders", orderBody(ordered), 409, "cart_converted", ""},
		{"an order of no cart", "POST", "/orders", orderBody(nobody), 404, "cart_not_found", ""},
		{"an order to nowhere", "POST", "/orders", strings.Replace(orderBody(cart), `"DE"`, `"ZZ"`, 1), 422, "order_invalid", `"path":"shipping.country"`},
		{"an order without its token", "GET", order, "", 404, "order_not_found", ""},
		{"an order with another's token", "GET", order + "?token=" + cancelled.OrderToken, "", 404, "order_not_found", ""},
		{"an order", "GET", order + "?token=" + p.OrderToken, "", 200, "", `"status":"payment_pending"`},
		{"a page to pay on", "POST", order + "/payment-session?token=" + p.OrderToken, "", 200, "", `"paymentUrl"`},
		{"another's page to pay on", "POST", order + "/payment-session?token=x", "", 404, "order_not_found", ""},
		{"cancelling", "POST", gone + "/cancel?token=" + cancelled.OrderToken, "", 200, "", `"status":"cancelled"`},
		{"cancelling again", "POST", gone + "/cancel?token=" + cancelled.OrderToken, "", 200, "", `"status":"cancelled"`},
		{"cancelling another's", "POST", gone + "/cancel?token=x", "", 404, "order_not_found", ""},
		{"paying what is cancelled", "POST", gone + "/payment-session?token=" + cancelled.OrderToken, "", 409, "order_not_payable", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := m.call(tt.method, tt.path, tt.body, "Idempotency-Key", uuid.NewString())
			if a.status != tt.status || a.code() != tt.code || !strings.Contains(string(a.body), tt.contains) {
				t.Errorf("%d %s %s, want %d %q with %s", a.status, a.code(), a.body, tt.status, tt.code, tt.contains)
			}
		})
	}
	if got := m.stock(t, s.mugVariant); got != 4 {
		t.Errorf("stock = %d, want 4: one order stands, one is cancelled", got)
	}
}

func TestPagesVisitEveryProductOnce(t *testing.T) {
	t.Parallel()
	m := start(t)
	for _, slug := range []string{"a", "b", "c"} {
		m.shop(t, slug)
	}
	for _, sort := range []string{"newest", "price_asc", "price_desc"} {
		seen, pages, cursor := map[string]bool{}, 0, ""
		for {
			var page struct {
				Items      []struct{ ID string }
				NextCursor *string
			}
			m.call("GET", "/products?limit=2&sort="+sort+cursor, "").into(t, &page)
			for _, it := range page.Items {
				if seen[it.ID] {
					t.Errorf("%s: %s twice", sort, it.ID)
				}
				seen[it.ID] = true
			}
			if pages++; page.NextCursor == nil {
				break
			}
			cursor = "&cursor=" + *page.NextCursor
		}
		if len(seen) != 9 || pages != 5 {
			t.Errorf("%s: %d products on %d pages, want 9 on 5", sort, len(seen), pages)
		}
	}
}

func TestPublicReadsAreCached(t *testing.T) {
	t.Parallel()
	m := start(t)
	m.shop(t, "north")

	first := m.call("GET", "/products", "")
	etag := first.header.Get("ETag")
	if etag == "" || !strings.HasPrefix(first.header.Get("Cache-Control"), "public") {
		t.Errorf("headers = %v, want an ETag and a public Cache-Control", first.header)
	}
	if a := m.call("GET", "/products", "", "If-None-Match", etag); a.status != http.StatusNotModified || len(a.body) > 0 {
		t.Errorf("with its own ETag: %d and %d bytes, want 304 and none", a.status, len(a.body))
	}
	if a := m.call("GET", "/stores/west", ""); a.header.Get("Cache-Control") == first.header.Get("Cache-Control") {
		t.Errorf("a problem is cached: %v", a.header)
	}
	if a := m.call("GET", "/carts/"+m.cart(t, m.goods(t, 1)), ""); a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a cart may be stored: %v", a.header)
	}
}
