package events_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rialto/internal/db"
	"rialto/internal/events"
)

func TestMetricsOfJobs(t *testing.T) {
	t.Parallel()
	pool, bus := setup(t)
	events.Subscribe(bus, "cat", func(ctx context.Context, tx db.Tx, ev rang) error { return note(ctx, tx, "cat", ev) })
	events.Subscribe(bus, "dog", func(context.Context, db.Tx, rang) error { return errors.New("the dog barks") }, events.Bulk)
	ring(t, pool, bus, 1)
	ring(t, pool, bus, 2)
	if err := bus.Drain(t.Context()); err == nil {
		t.Fatal("nothing failed")
	}
	if err := db.InTx(t.Context(), pool, func(tx db.Tx) error { return bus.PauseTx(t.Context(), tx, "mail") }); err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(events.JobMetrics{Bus: bus})
	scrape := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(scrape, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	got := scrape.Body.String()
	for _, line := range []string{
		`rialto_queue_jobs{queue="events",state="completed"} 2`,
		`rialto_queue_jobs{queue="bulk",state="retryable"} 2`,
		`rialto_queue_jobs{queue="payments",state="available"} 0`,
		`rialto_queue_lag_seconds{queue="events"} 0`,
		`rialto_queue_paused{queue="mail"} 1`,
		`rialto_queue_paused{queue="bulk"} 0`,
		`rialto_job_failures_total{kind="event",name="dog"} 2`,
		`rialto_job_duration_seconds_count{kind="event",name="cat"} 2`,
		`rialto_job_duration_seconds_count{kind="event",name="dog"} 2`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no %s in\n%s", line, got)
		}
	}
}
