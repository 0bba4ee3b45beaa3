// Package jobs lets operators look at background jobs and do something about
// those that fail. It never runs any: package events does. What an operator
// does to a job is in the audit log.
//
//	scheduled ──> available ──> running ──> completed
//	                  ^            │  └───> retryable ──> available …, in the end discarded
//	                  └── retry ── cancelled, discarded, retryable, scheduled
package jobs

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/paging"
)

// chore is the kind of jobs that come round by themselves.
const chore = "chore"

// Filter says which jobs are wanted. Empty fields want all.
type Filter struct {
	State, Kind, Name string
	// Failing wants those that failed and are not done.
	Failing bool
	Cursor  string
	Limit   int
}

// Service looks at jobs.
type Service struct {
	pool *db.Pool
	bus  *events.Bus
}

// New returns a Service on the jobs of bus, which are in pool.
func New(pool *db.Pool, bus *events.Bus) *Service { return &Service{pool, bus} }

// Jobs returns a page of jobs, the newest first, and the cursor of the next.
// It returns paging.ErrBadCursor.
func (s *Service) Jobs(ctx context.Context, f Filter) ([]events.Job, string, error) {
	before, err := paging.Decode[int64](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	want := events.JobsFilter{Kind: f.Kind, Name: f.Name, Limit: f.Limit + 1}
	if before != nil {
		want.Before = *before
	}
	switch {
	case f.State != "":
		want.States = []string{f.State}
	case f.Failing:
		want.States = []string{"retryable", "discarded"}
	}
	list, err := s.bus.Jobs(ctx, want)
	if err != nil {
		return nil, "", err
	}
	page, next := paging.Cut(list, f.Limit, func(j events.Job) int64 { return j.ID })
	return page, next, nil
}

// Job returns a job. It returns ErrNotFound.
func (s *Service) Job(ctx context.Context, id int64) (events.Job, error) {
	j, err := s.bus.Job(ctx, id)
	return j, known(err)
}

// Retry lets a job that waits, or was given up, be worked on at once. It
// returns ErrNotFound, ErrState for one that is running, ready or done, and
// ErrComesRound for a chore.
func (s *Service) Retry(ctx context.Context, actor uuid.UUID, id int64) (events.Job, error) {
	return s.change(ctx, actor, id, "job.retried", []string{"retryable", "scheduled", "cancelled", "discarded"}, s.bus.RetryTx)
}

// Cancel gives a job up, before or while it is worked on. It returns
// ErrNotFound, ErrState for one that has ended, and ErrComesRound for a chore.
func (s *Service) Cancel(ctx context.Context, actor uuid.UUID, id int64) (events.Job, error) {
	return s.change(ctx, actor, id, "job.cancelled", []string{"available", "pending", "retryable", "running", "scheduled"}, s.bus.CancelTx)
}

// Replay does a job again that is done. It returns ErrNotFound, ErrState for one
// that is not done, and ErrComesRound for a chore.
func (s *Service) Replay(ctx context.Context, actor uuid.UUID, id int64) (events.Job, error) {
	return s.change(ctx, actor, id, "job.replayed", []string{"completed"}, s.bus.RetryTx)
}

// Delete forgets a job that was given up. It returns ErrNotFound and, for any
// other, ErrState.
func (s *Service) Delete(ctx context.Context, actor uuid.UUID, id int64) error {
	_, err := s.change(ctx, actor, id, "job.deleted", []string{"cancelled", "discarded"},
		func(ctx context.Context, tx db.Tx, id int64) (events.Job, error) {
			return events.Job{}, s.bus.DeleteTx(ctx, tx, id)
		})
	return err
}

func (s *Service) change(
	ctx context.Context, actor uuid.UUID, id int64, action string, from []string,
	do func(context.Context, db.Tx, int64) (events.Job, error),
) (events.Job, error) {
	var after events.Job
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		before, err := s.bus.JobTx(ctx, tx, id)
		switch {
		case err != nil:
			return known(err)
		case before.Kind == chore && action != "job.deleted":
			return ErrComesRound
		case !slices.Contains(from, before.State):
			return ErrState
		}
		if after, err = do(ctx, tx, id); err != nil {
			return known(err)
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: action, Target: audit.Target{Kind: "job", ID: strconv.FormatInt(id, 10)},
			Details: map[string]string{"kind": before.Kind, "name": before.Name, "state": before.State},
		})
	})
	return after, err
}

func known(err error) error {
	if errors.Is(err, events.ErrNoJob) {
		return ErrNotFound
	}
	return err
}
