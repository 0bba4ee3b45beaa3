package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	otlp "go.opentelemetry.io/proto/otlp/trace/v1"

	"rialto/internal/traces/tracestest"
)

func TestTraceOfACheckout(t *testing.T) {
	t.Parallel()
	const visitorsTrace = "0af7651916cd43dd8448eb211c80319c"
	collector := tracestest.ByHTTP(t)
	m, stop := startToStop(t, func(cfg *Config) {
		cfg.OTLPEndpoint, cfg.OTLPHeaders = collector.URL, "api-key=planted-otlp-key"
		cfg.TrustedProxies = []string{"127.0.0.1/32"} // and not believed over what is traced
	})
	mug := m.goods(t, 5)
	cart := m.cart(t, mug)
	a := m.call("POST", "/orders", orderBody(cart), "Idempotency-Key", "planted-idempotency-key", "traceparent", "00-"+visitorsTrace+"-b7ad6b7169203331-01",
		"tracestate", "planted=tracestate", "User-Agent", "planted-agent", "X-Request-Id", "planted-request-id")
	if a.status != http.StatusCreated {
		t.Fatalf("place order: %d %s", a.status, a.body)
	}
	var p placed
	a.into(t, &p)
	if a := m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status != http.StatusSeeOther {
		t.Fatalf("pay: %d %s", a.status, a.body)
	}
	eventually(t, 5*time.Second, func() bool { return m.order(t, p).Status == "paid" })
	eventually(t, 5*time.Second, func() bool {
		var open int
		if err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM jobs.river_job WHERE kind <> 'chore' AND state <> 'completed'").Scan(&open); err != nil {
			t.Fatal(err)
		}
		return open == 0
	}, "all jobs done")
	stop() // sends what waits

	placing := treeOf(t, collector.Spans(), "placeOrder")
	if links := placing.root.Links; len(links) != 1 {
		t.Errorf("the visitor's trace became %d links, want 1", len(links))
	}
	if placing.root.Trace == visitorsTrace {
		t.Error("the visitor's own trace is gone on with")
	}
	placing.has(t, otlp.Span_SPAN_KIND_SERVER, "placeOrder", "")
	placing.has(t, otlp.Span_SPAN_KIND_CLIENT, "MoveStock", "placeOrder")
	placing.has(t, otlp.Span_SPAN_KIND_CLIENT, "JobInsertFastMany", "placeOrder")
	placing.has(t, otlp.Span_SPAN_KIND_CLIENT, "stripe open_session", "placeOrder")

	placing.has(t, otlp.Span_SPAN_KIND_CONSUMER, "event orders.mail_placed", "placeOrder")
	placing.has(t, otlp.Span_SPAN_KIND_CLIENT, "InsertMail", "event orders.mail_placed")
	placing.has(t, otlp.Span_SPAN_KIND_CONSUMER, "errand notify.deliver", "event orders.mail_placed")
	placing.has(t, otlp.Span_SPAN_KIND_CLIENT, "mail send", "errand notify.deliver")

	paying := treeOf(t, collector.Spans(), "receivePaymentWebhook")
	paying.has(t, otlp.Span_SPAN_KIND_CONSUMER, "event payments.process_webhook", "receivePaymentWebhook")
	paying.has(t, otlp.Span_SPAN_KIND_CONSUMER, "event orders.settle_capture", "event payments.process_webhook")
	paying.has(t, otlp.Span_SPAN_KIND_CONSUMER, "event orders.mail_paid", "event orders.settle_capture")

	text := collector.Text()
	for _, secret := range []string{
		"ada@", "Ada Byron", "Canal Street", "10115", cart, p.OrderToken, "planted-", "planted=", simulatorSecretKey, "token=", "Bearer",
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the spans", secret)
		}
	}
	if got := collector.Headers().Get("Api-Key"); got != "planted-otlp-key" {
		t.Errorf("the collector's header was %q", got)
	}
}

// tree is a trace: its spans hang together.
type tree struct {
	root  tracestest.Span
	byID  map[string]tracestest.Span
	spans []tracestest.Span
}

// treeOf is the trace that begins with a request for an operation.
func treeOf(t *testing.T, all []tracestest.Span, operation string) tree {
	t.Helper()
	tr := tree{byID: map[string]tracestest.Span{}}
	for _, s := range all {
		if s.Name == operation && s.Parent == "" {
			tr.root = s
		}
	}
	if tr.root.Span == nil {
		t.Fatalf("no trace begins with %s", operation)
	}
	for _, s := range all {
		if s.Trace == tr.root.Trace {
			tr.spans = append(tr.spans, s)
			tr.byID[s.ID] = s
		}
	}
	for _, s := range tr.spans {
		if _, ok := tr.byID[s.Parent]; !ok && s.ID != tr.root.ID {
			t.Errorf("%s has a parent that is not in the trace", s.Name)
		}
	}
	return tr
}

// has looks for a span of a kind and a name, below one of another name.
func (tr tree) has(t *testing.T, kind otlp.Span_SpanKind, name, below string) {
	t.Helper()
	for _, s := range tr.spans {
		if s.Kind == kind && s.Name == name && tr.byID[s.Parent].GetName() == below {
			return
		}
	}
	t.Errorf("there is no %s %q below %q in\n%s", kind, name, below, tr)
}

// String draws the tree.
func (tr tree) String() string {
	var out strings.Builder
	var draw func(id, indent string)
	draw = func(id, indent string) {
		out.WriteString(indent + tr.byID[id].Name + "\n")
		for _, s := range tr.spans {
			if s.Parent == id {
				draw(s.ID, indent+"  ")
			}
		}
	}
	draw(tr.root.ID, "")
	return out.String()
}
