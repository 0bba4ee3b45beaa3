package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/doctor"
)

// stockPage is a page of movements or of stock.
type stockPage struct {
	Items []struct {
		VariantID, ProductName, Level string
		QuantityAvailable, LowAt      int
		Number, Delta, QuantityAfter  int
		Reason, Note                  string
		Actor                         *struct{ Name string }
		Order                         *struct{ OrderNumber, StoreOrderID string }
	}
}

// ledgersMustAddUp is what the doctor asks of stock. Of the rest, what is put into
// a city by hand would break something.
func (m *market) ledgersMustAddUp(t *testing.T) {
	t.Helper()
	var report strings.Builder
	_, err := doctor.Examine(t.Context(), m.pool, time.Now(), &report)
	must(t, err)
	for _, invariant := range []string{
		"a variant's movements add up to its stock", "each movement of stock begins where the one before ended",
		"the list of low stock is complete", "stock received = stock left + stock that orders hold",
	} {
		if !strings.Contains(report.String(), "ok      "+invariant+"\n") {
			t.Errorf("%s: %s", invariant, report.String())
		}
	}
}

func TestMerchantKeepsStock(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	mug := c.ids["variantId"]
	path := "/stores/north/inventory/" + mug
	read := func(path string) (p stockPage) {
		t.Helper()
		a := m.as(c.staff, "GET", path, "")
		want(t, "GET "+path, a, http.StatusOK, "")
		a.into(t, &p)
		return p
	}

	t.Run("an adjustment is carried out once", func(t *testing.T) {
		for i := range 2 {
			a := m.as(c.manager, "POST", path+"/adjustments", `{"delta":7,"reason":"received","note":"a box"}`, "Idempotency-Key", "box-0001")
			want(t, "adjust", a, http.StatusOK, "")
			if replayed := a.header.Get("Idempotent-Replayed") == "true"; replayed != (i == 1) {
				t.Errorf("replayed is %t", replayed)
			}
		}
		a := m.as(c.manager, "POST", path+"/adjustments", `{"delta":8,"reason":"received"}`, "Idempotency-Key", "box-0001")
		want(t, "another one with the key", a, http.StatusUnprocessableEntity, "stock_request_reused")
		a = m.as(c.manager, "POST", path+"/adjustments", `{"delta":-1000}`, "Idempotency-Key", "box-0002")
		want(t, "below zero", a, http.StatusConflict, "stock_below_zero")
		a = m.as(c.manager, "POST", path+"/adjustments", `{"delta":1,"count":1}`, "Idempotency-Key", "box-0003")
		want(t, "both", a, http.StatusUnprocessableEntity, "adjustment_invalid")
	})
	t.Run("the history tells who, why and which order", func(t *testing.T) {
		items := read(path + "/movements").Items
		if len(items) != 3 {
			t.Fatalf("got %+v", items)
		}
		box, sale := items[0], items[1]
		if box.Delta != 7 || box.Reason != "received" || box.Note != "a box" || box.Actor == nil || box.Actor.Name != "manager" {
			t.Errorf("box: %+v", box)
		}
		if sale.Delta != -1 || sale.Reason != "sale" || sale.Actor != nil || sale.Order == nil || sale.Order.StoreOrderID != c.ids["storeOrderId"] || sale.Order.OrderNumber == "" {
			t.Errorf("sale: %+v", sale)
		}
	})
	t.Run("a count names another store's variant and changes nothing", func(t *testing.T) {
		var south string
		must(t, m.pool.QueryRow(t.Context(), `SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id
			JOIN stores.stores s ON s.id = p.store_id WHERE s.slug = 'south' AND v.sku = 'MUG'`).Scan(&south))
		body := fmt.Sprintf(`{"items":[{"variantId":%q,"count":3},{"variantId":%q,"count":9}]}`, mug, south)
		want(t, "count", m.as(c.manager, "POST", "/stores/north/inventory/counts", body, "Idempotency-Key", "count-001"), http.StatusNotFound, "variant_not_found")
		for _, variant := range []string{mug, south} {
			if got := m.stock(t, uuid.MustParse(variant)); got == 9 || got == 3 {
				t.Errorf("%s has %d", variant, got)
			}
		}
	})
	t.Run("thresholds, and what is short", func(t *testing.T) {
		a := m.as(c.manager, "PATCH", "/stores/north/inventory/settings", `{"lowAt":20}`)
		want(t, "without a version", a, http.StatusPreconditionRequired, "version_needed")
		a = m.as(c.manager, "PATCH", "/stores/north/inventory/settings", `{"lowAt":20,"alertMails":false}`, "If-Match", `"0"`)
		want(t, "settings", a, http.StatusOK, "")
		if a.header.Get("ETag") != `"1"` || !strings.Contains(string(a.body), `"alertMails":false`) {
			t.Errorf("settings: %v %s", a.header, a.body)
		}
		a = m.as(c.manager, "PATCH", "/stores/north/inventory/settings", `{"lowAt":21}`, "If-Match", `"0"`)
		want(t, "an old version", a, http.StatusPreconditionFailed, "inventory_settings_changed")
		want(t, "own", m.as(c.manager, "PATCH", path, `{"lowAt":1}`), http.StatusOK, "")
		for _, it := range read("/stores/north/inventory?level=low").Items {
			if it.VariantID == mug {
				t.Errorf("it is not low: %+v", it)
			}
		}
		want(t, "the store's", m.as(c.manager, "PATCH", path, `{"lowAt":null}`), http.StatusOK, "")
		if items := read("/stores/north/inventory?level=short&q=blue").Items; len(items) != 1 || items[0].VariantID != mug || items[0].Level != "low" || items[0].LowAt != 20 {
			t.Errorf("short: %+v", items)
		}
		var sum struct{ Low, Out int }
		m.as(c.staff, "GET", "/stores/north/inventory/summary", "").into(t, &sum)
		if sum.Low != 2 || sum.Out != 2 {
			t.Errorf("got %+v", sum)
		}
	})
	m.ledgersMustAddUp(t)
}

