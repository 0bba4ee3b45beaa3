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
		out.Items[i] = oas.JobQueue{Name: q.Name, Counts: q.Counts, LagSeconds: int(q.Lag.Seconds())}
	}
	return out, nil
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
