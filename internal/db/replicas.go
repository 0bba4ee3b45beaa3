package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

// LeastLag and MostLag bound how old a replica may be for reads to go to it. How old
// it is, is known to a fraction of a second.
const (
	LeastLag = time.Second
	MostLag  = time.Minute
)

const (
	// A replica that has no connection for a read within askReplica, or not the answer
	// within readReplica, is not waited for: the primary is.
	askReplica  = 250 * time.Millisecond
	readReplica = time.Second
)

// Replicas are the copies of the database that reads may go to, which need not be as
// new as the primary. Each read asks the connection that it will use how far its server
// is, so it is right also where an address leads to a few servers by turns, and when a
// server has become the primary a moment ago.
//
// A nil *Replicas has none: all reads go to the primary.
type Replicas struct {
	primary *Pool
	all     []*replica
	maxLag  time.Duration
	log     *slog.Logger
	turn    atomic.Uint32

	history  history
	identity atomic.Int64 // of the primary's cluster; 0 while nobody asked
	begun    time.Time
	reads    *prometheus.CounterVec
}

// ReplicasConfig says where replicas are and how old they may be.
type ReplicasConfig struct {
	URLs   []string
	Conns  int           // to each
	MaxLag time.Duration // between LeastLag and MostLag
}

// CheckURL says what is wrong with the URL of a database, without repeating it: it
// holds a password.
func CheckURL(dsn string) error {
	if _, err := pgxpool.ParseConfig(dsn); err != nil {
		return errors.New("it is not the URL of a PostgreSQL database")
	}
	return nil
}

// OpenReplicas returns the replicas of primary, or nil where no URL is given. The options
// are those of the primary's pool. None is connected to, and all reads go to the primary, until Run runs.
func OpenReplicas(ctx context.Context, primary *Pool, c ReplicasConfig, log *slog.Logger, opts ...Option) (*Replicas, error) {
	if len(c.URLs) == 0 {
		return nil, nil
	}
	r := &Replicas{primary: primary, maxLag: c.MaxLag, log: log, begun: time.Now(), reads: newReadsMetric()}
	for _, dsn := range c.URLs {
		one, err := openReplica(ctx, dsn, c.Conns, r.refuseOther, opts)
		if err != nil {
			r.Close()
			return nil, err
		}
		r.all = append(r.all, one)
	}
	return r, nil
}

// Close cuts all connections to replicas.
func (r *Replicas) Close() {
	if r == nil {
		return
	}
	for _, one := range r.all {
		one.pool.Close()
	}
}

// reason says why a read went where it went.
type reason string

const (
	fresh       reason = "fresh"       // the replica is new enough
	ownWrite    reason = "own_write"   // no replica has what the reader has written
	unknown     reason = "unknown"     // the reader does not say what it has written
	lagging     reason = "lagging"     // the replica is too old
	unreachable reason = "unreachable" // it does not answer, or not in time
	busy        reason = "busy"        // all connections to it are in use
	promoted    reason = "promoted"    // it is a primary now
	failed      reason = "failed"      // it began to answer, and did not finish
	missing     reason = "missing"     // what it does not have may be newer than it is
)

var reasons = []reason{ownWrite, unknown, lagging, unreachable, busy, promoted, failed, missing}

// ErrMissing is what do of Read returns for what a replica does not have.
var ErrMissing = errors.New("the replica does not have it")

// Read calls do with a context whose Reads go to a replica that has all up to since and
// is not too old. Where there is none, or do fails on it, do is called with ctx itself,
// whose Reads go to the primary: do has to be able to run twice, and its last error
// counts. Read returns a position of which all that came before was there to be read.
//
// With since = Everything only the primary is asked.
func (r *Replicas) Read(ctx context.Context, since Position, do func(context.Context) error) (Position, error) {
	if r == nil {
		return 0, do(ctx)
	}
	why := unknown
	if since < Everything {
		var at Position
		if at, why = r.onReplica(ctx, since, do); why == fresh {
			r.reads.WithLabelValues("replica", string(fresh)).Inc()
			return at, nil
		}
	}
	at := r.history.last() // before do begins, so all that was committed then is read
	r.reads.WithLabelValues("primary", string(why)).Inc()
	return at, do(ctx)
}

// onReplica tries one replica after the other, each time another one first, and returns
// why the last was of no use.
func (r *Replicas) onReplica(ctx context.Context, since Position, do func(context.Context) error) (at Position, why reason) {
	if r.history.last() == 0 {
		return 0, lagging // how old a replica is, nobody knows yet
	}
	first := int(r.turn.Add(1))
	for i := range r.all {
		one := r.all[(first+i)%len(r.all)]
		if one.down.Load() {
			why = unreachable
			continue
		}
		if at, why = r.try(ctx, one, since, do); why == fresh || why == failed || why == missing {
			return at, why // a second try would cost the reader more time: the primary is sure
		}
	}
	return at, why
}

func (r *Replicas) try(ctx context.Context, one *replica, since Position, do func(context.Context) error) (Position, reason) {
	conn, state, err := one.ask(ctx)
	switch {
	case err != nil && one.full():
		return 0, busy
	case err != nil && ctx.Err() == nil:
		r.lost(one, err)
		fallthrough
	case err != nil:
		return 0, unreachable
	}
	defer conn.Release()
	if why := r.judge(state, since); why != fresh {
		return 0, why
	}
	reading, cancel := context.WithTimeout(context.WithValue(ctx, readerKey{}, conn), readReplica)
	defer cancel()
	switch err := do(reading); {
	case err == nil:
		return state.replayed, fresh
	case errors.Is(err, ErrMissing):
		return 0, missing
	case reading.Err() == nil && conn.Conn().IsClosed():
		r.lost(one, err)
	}
	return 0, failed
}

// judge says whether a replica in this state has all up to since and is not too old.
func (r *Replicas) judge(s state, since Position) reason {
	covers, known := r.history.coversUntil(s.replayed)
	switch {
	case !s.recovering:
		return promoted
	case s.replayed < since:
		return ownWrite
	case !known || time.Since(covers) > r.maxLag:
		return lagging
	}
	return fresh
}

// lost keeps reads away from a replica until it answers again.
func (r *Replicas) lost(one *replica, err error) {
	if one.down.CompareAndSwap(false, true) {
		one.pool.Reset() // what else is connected is as good as dead
		r.log.Warn("a replica does not answer; reads go to the primary", "replica", one.name, "error", err)
	}
}

const askIdentity = "SELECT system_identifier FROM pg_control_system()"

// refuseOther refuses a server that is not a copy of the primary's.
func (r *Replicas) refuseOther(ctx context.Context, one Reader) error {
	var there int64
	if err := one.QueryRow(ctx, askIdentity).Scan(&there); err != nil {
		return fmt.Errorf("ask the replica what it is: %w", err)
	}
	if there != r.identity.Load() {
		return errors.New("it is no replica of the database that RIALTO_DATABASE_URL names")
	}
	return nil
}
