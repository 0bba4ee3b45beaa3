package app

import (
	"net/http"
	"strings"
	"testing"
)

func TestSchemasOfEventsAreServed(t *testing.T) {
	t.Parallel()
	m := start(t)
	a := m.at(t, http.MethodGet, "/docs/events/order.paid.json")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/schema+json" || !strings.Contains(string(a.body), `"$id": "order.paid"`) {
		t.Errorf("got %d %v %s", a.status, a.header, a.body)
	}
	for _, path := range []string{"/docs/events/payment.webhook_received.json", "/docs/events/..%2fschemas.json"} {
		if a := m.at(t, http.MethodGet, path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
