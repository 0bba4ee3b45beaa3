package db

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Reader is what a read goes to: the primary's pool, or one connection to a
// replica, on which nothing can be written and statements come one at a time.
type Reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	BeginTx(ctx context.Context, opts pgx.TxOptions) (pgx.Tx, error)
}

var (
	_ Reader = (*Pool)(nil)
	_ Reader = (*pgxpool.Conn)(nil)
)

type readerKey struct{}

// Reads returns what a read of ctx goes to: the replica that Replicas.Read chose,
// and pool everywhere else. What has to be as new as possible, and what a decision
// hangs on, names its pool instead.
func Reads(ctx context.Context, pool *Pool) Reader {
	if conn, ok := ctx.Value(readerKey{}).(*pgxpool.Conn); ok {
		return conn
	}
	return pool
}

// OnReplica reports whether reads of ctx go to a replica. What fails there is done
// again on the primary, so it is neither to be answered nor to be logged.
func OnReplica(ctx context.Context) bool { return ctx.Value(readerKey{}) != nil }

// InReadTx is InTx for a read of ctx: it goes where Reads says and can write nothing.
func InReadTx(ctx context.Context, pool *Pool, fn func(tx Tx) error) error {
	return runTx(ctx, Reads(ctx, pool), pgx.TxOptions{AccessMode: pgx.ReadOnly}, fn)
}
