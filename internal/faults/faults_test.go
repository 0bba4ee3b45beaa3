package faults_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/faults"
	"rialto/internal/metrics"
	"rialto/internal/traces"
)

// inbox is a Sentry that keeps its envelopes.
type inbox struct {
	dsn string
	mu  sync.Mutex
	all []string
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/api/42/envelope/" {
			t.Errorf("%s %v", r.URL.Path, err)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		in.all = append(in.all, string(body))
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(srv.Close)
	in.dsn = strings.Replace(srv.URL, "http://", "http://public@", 1) + "/42"
	return in
}

func (in *inbox) text() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return strings.Join(in.all, "\n")
}

func TestReports(t *testing.T) {
	t.Parallel()
	sentry := newInbox(t)
	r, err := faults.New(sentry.dsn, "v1.2.3", "production")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(metrics.LogHandler(r.Handler(slog.DiscardHandler)))
	ctx := traces.WithJob(traces.WithCorrelation(t.Context(), "cause-7"), traces.Job{ID: 7, Kind: "errand", Name: "notify.deliver"})
	log.WarnContext(ctx, "is no fault")
	log.ErrorContext(ctx, "job was given up", "recipient", "planted-recipient", "error",
		fmt.Errorf("send to ada@example.org over https://user:planted-password@host/x?token=planted-token: %w", errors.New(`no "planted Value 1"`)))
	func() {
		defer func() { log.ErrorContext(ctx, "request panicked", "panic", recover()) }()
		panicsOnPurpose()
	}()
	r.Close(t.Context())

	got := sentry.text()
	for _, want := range []string{"v1.2.3", "production", "job was given up", "notify.deliver", "cause-7", "request panicked", "panicsOnPurpose", `no \"…\"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not reported", want)
		}
	}
	for _, secret := range []string{"planted", "ada@", "is no fault"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is reported:\n%s", secret, got)
		}
	}
}

func panicsOnPurpose() { panic("planted.person@example.org went wrong") }

func TestSilentSentryDelaysNothing(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r, err := faults.New("http://public@"+l.Addr().String()+"/42", "v1", "production")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(r.Handler(slog.DiscardHandler))
	begun := time.Now()
	for range 200 {
		log.Error("request failed", "error", errors.New("broken"))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	r.Close(ctx)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("reports were waited for: %s", took)
	}
}

func TestBadDSN(t *testing.T) {
	t.Parallel()
	if _, err := faults.New("https://planted-secret.example", "v1", "x"); !errors.Is(err, faults.ErrBadDSN) || strings.Contains(err.Error(), "planted") {
		t.Errorf("%v", err)
	}
}

func TestScrub(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"orders: place: deadlock": "orders: place: deadlock",
		`ERROR: violates unique constraint "orders_paid_once" (SQLSTATE 23505)`: `ERROR: violates unique constraint "orders_paid_once" (SQLSTATE 23505)`,
		`invalid input "Canal Street 1"`:                                        `invalid input "…"`,
		"user ada@example.org is gone":                                          "user … is gone",
		"Get \"https://a:b@host/x?y=z\"":                                        `Get "…"`,
		"dial redis://:pass@host:6379/0":                                        "dial redis://…@host:6379/0",
		"key 0198c0de-0000-7000-8000-000000000001":                              "key …",
		"Authorization: Bearer abc.def":                                         "Authorization: Bearer …",
		"sk_live_1":                                                             "…",
		"Key (email)=(Ada) exists":                                              "Key (email)=(…) exists",
	} {
		if got := faults.Scrub(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
