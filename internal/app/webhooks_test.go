package app

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// TestWebhooksOfTwoStores has an order of two stores, whose systems are told of it, each
// of its own part, and the operators of all.
func TestWebhooksOfTwoStores(t *testing.T) {
	t.Parallel()
	m := startWith(t, func(c *Config) { c.WebhooksAllowLoopback = true })
	c := m.city(t)
	type request struct {
		path, body string
		header     http.Header
	}
	requests := make(chan request, 100)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		requests <- request{r.URL.Path, string(body), r.Header}
	}))
	t.Cleanup(receiver.Close)

	type endpoint struct {
		Endpoint struct{ ID string }
		Secret   string
	}
	listen := func(who person, under, path string) (e endpoint) {
		t.Helper()
		a := m.as(who, "POST", under+"/webhook-endpoints", fmt.Sprintf(`{"url":"%s%s","eventTypes":["order.placed"]}`, receiver.URL, path))
		want(t, "create", a, http.StatusCreated, "")
		a.into(t, &e)
		return e
	}
	endpoints := map[string]endpoint{
		"/north": listen(c.manager, "/stores/north", "/north"), "/south": listen(c.rival, "/stores/south", "/south"), "/all": listen(c.admin, "/admin", "/all"),
	}
	var southern uuid.UUID
	must(t, m.pool.QueryRow(t.Context(), `SELECT v.id FROM catalog.variants v JOIN catalog.products p ON p.id = v.product_id
		JOIN stores.stores s ON s.id = p.store_id JOIN catalog.inventory i ON i.variant_id = v.id
		WHERE s.slug = 'south' AND i.quantity_available > 0 AND p.status = 'active' LIMIT 1`).Scan(&southern))
	placed := m.placeOne(t, m.cart(t, uuid.MustParse(c.ids["variantId"]), southern))

	told := map[string]request{}
	for range endpoints {
		select {
		case r := <-requests:
			told[r.path] = r
		case <-time.After(20 * time.Second):
			t.Fatalf("only %v were told", told)
		}
	}
	for path, e := range endpoints {
		w, err := standardwebhooks.NewWebhook(e.Secret)
		must(t, err)
		r := told[path]
		if err := w.Verify([]byte(r.body), r.header); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if !strings.Contains(r.body, placed.OrderID) || strings.Contains(r.body, "total") != (path == "/all") {
			t.Errorf("%s was told %s", path, r.body)
		}
		if id := r.header.Get("webhook-id"); id == "" || id != told["/all"].header.Get("webhook-id") {
			t.Errorf("%s: webhook-id %q", path, id)
		}
	}
	part := func(slug string) (id string) {
		must(t, m.pool.QueryRow(t.Context(), `SELECT so.id FROM orders.store_orders so JOIN stores.stores s ON s.id = so.store_id
			WHERE so.order_id = $1 AND s.slug = $2`, placed.OrderID, slug).Scan(&id))
		return id
	}
	north, south := part("north"), part("south")
	if b := told["/north"].body; !strings.Contains(b, north) || strings.Contains(b, south) {
		t.Errorf("north was told %s", b)
	}
	if b := told["/south"].body; !strings.Contains(b, south) || strings.Contains(b, north) {
		t.Errorf("south was told %s", b)
	}

	t.Run("and the log has it, with what was asked and answered", func(t *testing.T) {
		path := "/stores/north/webhook-endpoints/" + endpoints["/north"].Endpoint.ID
		var page struct {
			Items []struct{ ID, Status, EventType string }
		}
		eventually(t, 10*time.Second, func() bool {
			m.as(c.manager, "GET", path+"/deliveries?status=delivered", "").into(t, &page)
			return len(page.Items) == 1
		})
		var detail struct {
			Body     string
			Attempts []struct {
				Result         string
				StatusCode     int
				RequestHeaders map[string]string
			}
		}
		m.as(c.manager, "GET", path+"/deliveries/"+page.Items[0].ID, "").into(t, &detail)
		if detail.Body != told["/north"].body || len(detail.Attempts) != 1 || detail.Attempts[0].StatusCode != 200 || detail.Attempts[0].RequestHeaders["Webhook-Signature"] == "" {
			t.Errorf("%+v", detail)
		}
		want(t, "another's", m.as(c.rival, "GET", strings.Replace(path, "north", "south", 1), ""), http.StatusNotFound, "webhook_endpoint_not_found")
	})
	t.Run("and the test button sends", func(t *testing.T) {
		path := "/stores/north/webhook-endpoints/" + endpoints["/north"].Endpoint.ID
		want(t, "test", m.as(c.manager, "POST", path+"/test", ""), http.StatusCreated, "")
		select {
		case r := <-requests:
			if !strings.Contains(r.body, `"type":"webhook.test"`) {
				t.Error(r.body)
			}
		case <-time.After(20 * time.Second):
			t.Error("nothing came")
		}
		want(t, "pause", m.as(c.manager, "POST", path+"/pause", ""), http.StatusOK, "")
		want(t, "test", m.as(c.manager, "POST", path+"/test", ""), http.StatusConflict, "webhook_endpoint_paused")
	})
}
