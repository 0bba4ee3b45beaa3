package jobs

import "rialto/internal/errs"

// What callers may see.
var (
	ErrNotFound   = errs.New(errs.NotFound, "job_not_found", "There is no such job. Jobs that are done are kept for an hour.")
	ErrNoQueue    = errs.New(errs.NotFound, "job_queue_not_found", "There is no such queue, or no process works on it.")
	ErrState      = errs.New(errs.Conflict, "job_state", "The job's state does not allow this.")
	ErrComesRound = errs.New(errs.Conflict, "job_comes_round", "A chore comes round by itself.")
)
