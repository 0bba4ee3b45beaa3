package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/traces"
)

// causeKey is where a job keeps what it came of, among what River keeps beside it.
const causeKey = "rialto_cause"

// causes writes down of each job what it came of.
type causes struct{ river.MiddlewareDefaults }

// InsertMany implements rivertype.JobInsertMiddleware.
func (*causes) InsertMany(ctx context.Context, jobs []*rivertype.JobInsertParams, insert func(context.Context) ([]*rivertype.JobInsertResult, error)) ([]*rivertype.JobInsertResult, error) {
	cause := traces.CauseOf(ctx)
	if cause == (traces.Cause{}) {
		return insert(ctx)
	}
	encoded, err := json.Marshal(cause)
	if err != nil {
		return nil, fmt.Errorf("encode the cause of jobs: %w", err)
	}
	for _, job := range jobs {
		kept := map[string]json.RawMessage{}
		if len(job.Metadata) > 0 {
			if err := json.Unmarshal(job.Metadata, &kept); err != nil {
				return nil, fmt.Errorf("decode what is kept beside a job: %w", err)
			}
		}
		kept[causeKey] = encoded
		if job.Metadata, err = json.Marshal(kept); err != nil {
			return nil, fmt.Errorf("encode what is kept beside a job: %w", err)
		}
	}
	return insert(ctx)
}

var _ rivertype.JobInsertMiddleware = (*causes)(nil)

// causeOf is what a job came of; nothing, if it is of an earlier version.
func causeOf(job *rivertype.JobRow) traces.Cause {
	var kept struct {
		Cause traces.Cause `json:"rialto_cause"`
	}
	_ = json.Unmarshal(job.Metadata, &kept) // what is not known is not needed
	return kept.Cause
}

// under is the context of a job: below what caused it.
func under(ctx context.Context, job *rivertype.JobRow, name string) context.Context {
	return traces.WithJob(causeOf(job).Context(ctx), traces.Job{ID: job.ID, Kind: job.Kind, Name: name})
}

var errPanicked = errors.New("it panicked")

// work does a job of a name: timed, counted, and with a span below the one that asked
// for it.
func (b *Bus) work(ctx context.Context, job *rivertype.JobRow, name string, do func(context.Context) error) error {
	ctx, span := b.tracer.Start(under(ctx, job, name), job.Kind+" "+name, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.Int64("rialto.job.id", job.ID), attribute.Int("rialto.job.attempt", job.Attempt), attribute.String("rialto.job.queue", job.Queue),
	))
	err := errPanicked // and stays it when do panics
	defer func() { traces.End(span, err) }()
	err = b.figures.measure(job.Kind, name, func() error { return do(ctx) })
	return err
}
