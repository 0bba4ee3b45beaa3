// Package db opens the PostgreSQL pool and runs transactions on it. It knows no
// table of any module; package migrate makes them.
package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/traces"
)

// Tx is a transaction. A method that takes one takes part in its caller's
// transaction and never commits it; such methods are named with a Tx suffix.
type Tx = pgx.Tx

// Pool is the connection pool.
type Pool = pgxpool.Pool

// NewID returns a UUIDv7 (RFC 9562): unique, and later ones sort after earlier
// ones, so that inserts stay at the right edge of an index.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Open connects to the database at dsn as AppRole, with at most maxConns
// connections: what runs on the pool can neither change the schema nor get
// around row-level security. It fails when the first connection does not succeed
// within ten seconds.
func Open(ctx context.Context, dsn string, maxConns int, opts ...Option) (*Pool, error) {
	return open(ctx, dsn, maxConns, AppRole, opts)
}

// OpenOwner is Open as the role that dsn names, which owns the schema. It is for
// what changes the schema.
func OpenOwner(ctx context.Context, dsn string, maxConns int, opts ...Option) (*Pool, error) {
	return open(ctx, dsn, maxConns, "", opts)
}

// Option changes how a pool is opened.
type Option func(*poolOptions)

type poolOptions struct{ login *Login }

func open(ctx context.Context, dsn string, maxConns int, role string, opts []Option) (*Pool, error) {
	cfg, err := poolConfig(dsn, maxConns, role, opts)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := reach(ctx, pool, role); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func poolConfig(dsn string, maxConns int, role string, opts []Option) (*pgxpool.Config, error) {
	var o poolOptions
	for _, set := range opts {
		set(&o)
	}
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read database url: %w", err)
	}
	cfg.MaxConns = int32(maxConns)
	cfg.ConnConfig.RuntimeParams["application_name"] = "rialto"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.Tracer = traces.SQL{}
	if role != "" {
		cfg.ConnConfig.RuntimeParams["role"] = role
	}
	if o.login != nil {
		cfg.BeforeConnect, cfg.PrepareConn = o.login.handOver, o.login.still
		cfg.MaxConnIdleTime = 5 * time.Minute // nobody asks an idle one whose it is
	}
	return cfg, nil
}

// reach makes the first connection. A pooler between us and the server may drop
// the role without a word, and then nothing would be protected.
func reach(ctx context.Context, pool *Pool, role string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return runsAs(ctx, pool, role)
}

// runsAs refuses connections that did not take on the role, if one is asked for.
func runsAs(ctx context.Context, on Reader, role string) error {
	var as string
	if err := on.QueryRow(ctx, "SELECT current_user").Scan(&as); err != nil {
		return fmt.Errorf("reach database: %w", err)
	}
	if role != "" && as != role {
		return fmt.Errorf("reach database: connections run as %s instead of %s: a pooler must pass the start-up parameter role on", as, role)
	}
	return nil
}

// Connect opens a connection of its own, like those of the pool, which it does not count
// among. name is what it is called in pg_stat_activity.
func Connect(ctx context.Context, pool *Pool, name string) (*pgx.Conn, error) {
	cfg := pool.Config()
	one := cfg.ConnConfig
	one.RuntimeParams["application_name"] = name
	if cfg.BeforeConnect != nil {
		if err := cfg.BeforeConnect(ctx, one); err != nil {
			return nil, err
		}
	}
	return pgx.ConnectConfig(ctx, one)
}

const maxAttempts = 3

// InTx runs fn in a transaction and commits when fn returns nil. A
// serialization failure or deadlock runs fn again, three times in all, so fn
// must do nothing it cannot repeat: no network call, no channel send.
func InTx(ctx context.Context, pool *Pool, fn func(tx Tx) error) error {
	return inTx(ctx, pool, pgx.TxOptions{}, fn)
}

func inTx(ctx context.Context, pool *Pool, opts pgx.TxOptions, fn func(tx Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := runTx(ctx, pool, opts, fn)
		if err == nil || attempt == maxAttempts || !retryable(err) {
			return err
		}
	}
}

func runTx(ctx context.Context, on Reader, opts pgx.TxOptions, fn func(tx Tx) error) error {
	tx, err := on.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// The rollback outlives a cancelled request, or the connection would
	// return to the pool with its transaction open.
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = tx.Rollback(ctx) // no-op after Commit
	}()

	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func retryable(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}

// Violates reports whether err is a violation of the named constraint.
func Violates(err error, constraint string) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.ConstraintName == constraint
}

// NoRows reports whether err means that a :one query found nothing.
func NoRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// EscapeLike returns text so that LIKE takes it literally.
func EscapeLike(text string) string { return likeEscaper.Replace(text) }

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
