package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/events"
	"rialto/internal/jobs"
)

type jobsHandler struct{ jobs *jobs.Service }

func (h jobsHandler) ListJobs(ctx context.Context, p oas.ListJobsParams) (*oas.JobPage, error) {
	list, next, err := h.jobs.Jobs(ctx, jobs.Filter{
		State: string(p.State.Or("")), Kind: string(p.Kind.Or("")), Name: p.Name.Or(""), Failing: p.Failing.Or(false),
		Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	out := &oas.JobPage{Items: make([]oas.Job, len(list)), NextCursor: nilStringToAPI(next)}
	for i, j := range list {
		out.Items[i] = jobToAPI(j)
	}
	return out, nil
}

func (h jobsHandler) ListJobQueues(ctx context.Context) (*oas.JobQueueList, error) {
	list, err := h.jobs.Queues(ctx)
	if err != nil {
		return nil, err
	}
	out := &oas.JobQueueList{Items: make([]oas.JobQueue, len(list))}
	for i, q := range list {
		out.Items[i] = queueToAPI(q)
	}
	return out, nil
}

func (h jobsHandler) PauseJobQueue(ctx context.Context, p oas.PauseJobQueueParams) (*oas.JobQueue, error) {
	return oneQueue(h.jobs.Pause(ctx, callerOf(ctx).UserID, p.Queue))
}

func (h jobsHandler) ResumeJobQueue(ctx context.Context, p oas.ResumeJobQueueParams) (*oas.JobQueue, error) {
	return oneQueue(h.jobs.Resume(ctx, callerOf(ctx).UserID, p.Queue))
}

func (h jobsHandler) ListJobFailures(ctx context.Context) (*oas.JobFailuresList, error) {
	list, err := h.jobs.Failing(ctx)
	if err != nil {
		return nil, err
	}
	out := &oas.JobFailuresList{Items: make([]oas.JobFailures, len(list))}
	for i, f := range list {
		out.Items[i] = oas.JobFailures{
			Kind: oas.JobKind(f.Kind), Name: f.Name, Queue: f.Queue, Retryable: f.Retryable, Discarded: f.Discarded,
			LastAt: f.LastAt, LastMessage: f.LastMessage,
		}
	}
	return out, nil
}

func (h jobsHandler) RetryFailedJobs(ctx context.Context, p oas.RetryFailedJobsParams) (*oas.JobCount, error) {
	return countOf(h.jobs.RetryFailed(ctx, callerOf(ctx).UserID, p.JobName))
}

func (h jobsHandler) DiscardFailedJobs(ctx context.Context, p oas.DiscardFailedJobsParams) (*oas.JobCount, error) {
	return countOf(h.jobs.ForgetFailed(ctx, callerOf(ctx).UserID, p.JobName))
}

func (h jobsHandler) GetJob(ctx context.Context, p oas.GetJobParams) (*oas.Job, error) {
	return oneJob(h.jobs.Job(ctx, p.JobId))
}

func (h jobsHandler) RetryJob(ctx context.Context, p oas.RetryJobParams) (*oas.Job, error) {
	return oneJob(h.jobs.Retry(ctx, callerOf(ctx).UserID, p.JobId))
}

func (h jobsHandler) CancelJob(ctx context.Context, p oas.CancelJobParams) (*oas.Job, error) {
	return oneJob(h.jobs.Cancel(ctx, callerOf(ctx).UserID, p.JobId))
}

func (h jobsHandler) ReplayJob(ctx context.Context, p oas.ReplayJobParams) (*oas.Job, error) {
	return oneJob(h.jobs.Replay(ctx, callerOf(ctx).UserID, p.JobId))
}

func (h jobsHandler) DeleteJob(ctx context.Context, p oas.DeleteJobParams) error {
	return h.jobs.Delete(ctx, callerOf(ctx).UserID, p.JobId)
}

func oneJob(j events.Job, err error) (*oas.Job, error) {
	if err != nil {
		return nil, err
	}
	out := jobToAPI(j)
	return &out, nil
}

func countOf(n int, err error) (*oas.JobCount, error) {
	if err != nil {
		return nil, err
	}
	return &oas.JobCount{Count: n}, nil
}

func oneQueue(q events.Queue, err error) (*oas.JobQueue, error) {
	if err != nil {
		return nil, err
	}
	out := queueToAPI(q)
	return &out, nil
}

func queueToAPI(q events.Queue) oas.JobQueue {
	out := oas.JobQueue{Name: q.Name, Counts: q.Counts, LagSeconds: int(q.Lag.Seconds()), Workers: q.Workers, Paused: q.PausedAt != nil}
	if q.PausedAt != nil {
		out.PausedAt = oas.NewOptDateTime(*q.PausedAt)
	}
	return out
}

func jobToAPI(j events.Job) oas.Job {
	out := oas.Job{
		ID: j.ID, Kind: j.Kind, Name: j.Name, Event: optStringToAPI(j.Event), Queue: j.Queue, State: oas.JobState(j.State),
		Attempt: j.Attempt, MaxAttempts: j.MaxAttempts, CreatedAt: j.CreatedAt, NextAt: j.NextAt,
		Failures: make([]oas.JobFailure, len(j.Failures)), Args: j.Args, HiddenArgs: j.HiddenArgs,
	}
	for i, f := range j.Failures {
		out.Failures[i] = oas.JobFailure{Attempt: f.Attempt, At: f.At, Message: f.Message}
	}
	if j.AttemptedAt != nil {
		out.AttemptedAt = oas.NewOptDateTime(*j.AttemptedAt)
	}
	if j.EndedAt != nil {
		out.EndedAt = oas.NewOptDateTime(*j.EndedAt)
	}
	return out
}
