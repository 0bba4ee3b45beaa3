package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/stores"
)

// bought is a store order that is paid.
type bought struct {
	p         placed
	path      string // of the store order, for its store
	item      string
	otherItem string // of another store
}

// sale lets a guest buy a mug of each of two stores and pay.
func (m *market) sale(t *testing.T, s, other shop) bought {
	t.Helper()
	p := m.placeOne(t, m.cart(t, s.mugVariant, other.mugVariant))
	if a := m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
		t.Fatalf("pay: %d %s", a.status, a.body)
	}
	eventually(t, 5*time.Second, func() bool { return m.order(t, p).Status == "paid" })
	type part struct {
		ID, StoreSlug string
		Items         []struct{ ID string }
	}
	var o struct{ Stores []part }
	m.call("GET", "/orders/"+p.OrderID+"?token="+p.OrderToken, "").into(t, &o)
	b := bought{p: p}
	for _, so := range o.Stores {
		if so.StoreSlug == s.store.Slug {
			b.path, b.item = "/stores/"+so.StoreSlug+"/orders/"+so.ID, so.Items[0].ID
		} else {
			b.otherItem = so.Items[0].ID
		}
	}
	return b
}

func TestStoreWorksOnItsOrder(t *testing.T) {
	t.Parallel()
	m := start(t)
	s, other := m.shop(t, "north"), m.shop(t, "south")
	nora, bob, eve := m.signUp(t, "nora@example.org"), m.signUp(t, "bob@example.org"), m.signUp(t, "eve@example.org")
	op := m.promoted(t, m.signUp(t, "op@example.org"))
	for who, at := range map[string]struct {
		store uuid.UUID
		role  stores.Role
	}{nora.ID: {s.store.ID, stores.RoleOwner}, bob.ID: {s.store.ID, stores.RoleStaff}, eve.ID: {other.store.ID, stores.RoleOwner}} {
		if err := m.stores.Appoint(context.Background(), at.store, uuid.MustParse(who), at.role); err != nil {
			t.Fatal(err)
		}
	}
	b := m.sale(t, s, other)
	ours, theirs := b.path, strings.Replace(b.path, "north", "south", 1)
	asked := func(item string) string {
		return fmt.Sprintf(`{"items":[{"itemId":%q,"quantity":1}],"carrier":"dhl","trackingNumber":"0034"}`, item)
	}
	var shipped struct {
		Shipments []struct{ ID string }
	}

	// In order: later rows build on earlier ones. %s is the parcel.
	for _, r := range []struct {
		name, method, path, body string
		who                      somebody
		header                   []string
		status                   int
		code, contains           string
	}{
		{"the queue", "GET", "/stores/north/orders?status=processing&q=" + b.p.OrderNumber, "", bob, nil, 200, "", `"shippedItems":0`},
		{"the queue of the wrong words", "GET", "/stores/north/orders?q=ada%40example.org", "", bob, nil, 200, "", `"items":[]`},
		{"the counts", "GET", "/stores/north/order-counts", "", bob, nil, 200, "", `"processing":1`},
		{"the order", "GET", ours, "", bob, nil, 200, "", `"refundable":{"amount":1250`},
		{"to another store's people", "GET", ours, "", eve, nil, 404, "store_not_found", ""},
		{"under another store", "GET", theirs, "", eve, nil, 404, "store_order_not_found", ""},
		{"a parcel without a key", "POST", ours + "/ship", asked(b.item), bob, nil, 400, "bad_request", `"path":"Idempotency-Key`},
		{"a parcel of another store's item", "POST", ours + "/ship", asked(b.otherItem), bob, []string{"Idempotency-Key", "parcel-of-others"}, 422, "pieces_invalid", `"path":"items[0].itemId"`},
		{"a parcel under another store", "POST", theirs + "/ship", asked(b.item), eve, []string{"Idempotency-Key", "parcel-from-others"}, 404, "store_order_not_found", ""},
		{"a parcel of a version that is gone", "POST", ours + "/ship", asked(b.item), bob, []string{"Idempotency-Key", "parcel-too-late", "If-Match", `"99"`}, 412, "store_order_changed", ""},
		{"a parcel", "POST", ours + "/ship", asked(b.item), bob, []string{"Idempotency-Key", "parcel-one"}, 200, "", `"status":"shipped"`},
		{"the parcel again", "POST", ours + "/ship", asked(b.item), bob, []string{"Idempotency-Key", "parcel-one"}, 200, "", `"shippedItems":1`},
		{"another parcel with its key", "POST", ours + "/ship", `{"carrier":"ups","trackingNumber":""}`, bob, []string{"Idempotency-Key", "parcel-one"}, 422, "idempotency_key_reused", ""},
		{"tracking without a version", "PATCH", ours + "/shipments/%s", `{"carrier":"ups","trackingNumber":"1Z"}`, bob, nil, 428, "version_needed", ""},
		{"tracking that is no address", "PATCH", ours + "/shipments/%s", `{"carrier":"x","trackingNumber":"1","trackingUrl":"javascript:alert(1)"}`, bob, []string{"If-Match", `"3"`}, 422, "tracking_invalid", `"path":"trackingUrl"`},
		{"tracking", "PATCH", ours + "/shipments/%s", `{"carrier":"ups","trackingNumber":"1Z"}`, bob, []string{"If-Match", `"3"`}, 200, "", `"carrierName":"UPS"`},
		{"tracking of a parcel under another store", "PATCH", theirs + "/shipments/%s", `{"carrier":"ups","trackingNumber":"1Z"}`, eve, []string{"If-Match", `"4"`}, 404, "store_order_not_found", ""},
		{"the parcel's arrival", "POST", ours + "/shipments/%s/deliver", "", bob, nil, 200, "", `"status":"delivered"`},
		{"a cancellation too late", "POST", ours + "/cancel", `{"reason":"x"}`, bob, []string{"Idempotency-Key", "cancel-late"}, 409, "store_order_not_shippable", ""},
		{"too much money back", "POST", ours + "/refund", `{"amount":1251,"reason":"x","restock":false}`, bob, []string{"Idempotency-Key", "refund-much"}, 409, "refund_too_high", ""},
		{"money for another store's item", "POST", ours + "/refund", fmt.Sprintf(`{"items":[{"itemId":%q,"quantity":1}],"reason":"x","restock":false}`, b.otherItem), bob, []string{"Idempotency-Key", "refund-other"}, 422, "pieces_invalid", ""},
		{"money back", "POST", ours + "/refund", fmt.Sprintf(`{"items":[{"itemId":%q,"quantity":1}],"reason":"A scratch.","restock":true}`, b.item), bob, []string{"Idempotency-Key", "refund-one"}, 200, "", `"status":"returned"`},
		{"money back again", "POST", ours + "/refund", fmt.Sprintf(`{"items":[{"itemId":%q,"quantity":1}],"reason":"A scratch.","restock":true}`, b.item), bob, []string{"Idempotency-Key", "refund-one"}, 200, "", `"refunded":{"amount":1250`},
		{"a note", "POST", ours + "/notes", `{"body":"Was kind about it."}`, bob, nil, 201, "", `"body":"Was kind about it."`},
		{"a note of nothing", "POST", ours + "/notes", `{"body":" "}`, bob, nil, 422, "text_invalid", `"path":"body"`},
		{"the invoice", "GET", ours + "/invoice", "", bob, nil, 200, "", `"number":"NORTH-00001"`},
		{"the invoice under another store", "GET", theirs + "/invoice", "", eve, nil, 404, "store_order_not_found", ""},
		{"what others see of it", "GET", "/stores/south/orders", "", eve, nil, 200, "", `"refunds":[]`},
		{"an operator's list", "GET", "/admin/orders?q=" + b.p.OrderNumber, "", op, nil, 200, "", `"status":"partially_refunded"`},
		{"an operator's view", "GET", "/admin/orders/" + b.p.OrderID, "", op, nil, 200, "", `"captured":{"amount":2500`},
		{"an operator's view, to a store", "GET", "/admin/orders/" + b.p.OrderID, "", nora, nil, 403, "forbidden", ""},
	} {
		t.Run(r.name, func(t *testing.T) {
			path := r.path
			if strings.Contains(path, "%s") {
				path = fmt.Sprintf(path, shipped.Shipments[0].ID)
			}
			a := m.call(r.method, path, r.body, append(r.header, r.who.bearer()...)...)
			if a.status != r.status || a.code() != r.code || !strings.Contains(string(a.body), r.contains) {
				t.Errorf("%d %s %s, want %d %q with %s", a.status, a.code(), a.body, r.status, r.code, r.contains)
			}
			if r.who.ID != op.ID && strings.Contains(string(a.body), "ada@example.org") {
				t.Errorf("a store sees who pays: %s", a.body)
			}
			if r.name == "a parcel" {
				a.into(t, &shipped)
			}
		})
	}

	t.Run("and the buyer sees it, and is told", func(t *testing.T) {
		order := "/orders/" + b.p.OrderID
		a := m.call("GET", order+"?token="+b.p.OrderToken, "")
		for _, want := range []string{`"carrierName":"UPS"`, `"trackingUrl":"https://www.ups.com/track?tracknum=1Z"`, `"reason":"A scratch."`, `"refundedQuantity":1`} {
			if !strings.Contains(string(a.body), want) {
				t.Errorf("no %s in %s", want, a.body)
			}
		}
		if strings.Contains(string(a.body), "Was kind") {
			t.Errorf("the buyer sees a note: %s", a.body)
		}
		part := ours[strings.LastIndex(ours, "/")+1:]
		if a := m.call("GET", order+"/invoices/"+part+"?token="+b.p.OrderToken, ""); a.status != 200 || !strings.Contains(string(a.body), `"billing":{`) {
			t.Errorf("the buyer's invoice: %d %s", a.status, a.body)
		}
		if a := m.call("GET", order+"/invoices/"+part, ""); a.status != 404 {
			t.Errorf("somebody else's invoice: %d", a.status)
		}
		want := []string{"order_delivered", "order_paid", "order_refunded", "parcel_shipped"}
		var kinds []string
		eventually(t, 20*time.Second, func() bool {
			kinds = nil
			for _, l := range m.mails(t, "ada@example.org") {
				if slices.Contains(want, l.Kind) {
					kinds = append(kinds, l.Kind)
				}
			}
			slices.Sort(kinds)
			return slices.Equal(kinds, want)
		})
		if t.Failed() {
			t.Errorf("mails %v, want %v", kinds, want)
		}
	})
	m.mustBeHealthy(t)
}
