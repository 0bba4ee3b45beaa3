package events

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// failures logs what went wrong with a job; River keeps it and tries again. A
// round of a chore is done with: it counts as cancelled, which is kept for an
// hour, for a chore that fails every two seconds would pile up.
type failures struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level, text := slog.LevelWarn, "job failed"
	if job.Attempt >= job.MaxAttempts && !isRound(job) {
		level, text = slog.LevelError, "job was given up"
	}
	f.log.Log(under(ctx, job, nameOf(job)), level, text, "attempt", job.Attempt, "of", job.MaxAttempts, "error", err)
	return afterFailure(job)
}

// HandlePanic implements river.ErrorHandler.
func (f failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.log.ErrorContext(under(ctx, job, nameOf(job)), "job panicked", "panic", value, "stack", trace)
	return afterFailure(job)
}

func afterFailure(job *rivertype.JobRow) *river.ErrorHandlerResult {
	return &river.ErrorHandlerResult{SetCancelled: isRound(job)}
}

func isRound(job *rivertype.JobRow) bool { return job.Kind == round{}.Kind() }
