package webhooks_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"rialto/internal/catalog"
)

func TestTraceOfADelivery(t *testing.T) {
	t.Parallel()
	s := setup(t)
	spans := tracetest.NewSpanRecorder()
	s.TraceWith(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)).Tracer("test"))
	good, gone := receives(t, nil), receives(t, status(410))
	s.listens(t, s.ours(), good.URL+"/planted")
	s.listens(t, s.ours(), gone.URL+"/planted")
	s.publish(t, catalog.StockLow{StoreID: s.store, VariantIDs: []uuid.UUID{uuid.New()}})
	s.deliver(t)

	results := map[string]int{}
	for _, span := range spans.Ended() {
		for _, a := range span.Attributes() {
			if strings.Contains(a.Value.String(), "planted") || strings.Contains(a.Value.String(), "127.0.0.1") {
				t.Errorf("%s tells of the address: %s", span.Name(), a.Value.String())
			}
		}
		if span.Name() == "webhook deliver" {
			results[span.Status().Code.String()]++
		}
	}
	if results["Unset"] != 1 || results["Error"] != 1 {
		t.Errorf("deliveries: %v, want one of each kind", results)
	}
	for _, r := range []*receiver{good, gone} {
		for _, got := range r.all() {
			if got.header.Get("traceparent") != "" || got.header.Get("tracestate") != "" {
				t.Error("a receiver is told of the trace")
			}
		}
	}
}
