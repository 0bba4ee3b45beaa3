package db

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// replica is one address of replicas.
type replica struct {
	name string // where it is, without secrets
	pool *Pool
	// down is set when it does not answer, and unset when it does again.
	down atomic.Bool

	replayed atomic.Uint64 // where it was when it was looked at last
}

// state is what a server says of itself.
type state struct {
	recovering bool // it follows a primary
	replayed   Position
}

// openReplica makes the pool of a replica, which connects when it is asked for a
// connection. check has to find each new connection good.
func openReplica(ctx context.Context, dsn string, conns int, check func(context.Context, Reader) error, opts []Option) (*replica, error) {
	cfg, err := poolConfig(dsn, conns, AppRole, opts)
	if err != nil {
		return nil, fmt.Errorf("replica: %w", err)
	}
	cfg.ConnConfig.ConnectTimeout = askReplica
	cfg.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	// What was given up here goes on there no longer than this.
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = strconv.FormatInt(readReplica.Milliseconds(), 10)
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		on := singleReader{conn}
		if err := runsAs(ctx, on, AppRole); err != nil {
			return err
		}
		return check(ctx, on)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open replica: %w", err)
	}
	at := net.JoinHostPort(cfg.ConnConfig.Host, strconv.Itoa(int(cfg.ConnConfig.Port)))
	return &replica{name: at, pool: pool}, nil
}

// singleReader is a connection outside of a pool.
type singleReader struct{ *pgx.Conn }

// ask returns a connection and what its server says of itself. The caller releases it.
func (one *replica) ask(ctx context.Context) (*pgxpool.Conn, state, error) {
	ctx, cancel := context.WithTimeout(ctx, askReplica)
	defer cancel()
	conn, err := one.pool.Acquire(ctx)
	if err != nil {
		return nil, state{}, err
	}
	var s state
	var at int64
	const q = "SELECT pg_is_in_recovery(), coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::int8, 0)"
	if err := conn.QueryRow(ctx, q).Scan(&s.recovering, &at); err != nil {
		conn.Release()
		return nil, state{}, err
	}
	s.replayed = Position(at)
	return conn, s, nil
}

// full reports whether all connections are in use: then it is we who are slow to ask.
func (one *replica) full() bool {
	s := one.pool.Stat()
	return s.AcquiredConns() == s.MaxConns()
}

// look notes where the replica is, and whether it is there.
func (one *replica) look(ctx context.Context) (state, error) {
	conn, s, err := one.ask(ctx)
	if err != nil {
		return s, err
	}
	conn.Release()
	if s.recovering {
		one.replayed.Store(uint64(s.replayed))
	}
	return s, nil
}

// lookEvery is how often it is looked where the primary and its replicas are.
const lookEvery = 250 * time.Millisecond
