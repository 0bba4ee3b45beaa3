package events

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/db"
	"rialto/internal/traces"
)

const (
	jobTimeout  = 30 * time.Second
	rescueAfter = time.Minute // a job of a worker that died; more than jobTimeout
)

// Bus knows which consumers want which events, and which chores and errands
// there are.
type Bus struct {
	pool       *db.Pool
	log        *slog.Logger
	inserter   *client             // inserts only
	engine     *db.Pool            // River's own; nil before Start
	working    *client             // nil before Start
	subscribed map[string][]string // event -> consumers
	consumers  map[string]consumer
	chores     map[string]chore
	errands    map[string]errand
	limits     map[Urgency]limit
	crowd      chan struct{} // a token for each delivery that is not urgent
	followers  []follower
	feeds      sync.WaitGroup     // what hands events to followers
	stopFeeds  context.CancelFunc // nil before Start
	figures    figures
	tracer     trace.Tracer
}

// New returns a Bus without consumers.
func New(pool *db.Pool, log *slog.Logger) (*Bus, error) {
	inserter, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: db.JobsSchema, Logger: engineLog(log), FetchCooldown: notifyPause, Middleware: []rivertype.Middleware{&causes{}},
	})
	if err != nil {
		return nil, fmt.Errorf("open job queue: %w", err)
	}
	return &Bus{
		pool: pool, log: log, inserter: inserter, tracer: traces.Nothing,
		subscribed: map[string][]string{}, consumers: map[string]consumer{}, chores: map[string]chore{}, errands: map[string]errand{},
		figures: newFigures(), limits: maps.Clone(limits), crowd: make(chan struct{}, crowdOf(pool)),
	}, nil
}

// TraceWith makes spans of jobs and of batches for followers. Call it before Start.
func (b *Bus) TraceWith(tracer trace.Tracer) { b.tracer = tracer }

// Start works on events, chores and errands until Stop. Call it once, after every
// module has subscribed.
func (b *Bus) Start(ctx context.Context) error {
	cfg := b.config()
	for name, c := range b.chores {
		cfg.PeriodicJobs = append(cfg.PeriodicJobs, c.periodic(name))
	}
	var err error
	if cfg.ReindexerIndexNames, err = reindexed(ctx, b.pool); err != nil {
		return err
	}
	if err := b.registerFollowers(ctx); err != nil {
		return err
	}
	if b.engine, err = engineOn(context.WithoutCancel(ctx), b.pool); err != nil {
		return err
	}
	if b.working, err = b.start(ctx, b.engine, cfg); err != nil {
		b.engine.Close()
		return err
	}
	feeding, stop := context.WithCancel(context.WithoutCancel(ctx))
	b.stopFeeds = stop
	for _, f := range b.feedings() {
		b.feeds.Go(func() { f.run(feeding) })
	}
	return nil
}

// CancelWithin is how long cancelled jobs have to end.
const CancelWithin = 2 * time.Second

// Stop begins no more jobs, lets running ones finish for as long as ctx allows, and
// then cancels them. What was cancelled is begun again later, as if it had not been
// begun. A job that does not end when it is cancelled is begun again when River finds
// that its worker is gone; Stop does not wait for it and returns an error.
func (b *Bus) Stop(ctx context.Context) error {
	if b.working == nil {
		return nil
	}
	b.stopFeeds()
	defer b.feeds.Wait()
	if err := b.working.Stop(ctx); err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), CancelWithin)
		defer cancel()
		if err := b.working.StopAndCancel(hard); err != nil {
			return fmt.Errorf("stop jobs: %w", err)
		}
	}
	b.engine.Close()
	return nil
}

// ReleaseOrphans makes the jobs of workers that died available at once,
// instead of after a minute. Call it before Start and only where no other
// worker can be running, such as on an embedded database.
func (b *Bus) ReleaseOrphans(ctx context.Context) error {
	_, err := b.pool.Exec(ctx, "UPDATE "+db.JobsSchema+".river_job SET state = 'available' WHERE state = 'running'")
	if err != nil {
		return fmt.Errorf("release orphaned jobs: %w", err)
	}
	return nil
}

func (b *Bus) start(ctx context.Context, on *db.Pool, cfg *river.Config) (*client, error) {
	c, err := river.NewClient(riverpgxv5.New(on), cfg)
	if err != nil {
		return nil, fmt.Errorf("configure worker: %w", err)
	}
	// River stops hard when this context ends; stopping is Stop's business.
	if err := c.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("start worker: %w", err)
	}
	return c, nil
}

// config is how jobs are worked on.
func (b *Bus) config() *river.Config {
	kinds := river.NewWorkers()
	river.AddWorker(kinds, &deliveryWorker{bus: b})
	river.AddWorker(kinds, &choreWorker{bus: b})
	river.AddWorker(kinds, &errandWorker{bus: b})
	return &river.Config{
		Schema: db.JobsSchema, Logger: engineLog(b.log), Workers: kinds, ErrorHandler: failures{b.log},
		Queues:            b.queues(),
		FetchPollInterval: fetchPoll,
		JobTimeout:        jobTimeout, RescueStuckJobsAfter: rescueAfter,
		CompletedJobRetentionPeriod: time.Hour, CancelledJobRetentionPeriod: time.Hour,
	}
}

type client = river.Client[pgx.Tx]
