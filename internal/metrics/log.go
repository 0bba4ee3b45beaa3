package metrics

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"rialto/internal/traces"
)

// LogHandler adds to every line what it belongs to: the request, the job, the trace
// and its span, and the correlation id, which the jobs of a request share with it.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

type logHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h logHandler) Handle(ctx context.Context, rec slog.Record) error {
	if id := RequestID(ctx); id != "" {
		rec.AddAttrs(slog.String("request", id))
	}
	if job, ok := traces.JobOf(ctx); ok {
		rec.AddAttrs(slog.Int64("job", job.ID), slog.String("job_kind", job.Kind), slog.String("job_name", job.Name))
	}
	if id := traces.Correlation(ctx); id != "" {
		rec.AddAttrs(slog.String("correlation", id))
	}
	if sc := trace.SpanContextFromContext(ctx); sc.IsValid() {
		rec.AddAttrs(slog.String("trace_id", sc.TraceID().String()), slog.String("span_id", sc.SpanID().String()))
	}
	return h.Handler.Handle(ctx, rec)
}

// WithAttrs implements slog.Handler.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
