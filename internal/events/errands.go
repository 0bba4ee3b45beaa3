package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"rialto/internal/db"
)

// errandTimeout also is how long the errand of a worker that died waits for
// another one.
const errandTimeout = 2 * time.Minute

// Errand is work that begins once the transaction that asked for it has
// committed, and outside of any, so that it may call the network.
type Errand[A any] struct {
	bus     *Bus
	name    string
	urgency Urgency
}

type errand func(ctx context.Context, args []byte) error

// NewErrand registers do under a name that is unique and never changes: errands
// are recorded under it. do has two minutes. After a failure it is run again,
// 20 times in all with growing pauses; and once more after a process died
// over it, so it looks first whether it was done already. Its error is kept
// and logged: like the arguments, it holds no personal data. Errands are as urgent
// as Events, unless another urgency is given. Call it before Start.
func NewErrand[A any](b *Bus, name string, do func(ctx context.Context, args A) error, as ...Urgency) *Errand[A] {
	if _, dup := b.errands[name]; dup {
		panic("events: errand registered twice: " + name)
	}
	b.errands[name] = func(ctx context.Context, encoded []byte) error {
		var args A
		if err := json.Unmarshal(encoded, &args); err != nil {
			return fmt.Errorf("decode arguments of %s: %w", name, err)
		}
		return do(ctx, args)
	}
	return &Errand[A]{b, name, urgency(as, Events)}
}

// QueueTx asks in tx for the errand. It is run after tx commits, or never.
func (e *Errand[A]) QueueTx(ctx context.Context, tx db.Tx, args A) error {
	encoded, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("encode arguments of %s: %w", e.name, err)
	}
	if _, err := e.bus.inserter.InsertTx(ctx, tx, trip{e.name, encoded}, &river.InsertOpts{Queue: string(e.urgency), MaxAttempts: maxAttempts}); err != nil {
		return fmt.Errorf("queue %s: %w", e.name, err)
	}
	return nil
}

// trip is the job that runs an errand.
type trip struct {
	Errand string          `json:"errand"`
	Args   json.RawMessage `json:"args"`
}

// Kind implements river.JobArgs.
func (trip) Kind() string { return "errand" }

type errandWorker struct {
	river.WorkerDefaults[trip]
	bus *Bus
}

// Timeout implements river.Worker.
func (*errandWorker) Timeout(*river.Job[trip]) time.Duration { return errandTimeout }

// Work implements river.Worker.
func (w *errandWorker) Work(ctx context.Context, job *river.Job[trip]) error {
	do, ok := w.bus.errands[job.Args.Errand]
	if !ok {
		// A newer version of the program wrote it: leave it for one that knows it.
		return river.JobSnooze(time.Minute)
	}
	return w.bus.work(ctx, job.JobRow, job.Args.Errand, func(ctx context.Context) error {
		if err := do(ctx, job.Args.Args); err != nil {
			return fmt.Errorf("%s: %w", job.Args.Errand, err)
		}
		return nil
	})
}

var _ river.Worker[trip] = (*errandWorker)(nil)
