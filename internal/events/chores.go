package events

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// chore is work that comes round at an interval.
type chore struct {
	every   time.Duration
	do      func(ctx context.Context) error
	urgency Urgency
}

// Every runs do at the interval, in one of all processes at a time. do may
// take as long as it needs, up to 30 seconds: a round that is still running
// makes the next one wait. Rounds are in the queue of Chores, unless another urgency
// is given. Call it before Start.
func (b *Bus) Every(interval time.Duration, name string, do func(ctx context.Context) error, as ...Urgency) {
	if _, dup := b.chores[name]; dup {
		panic("events: chore registered twice: " + name)
	}
	b.chores[name] = chore{interval, do, urgency(as, Chores)}
}

// round is the job that does a chore once.
type round struct {
	Chore string `json:"chore" river:"unique"`
}

// Kind implements river.JobArgs.
func (round) Kind() string { return "chore" }

// InsertOpts implements river.JobArgsWithInsertOpts. A failed round is not
// retried, the next one is soon enough; and rounds never pile up.
func (round) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		MaxAttempts: 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
			rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}},
	}
}

func (c chore) periodic(name string) *river.PeriodicJob {
	return river.NewPeriodicJob(
		river.PeriodicInterval(c.every),
		func() (river.JobArgs, *river.InsertOpts) {
			return round{name}, &river.InsertOpts{Queue: string(c.urgency)}
		},
		&river.PeriodicJobOpts{ID: name, RunOnStart: true},
	)
}

type choreWorker struct {
	river.WorkerDefaults[round]
	bus *Bus
}

// Work implements river.Worker.
func (w *choreWorker) Work(ctx context.Context, job *river.Job[round]) error {
	c, ok := w.bus.chores[job.Args.Chore]
	if !ok {
		return nil // another version of the program has it
	}
	return w.bus.work(ctx, job.JobRow, job.Args.Chore, c.do)
}
