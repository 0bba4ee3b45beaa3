package events_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/metrics"
	"rialto/internal/traces"
)

// lines collects what is logged as JSON.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

// with returns the line of a message.
func (l *lines) with(t *testing.T, message string) map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for text := range strings.Lines(l.all.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		if line["msg"] == message {
			return line
		}
	}
	t.Fatalf("%q was not logged:\n%s", message, l.all.String())
	return nil
}

func TestJobsKnowWhatCausedThem(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	said := &lines{}
	log := slog.New(metrics.LogHandler(slog.NewJSONHandler(said, nil)))
	bus, err := events.New(pool, log)
	if err != nil {
		t.Fatal(err)
	}
	spans := tracetest.NewSpanRecorder()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)).Tracer("test")
	bus.TraceWith(tracer)

	errand := events.NewErrand(bus, "test.errand", func(ctx context.Context, _ struct{}) error {
		log.InfoContext(ctx, "errand is run")
		return errors.New("planted@example.org does not answer")
	})
	events.Subscribe(bus, "test.consumer", func(ctx context.Context, tx db.Tx, _ Cast) error {
		log.InfoContext(ctx, "event is handled")
		return errand.QueueTx(ctx, tx, struct{}{})
	})
	bus.Follow("test.follower", func(ctx context.Context, batch []events.Envelope) (int, error) {
		log.InfoContext(ctx, "batch is handed over")
		return len(batch), nil
	})

	ctx, request := tracer.Start(traces.WithCorrelation(t.Context(), "the-request"), "request")
	if err := db.InTx(ctx, pool, func(tx db.Tx) error { return bus.PublishTx(ctx, tx, Cast{Bell: uuid.New()}) }); err != nil {
		t.Fatal(err)
	}
	request.End()
	if err := bus.Drain(t.Context()); err == nil {
		t.Fatal("the errand did not fail")
	}

	const lastAttempt = "UPDATE " + db.JobsSchema + ".river_job SET max_attempts = attempt + 1 WHERE state = 'retryable'"
	if _, err := pool.Exec(t.Context(), lastAttempt); err != nil {
		t.Fatal(err)
	}
	if err := bus.Drain(t.Context()); err == nil {
		t.Fatal("the errand did not fail for good")
	}
	if line := said.with(t, "job was given up"); line["level"] != "ERROR" || line["job_name"] != "test.errand" || line["correlation"] != "the-request" {
		t.Errorf("the end of the job is logged as %v", line)
	}

	trace := request.SpanContext().TraceID().String()
	for message, job := range map[string]string{
		"event is handled": "test.consumer", "errand is run": "test.errand", "job failed": "test.errand", "batch is handed over": "",
	} {
		line := said.with(t, message)
		if line["correlation"] != "the-request" || line["trace_id"] != trace || line["span_id"] == nil {
			t.Errorf("%s: %v, want what the request has", message, line)
		}
		if job != "" && (line["job_name"] != job || line["job"] == nil || line["job_kind"] == nil) {
			t.Errorf("%s: %v, want job %s", message, line, job)
		}
	}
	parents := map[string]string{}
	names := map[string]string{request.SpanContext().SpanID().String(): "request"}
	for _, s := range spans.Ended() {
		names[s.SpanContext().SpanID().String()] = s.Name()
		parents[s.Name()] = s.Parent().SpanID().String()
		for _, a := range s.Attributes() {
			if strings.Contains(a.Value.String(), "planted") || strings.Contains(s.Status().Description, "planted") {
				t.Errorf("%s tells of an error's text", s.Name())
			}
		}
	}
	for span, parent := range map[string]string{
		"event test.consumer": "request", "errand test.errand": "event test.consumer", "feed test.follower": "request",
	} {
		if names[parents[span]] != parent {
			t.Errorf("%s is below %q, want %q", span, names[parents[span]], parent)
		}
	}
}

func TestBatchOfSeveralCausesHasALinkToEach(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	bus, err := events.New(pool, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	spans := tracetest.NewSpanRecorder()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)).Tracer("test")
	bus.TraceWith(tracer)
	bus.FollowTx("test.follower", func(context.Context, db.Tx, []events.Envelope) error { return nil })
	const requests = 3
	for range requests {
		ctx, request := tracer.Start(t.Context(), "request")
		if err := db.InTx(ctx, pool, func(tx db.Tx) error {
			return bus.PublishAllTx(ctx, tx, []events.Event{Cast{Bell: uuid.New()}, Cast{Bell: uuid.New()}})
		}); err != nil {
			t.Fatal(err)
		}
		request.End()
	}
	if err := bus.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range spans.Ended() {
		if s.Name() != "feed test.follower" {
			continue
		}
		if len(s.Links()) != requests || s.Parent().IsValid() {
			t.Errorf("%d links and a parent: %t; want %d and none", len(s.Links()), s.Parent().IsValid(), requests)
		}
		return
	}
	t.Error("the batch has no span")
}
