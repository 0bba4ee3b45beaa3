package traces

import (
	"context"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

type correlationKey struct{}

// WithCorrelation makes id that of everything that is done with the context.
func WithCorrelation(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// Correlation is the id of the request, or of the round of a chore, that ctx and all
// its jobs come of; "" where nothing is known of that.
func Correlation(ctx context.Context) string {
	id, _ := ctx.Value(correlationKey{}).(string)
	return id
}

// Cause is what work came of, as it is kept beside work that is done later.
type Cause struct {
	Correlation string `json:"correlation,omitempty"`
	Parent      string `json:"traceparent,omitempty"` // W3C Trace Context
}

const parentHeader = "traceparent"

// CauseOf is the cause of what is asked for with ctx.
func CauseOf(ctx context.Context) Cause {
	c := Cause{Correlation: Correlation(ctx)}
	if trace.SpanContextFromContext(ctx).IsValid() {
		carrier := propagation.MapCarrier{}
		propagation.TraceContext{}.Inject(ctx, carrier)
		c.Parent = carrier[parentHeader]
	}
	return c
}

// Context lets work go on under its cause: spans begin below it. Without a
// correlation id there is a new one.
func (c Cause) Context(ctx context.Context) context.Context {
	if c.Correlation == "" {
		c.Correlation = uuid.NewString()
	}
	ctx = WithCorrelation(ctx, c.Correlation)
	if sc := c.spanContext(); sc.IsValid() {
		ctx = trace.ContextWithRemoteSpanContext(ctx, sc)
	}
	return ctx
}

// Together lets work go on that has several causes: below them, if they are one and
// the same, else with a link to each and a new correlation id.
func Together(ctx context.Context, causes []Cause) (context.Context, []trace.Link) {
	distinct := map[Cause]bool{}
	var links []trace.Link
	for _, c := range causes {
		if sc := c.spanContext(); !distinct[c] && sc.IsValid() {
			links = append(links, trace.Link{SpanContext: sc})
		}
		distinct[c] = true
	}
	if len(distinct) == 1 {
		return causes[0].Context(ctx), nil
	}
	return Cause{}.Context(ctx), links
}

func (c Cause) spanContext() trace.SpanContext {
	return contextIn(propagation.MapCarrier{parentHeader: c.Parent})
}

// contextIn leaves tracestate out, which may be anything.
func contextIn(from propagation.TextMapCarrier) trace.SpanContext {
	only := propagation.MapCarrier{parentHeader: from.Get(parentHeader)}
	return trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), only))
}

// Job is the job that something is done for.
type Job struct {
	ID         int64
	Kind, Name string
}

type jobKey struct{}

// WithJob says which job the context belongs to.
func WithJob(ctx context.Context, job Job) context.Context {
	return context.WithValue(ctx, jobKey{}, job)
}

// JobOf is the job that ctx belongs to, if there is one.
func JobOf(ctx context.Context) (Job, bool) {
	job, ok := ctx.Value(jobKey{}).(Job)
	return job, ok
}
