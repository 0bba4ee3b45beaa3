package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

type storeSummary struct {
	Period, Previous *struct {
		From, To string
		Total    struct {
			Revenue, NetRevenue             struct{ Amount int64 }
			Orders, Units, Visits, CartAdds int
			Views                           int
			Conversion                      float64
		}
		Series []struct{ From string }
	}
}

// TestAnalytics looks at a product, buys it and finds both in the figures.
func TestAnalytics(t *testing.T) {
	t.Parallel()
	m := start(t)
	variant := m.goods(t, 5)
	known, err := m.catalog.Sellables(t.Context(), []uuid.UUID{variant})
	if err != nil {
		t.Fatal(err)
	}
	store, product := known[variant].StoreID, known[variant].ProductID
	merchant, operator := m.resident(t, "merchant"), m.resident(t, "operator")
	if _, err := m.pool.Exec(t.Context(), "INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, 'manager', now())", store, merchant.id); err != nil {
		t.Fatal(err)
	}
	if _, err := m.pool.Exec(t.Context(), "UPDATE auth.users SET role = 'admin' WHERE id = $1", operator.id); err != nil {
		t.Fatal(err)
	}
	merchant, operator = m.enter(t, merchant), m.enter(t, operator)

	look := func(body, agent string) {
		t.Helper()
		if a := m.call("POST", "/views", body, "User-Agent", agent); a.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	look(fmt.Sprintf(`{"productId":%q,"visit":true}`, product), firefox)
	look(fmt.Sprintf(`{"storeId":%q}`, store), firefox)
	look(fmt.Sprintf(`{"productId":%q}`, product), "Googlebot/2.1")
	p := m.placeOne(t, m.cart(t, variant))
	o := m.order(t, p)
	if a := m.post(o.PaymentURL, map[string][]string{"outcome": {"paid"}}); a.status >= 400 {
		t.Fatalf("pay: %d %s", a.status, a.body)
	}
	var sum storeSummary
	path := "/stores/" + store.String() + "/analytics/"
	eventually(t, 20*time.Second, func() bool {
		m.as(merchant, "GET", path+"summary?compare=previous&by=week", "").into(t, &sum)
		return sum.Period.Total.Orders == 1 && sum.Period.Total.CartAdds == 1 && sum.Period.Total.Views == 2
	})
	if got := sum.Period.Total; got.Revenue.Amount != 1250 || got.NetRevenue.Amount != 1250 || got.Units != 1 || got.Visits != 1 || got.Conversion != 1 {
		t.Errorf("got %+v", got)
	}
	if sum.Previous == nil || sum.Previous.Total.Orders != 0 {
		t.Errorf("before: %+v", sum.Previous)
	}
	for file, wants := range map[string][]string{
		"summary.csv":      {"from,to,currency,revenue", ",EUR,12.50,0.00,12.50,1,12.50,1,0,2,1,1,1.0000"},
		"top-products.csv": {"product_id,slug,name", product.String() + ",mug,Mug,EUR,12.50"},
		"stock-value.csv":  {"day,currency,value", ",EUR,", ",1,0\n"},
	} {
		a := m.as(merchant, "GET", path+file, "")
		for _, want := range wants {
			if !strings.Contains(string(a.body), want) {
				t.Errorf("%s: %d %s", file, a.status, a.body)
			}
		}
		if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=") || a.header.Get("Content-Type") != "text/csv" {
			t.Errorf("%s: %v", file, a.header)
		}
	}
	var market struct {
		ActiveStores int
		TopStores    []struct{ StoreID uuid.UUID }
	}
	m.as(operator, "GET", "/admin/analytics?compare=previous", "").into(t, &market)
	if market.ActiveStores != 1 || market.TopStores[0].StoreID != store {
		t.Errorf("market: %+v", market)
	}
	if a := m.as(operator, "GET", "/admin/analytics.csv?by=month", ""); !strings.Contains(string(a.body), ",EUR,12.50,") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for query, code := range map[string]string{
		"from=2026-02-02&to=2026-02-01": "period_invalid", "from=2020-01-01&to=2026-02-01": "period_invalid",
		"from=yesterday": "bad_request", "by=year": "bad_request",
	} {
		if a := m.as(merchant, "GET", path+"summary?"+query, ""); a.code() != code {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	if a := m.call("POST", "/views", `{}`, "User-Agent", firefox); a.code() != "view_invalid" {
		t.Errorf("a view of nothing: %d %s", a.status, a.body)
	}
}
