// Package traces follows work through the program, for OpenTelemetry: from a request
// over the statements, the calls to providers and the jobs that it causes. It knows
// what caused what, also when nothing is exported: a correlation id goes along with
// the jobs that a request causes, and into their logs.
//
// A span begins under another one, and costs next to nothing where there is none.
// Only what begins something takes a Tracer: requests, jobs, and rounds of the feed.
//
// Spans hold names of which there are few, ids of jobs and statuses: no address, no
// argument, no text of an error, for those may hold secrets or tell of people.
package traces

import (
	"context"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

const scope = "rialto"

// Nothing is a Tracer whose spans are not kept.
var Nothing trace.Tracer = noop.NewTracerProvider().Tracer(scope)

// Under begins a span under the one of ctx. Where there is none, or it is not kept,
// the span is not either. End it.
func Under(ctx context.Context, name string, kind trace.SpanKind, attrs ...attribute.KeyValue) (context.Context, trace.Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, noop.Span{}
	}
	return parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(attrs...))
}

// Call begins the span of a call to another system, such as mail.
func Call(ctx context.Context, system, call string) (context.Context, trace.Span) {
	return Under(ctx, system+" "+call, trace.SpanKindClient, attribute.String("peer.service", system))
}

// End ends a span, as failed if err is not nil.
func End(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", kindOf(err)))
	}
	span.End()
}

// kindOf is what may be told of an error: never its text.
func kindOf(err error) string {
	var server *pgconn.PgError
	var timeout net.Error
	switch {
	case errors.As(err, &server):
		return server.Code
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "_OTHER" // the word of the semantic conventions
}
