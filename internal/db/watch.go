package db

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Run looks where the primary and its replicas are until ctx ends. The primary is asked
// on a connection of its own: while its pool is exhausted, reads shall go on elsewhere.
func (r *Replicas) Run(ctx context.Context) {
	if r == nil {
		return
	}
	var all sync.WaitGroup
	all.Go(func() { r.followPrimary(ctx) })
	for _, one := range r.all {
		all.Go(func() { every(ctx, lookEvery, func() { r.lookAt(ctx, one) }) })
	}
	all.Wait()
}

// askPrimary is how long the primary may take to say where it is.
const askPrimary = 2 * time.Second

func (r *Replicas) followPrimary(ctx context.Context) {
	var conn *pgx.Conn
	hangUp := func() {
		if conn != nil {
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			_ = conn.Close(closing) // it may be broken already
			conn = nil
		}
	}
	defer func() { hangUp() }()
	every(ctx, lookEvery, func() {
		asking, cancel := context.WithTimeout(ctx, askPrimary)
		defer cancel()
		var err error
		if conn == nil {
			conn, err = r.meetPrimary(asking)
		}
		at := time.Now()
		var p Position
		if err == nil {
			p, err = committed(asking, singleReader{conn})
		}
		if err != nil {
			hangUp() // whoever needs the primary says so; the replicas grow older
			return
		}
		r.history.add(at, p)
	})
}

// meetPrimary connects to the primary and notes which cluster it is of. The connection
// is not nil if there is one to be closed.
func (r *Replicas) meetPrimary(ctx context.Context) (*pgx.Conn, error) {
	conn, err := Connect(ctx, r.primary, "rialto-replicas")
	if err != nil {
		return nil, err
	}
	var identity int64
	err = conn.QueryRow(ctx, askIdentity).Scan(&identity)
	r.identity.Store(identity)
	return conn, err
}

// lookAt lets reads go to the replica again once it answers.
func (r *Replicas) lookAt(ctx context.Context, one *replica) {
	if r.history.last() == 0 {
		return // which cluster it has to be of, nobody knows yet
	}
	s, err := one.look(ctx)
	switch {
	case ctx.Err() != nil, err != nil && one.full():
	case err != nil:
		r.lost(one, err)
	case one.down.CompareAndSwap(true, false):
		r.log.Info("a replica answers", "replica", one.name, "recovering", s.recovering, "lag", r.lag(one))
	}
}

// lag is how old what one has is at most: none when it has all that the primary is known
// to have. It grows while a replica is away.
func (r *Replicas) lag(one *replica) time.Duration {
	at := Position(one.replayed.Load())
	if last := r.history.last(); at > 0 && at >= last {
		return 0
	}
	covers, known := r.history.coversUntil(at)
	if !known || at == 0 {
		covers = r.begun // it may be older; nobody saw
	}
	return time.Since(covers)
}

// every calls do at once and then again and again, until ctx ends.
func every(ctx context.Context, pause time.Duration, do func()) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		do()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
