package traces

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Requests makes spans of the requests that come in. The zero value makes none.
type Requests struct {
	Tracer trace.Tracer
	// Trusted says whose traceparent is believed; nil: nobody's. Of others it becomes
	// a link: nobody decides from outside what is kept, nor joins a trace of ours.
	Trusted func(*http.Request) bool
}

// Begin begins the span of a request. Answered ends it.
func (q Requests) Begin(r *http.Request) (context.Context, trace.Span) {
	ctx := r.Context()
	tracer := q.Tracer
	if tracer == nil {
		tracer = Nothing
	}
	opts := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)}
	if r.Header.Get(parentHeader) != "" {
		sc := contextIn(propagation.HeaderCarrier(r.Header))
		switch {
		case !sc.IsValid():
		case q.Trusted != nil && q.Trusted(r):
			ctx = trace.ContextWithRemoteSpanContext(ctx, sc)
		default:
			opts = append(opts, trace.WithLinks(trace.Link{SpanContext: sc}))
		}
	}
	return tracer.Start(ctx, "request", opts...)
}

// Answered ends the span of a request, under the name of the operation.
func Answered(span trace.Span, method, operation string, status int) {
	if span.IsRecording() {
		span.SetName(operation)
		span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", operation), attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
	}
	span.End()
}

// Transport makes a span of each request to another system. callOf names it, by a
// name of which there are few; nil: by its method. It does not tell the other system
// of the trace.
func Transport(system string, next http.RoundTripper, callOf func(*http.Request) string) http.RoundTripper {
	if callOf == nil {
		callOf = func(r *http.Request) string { return r.Method }
	}
	return transport{system, next, callOf}
}

type transport struct {
	system string
	next   http.RoundTripper
	callOf func(*http.Request) string
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !trace.SpanFromContext(r.Context()).IsRecording() {
		return t.next.RoundTrip(r)
	}
	ctx, span := Call(r.Context(), t.system, t.callOf(r))
	answer, err := t.next.RoundTrip(r.WithContext(ctx))
	span.SetAttributes(attribute.String("http.request.method", r.Method))
	if err == nil {
		span.SetAttributes(attribute.Int("http.response.status_code", answer.StatusCode))
		if answer.StatusCode >= http.StatusBadRequest {
			span.SetStatus(codes.Error, "")
		}
	}
	End(span, err)
	return answer, err
}