func TestBuyerIsToldThatItIsBack(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	var lamp string
	must(t, m.pool.QueryRow(t.Context(), `SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id
		JOIN stores.stores s ON s.id = p.store_id WHERE s.slug = 'north' AND p.slug = 'lamp'`).Scan(&lamp))

	wish := m.call("POST", "/stock-wishes", fmt.Sprintf(`{"variantId":%q,"email":"guest@example.org"}`, lamp))
	want(t, "wish", wish, http.StatusAccepted, "")
	want(t, "without an address", m.call("POST", "/stock-wishes", fmt.Sprintf(`{"variantId":%q}`, lamp)), http.StatusUnprocessableEntity, "wish_email_needed")
	want(t, "of an account", m.as(c.stranger, "POST", "/stock-wishes", fmt.Sprintf(`{"variantId":%q}`, lamp)), http.StatusAccepted, "")
	token := m.mailToken(t, "guest@example.org", "stock_wish_confirm")
	want(t, "confirm", m.call("POST", "/stock-wishes/confirm", fmt.Sprintf(`{"token":%q}`, token)), http.StatusOK, "")
	a := m.as(c.owner, "POST", "/stores/north/inventory/"+lamp+"/adjustments", `{"count":4}`, "Idempotency-Key", "count-001")
	want(t, "count", a, http.StatusOK, "")
	for _, to := range []string{"guest@example.org", c.stranger.email} {
		if token := m.mailToken(t, to, "stock_back"); token == "" {
			t.Errorf("%s has no link to unsubscribe", to)
		}
	}
	// One click, as a mail provider's server does it: from elsewhere, without cookies.
	link := regexp.MustCompile(`/unsubscribe/\S+`).FindString(m.mails(t, "guest@example.org")[0].Text)
	res, err := http.PostForm(m.url+link, url.Values{"List-Unsubscribe": {"One-Click"}})
	must(t, err)
	must(t, res.Body.Close())
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/unsubscribe/back_in_stock" {
		t.Errorf("unsubscribing: %d at %s", res.StatusCode, res.Request.URL)
	}
	want(t, "of nobody", m.call("POST", "/stock-wishes/confirm", `{"token":"x"}`), http.StatusUnprocessableEntity, "wish_link_over")
}

func TestTeamIsMailedOnceThatStockIsLow(t *testing.T) {
	t.Parallel()
	m := start(t)
	c := m.city(t)
	mug := uuid.MustParse(c.ids["variantId"])
	// The city's buyer took one of five: 20 buyers want the other four.
	got := m.crowd(t, 20, func(int) []uuid.UUID { return []uuid.UUID{mug} })
	if got.placed != 4 {
		t.Fatalf("%+v", got)
	}
	alerts := func(who person) (kinds []string) {
		for _, mail := range m.mails(t, who.email) {
			if mail.Kind == "stock_alert" {
				kinds = append(kinds, mail.Subject)
			}
		}
		return kinds
	}
	eventually(t, 20*time.Second, func() bool { return len(alerts(c.owner)) > 0 && strings.Contains(alerts(c.owner)[0], "sold out") })
	if all := alerts(c.owner); len(all) > 2 {
		t.Errorf("got %q", all)
	}
	if all := alerts(c.staff); len(all) > 0 {
		t.Errorf("staff got %q", all)
	}
	m.ledgersMustAddUp(t)
}
