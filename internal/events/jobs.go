package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"rialto/internal/db"
)

// ErrNoJob is returned for a job that is not there: done ones are kept for an hour.
var ErrNoJob = errors.New("no such job")

// Job is a delivery of an event, an errand or a round of a chore, as operators
// may see it: without anything that could be a secret or personal.
type Job struct {
	ID                   int64
	Kind                 string // event, errand or chore
	Name                 string // of the consumer, the errand or the chore
	Event                string // that a consumer gets; "" for the others
	Queue, State         string
	Attempt, MaxAttempts int
	CreatedAt, NextAt    time.Time
	AttemptedAt, EndedAt *time.Time
	Failures             []Failure         // the latest last
	Args                 map[string]string // what may be shown of the arguments, by their paths
	HiddenArgs           int               // how many others there are
}

// Failure is one attempt that did not work.
type Failure struct {
	Attempt int
	At      time.Time
	Message string
}

// JobsFilter says which jobs are wanted. Empty fields want all.
type JobsFilter struct {
	States     []string
	Kind, Name string
	Before     int64 // only jobs with smaller ids; 0: from the newest
	Limit      int
}

// Jobs returns jobs, the newest first.
func (b *Bus) Jobs(ctx context.Context, f JobsFilter) ([]Job, error) {
	params := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(f.Limit)
	if len(f.States) > 0 {
		states := make([]rivertype.JobState, len(f.States))
		for i, s := range f.States {
			states[i] = rivertype.JobState(s)
		}
		params = params.States(states...)
	}
	if f.Kind != "" {
		params = params.Kinds(f.Kind)
	}
	if f.Name != "" {
		params = params.Where(
			"COALESCE(args->>'consumer', args->>'errand', args->>'chore') = @name", river.NamedArgs{"name": f.Name},
		)
	}
	if f.Before > 0 {
		params = params.Where("id < @before", river.NamedArgs{"before": f.Before})
	}
	list, err := b.inserter.JobList(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := make([]Job, len(list.Jobs))
	for i, row := range list.Jobs {
		out[i] = jobFromRow(row)
	}
	return out, nil
}

// Job returns one job. It returns ErrNoJob.
func (b *Bus) Job(ctx context.Context, id int64) (Job, error) {
	return jobOr(b.inserter.JobGet(ctx, id))("read job")
}

// JobTx returns one job as tx sees it. It returns ErrNoJob.
func (b *Bus) JobTx(ctx context.Context, tx db.Tx, id int64) (Job, error) {
	return jobOr(b.inserter.JobGetTx(ctx, tx, id))("read job")
}

// RetryTx lets a job that waits or was given up be worked on at once. A job
// that is running stays as it is. It returns ErrNoJob.
func (b *Bus) RetryTx(ctx context.Context, tx db.Tx, id int64) (Job, error) {
	return jobOr(b.inserter.JobRetryTx(ctx, tx, id))("retry job")
}

// CancelTx gives a job up. One that is running is asked to stop, and is not
// tried again. It returns ErrNoJob.
func (b *Bus) CancelTx(ctx context.Context, tx db.Tx, id int64) (Job, error) {
	return jobOr(b.inserter.JobCancelTx(ctx, tx, id))("cancel job")
}

// DeleteTx forgets a job that is not running. It returns ErrNoJob.
func (b *Bus) DeleteTx(ctx context.Context, tx db.Tx, id int64) error {
	_, err := jobOr(b.inserter.JobDeleteTx(ctx, tx, id))("delete job")
	return err
}

func jobOr(row *rivertype.JobRow, err error) func(doing string) (Job, error) {
	return func(doing string) (Job, error) {
		switch {
		case errors.Is(err, rivertype.ErrNotFound):
			return Job{}, ErrNoJob
		case err != nil:
			return Job{}, fmt.Errorf("%s: %w", doing, err)
		}
		return jobFromRow(row), nil
	}
}

func jobFromRow(row *rivertype.JobRow) Job {
	j := Job{
		ID: row.ID, Kind: row.Kind, Queue: row.Queue, State: string(row.State), Attempt: row.Attempt, MaxAttempts: row.MaxAttempts,
		CreatedAt: row.CreatedAt, NextAt: row.ScheduledAt, AttemptedAt: row.AttemptedAt, EndedAt: row.FinalizedAt, Args: map[string]string{},
	}
	for _, e := range row.Errors {
		j.Failures = append(j.Failures, Failure{e.Attempt, e.At, presentable(e.Error)})
	}
	var args jobArgs
	if json.Unmarshal(row.EncodedArgs, &args) != nil {
		return j // another version of the program wrote it
	}
	j.Name, j.Event = args.name(), args.Event
	for _, raw := range []json.RawMessage{args.Payload, args.Args} {
		var value any
		if json.Unmarshal(raw, &value) == nil {
			j.show("", value)
		}
	}
	return j
}

// jobArgs are the arguments of a job of any kind.
type jobArgs struct {
	Consumer, Event, Errand, Chore string
	Payload, Args                  json.RawMessage
}

func (a jobArgs) name() string { return a.Consumer + a.Errand + a.Chore }

// nameOf is what a job is called, "" if another version of the program wrote it.
func nameOf(row *rivertype.JobRow) string {
	var args jobArgs
	_ = json.Unmarshal(row.EncodedArgs, &args)
	return args.name()
}

// harmless is what may be shown of an argument that is a text: an id, a time,
// or words of ours such as a status.
var harmless = regexp.MustCompile(`^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)|[a-z]{1,20}([._][a-z]{1,20}){0,4})$`)

// show puts what is harmless of a value into Args and counts the rest.
func (j *Job) show(path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if path != "" {
				name = path + "." + name
			}
			j.show(name, inner)
		}
	case []any:
		for i, inner := range v {
			j.show(fmt.Sprintf("%s[%d]", path, i), inner)
		}
	case string:
		if harmless.MatchString(v) {
			j.Args[path] = v
		} else if v != "" {
			j.HiddenArgs++
		}
	case nil:
	default: // a number or a truth value
		j.Args[path] = fmt.Sprint(v)
	}
}

const longestMessage = 2000

var address = regexp.MustCompile(`[^\s"'<>(),;:]+@[^\s"'<>(),;:]+`)

// presentable is an error as it may be shown. Errors of jobs are to hold no
// personal data; an address that a mail server repeats is taken out.
func presentable(message string) string {
	if len(message) > longestMessage {
		message = message[:longestMessage] + "…"
	}
	return address.ReplaceAllString(message, "…@…")
}
