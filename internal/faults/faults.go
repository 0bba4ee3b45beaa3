// Package faults reports to Sentry what went wrong on our side: requests and jobs that
// panicked, answers of 500, and jobs that were given up. That is what is logged as an
// error; nothing else has to know of it.
//
// A report tells where in the code, which operation or job, and the ids that the log
// has. It never holds a request, its headers or its body, and nobody's name: it is
// made of what is known to be harmless, and texts of errors are scrubbed.
package faults

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/getsentry/sentry-go"

	"rialto/internal/metrics"
)

// ErrBadDSN is returned for what is no address of a project of Sentry's.
var ErrBadDSN = errors.New("must be the address of a project, such as https://key@sentry.example.com/1")

// Reporter sends reports in the background. While Sentry does not answer, reports wait
// for it, up to thirty of them, and others are lost.
type Reporter struct{ client *sentry.Client }

// sendTimeout is for one report.
const sendTimeout = 5 * time.Second

// Check returns ErrBadDSN if dsn is no address.
func Check(dsn string) error {
	if _, err := sentry.NewDsn(dsn); err != nil {
		return ErrBadDSN
	}
	return nil
}

// New returns a Reporter to the project of dsn. It makes no connection yet.
func New(dsn, release, environment string) (*Reporter, error) {
	if err := Check(dsn); err != nil {
		return nil, err
	}
	transport := sentry.NewHTTPTransport()
	transport.Timeout = sendTimeout
	client, err := sentry.NewClient(sentry.ClientOptions{
		Dsn: dsn, Release: release, Environment: environment, Transport: transport, BeforeSend: harmless, DisableTelemetryBuffer: true,
	})
	if err != nil {
		return nil, ErrBadDSN // what it says may repeat the address
	}
	return &Reporter{client}, nil
}

// Close sends what waits, for as long as ctx allows, and gives up the rest.
func (r *Reporter) Close(ctx context.Context) {
	if r != nil {
		r.client.FlushWithContext(ctx)
		r.client.Close()
	}
}

// Handler passes lines of log on, and reports errors. That of a nil Reporter is next.
func (r *Reporter) Handler(next slog.Handler) slog.Handler {
	if r == nil {
		return next
	}
	return handler{next, r, nil}
}

type handler struct {
	slog.Handler
	to    *Reporter
	attrs []slog.Attr
}

// Enabled implements slog.Handler. Errors are reported also where they are not logged.
func (h handler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError || h.Handler.Enabled(ctx, l)
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, rec slog.Record) error {
	if rec.Level >= slog.LevelError {
		h.to.client.CaptureEvent(h.report(ctx, rec), nil, nil)
	}
	if !h.Handler.Enabled(ctx, rec.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, rec)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs), h.to, slices.Concat(h.attrs, attrs)}
}

// WithGroup implements slog.Handler. What is in a group is not reported.
func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name), h.to, h.attrs}
}

// told are the attributes of a line that a report repeats as they are.
var told = []string{"request", "correlation", "trace_id", "span_id", "job", "job_kind", "job_name", "attempt"}

func (h handler) report(ctx context.Context, rec slog.Record) *sentry.Event {
	ev := sentry.NewEvent()
	ev.Level, ev.Timestamp, ev.Transaction, ev.Tags = sentry.LevelError, rec.Time, metrics.Operation(ctx), map[string]string{}
	wrong := sentry.Exception{Type: rec.Message, Stacktrace: ours(sentry.NewStacktrace())}
	cause := ""
	see := func(a slog.Attr) bool {
		switch value := a.Value.Any().(type) {
		case error:
			wrong.Value, cause = Scrub(value.Error()), fmt.Sprintf("%T", innermost(value))
		default:
			switch {
			case a.Key == "panic":
				wrong.Value, cause = Scrub(fmt.Sprint(value)), fmt.Sprintf("%T", value)
			case a.Key == "stack":
				ev.Contexts["stack"] = sentry.Context{"text": Scrub(fmt.Sprint(value))}
			case slices.Contains(told, a.Key):
				ev.Tags[a.Key] = a.Value.String()
			}
		}
		return true
	}
	for _, a := range h.attrs {
		see(a)
	}
	rec.Attrs(see)
	if ev.Transaction == "" {
		ev.Transaction = ev.Tags["job_name"]
	}
	// All are logged in the same few places: the stack alone would make one of them all.
	ev.Fingerprint = []string{rec.Message, ev.Transaction, cause}
	ev.Exception = []sentry.Exception{wrong}
	return ev
}

func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// ours leaves out what only brings a line to the log.
func ours(s *sentry.Stacktrace) *sentry.Stacktrace {
	s.Frames = slices.DeleteFunc(s.Frames, func(f sentry.Frame) bool {
		return f.Module == "log/slog" || f.Module == "rialto/internal/faults" || f.Module == "rialto/internal/metrics" && strings.HasPrefix(f.Function, "logHandler.")
	})
	return s
}

// harmless is the last look at a report: whatever filled it, no request, no person and
// nothing that led there goes along.
func harmless(ev *sentry.Event, _ *sentry.EventHint) *sentry.Event {
	ev.Request, ev.User, ev.Breadcrumbs, ev.Attachments, ev.Modules = nil, sentry.User{}, nil, nil, nil
	ev.Message = Scrub(ev.Message)
	return ev
}
