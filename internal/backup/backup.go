// Package backup keeps what is needed to make the database again as it was at any
// time: base backups, and every byte of the write-ahead log (WAL) after them. It
// takes both by PostgreSQL's replication protocol, so it needs no program beside the
// server and nothing on the server's disk, and writes them, compressed and encrypted,
// to a folder or a bucket of S3.
//
//	pg-<system>/bases/<id>         what is known of a base backup, in the clear; written last
//	pg-<system>/parts/<id>/<n>     its files, one stream in parts
//	pg-<system>/manifests/<id>     PostgreSQL's own list of the files, with checksums
//	pg-<system>/keys/<id>          keys that were made in the data folder
//	pg-<system>/wal/<timeline>/<from>-<to>
//	                               WAL between two positions: a segment, or a piece of the
//	                               one that is being written
//	pg-<system>/history/<timeline> where a timeline began
//	pg-<system>/marks/<position>   what the data were at exactly that position
//	media/<name>                   pictures, in the clear of their names alone
//
// Every name ends in a checksum of what is stored under it.
//
// It never writes into a database, but for one row that beats (backup.heartbeat):
// by it everybody sees how old the archive is, also whoever restores it.
package backup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// Config is what one marketplace wants of its backups.
type Config struct {
	// DSN is of a role that may replicate. The connection must reach PostgreSQL itself,
	// for no pooler knows the protocol.
	DSN string
	// Renewed returns DSN with the password that it has by now; nil: it does not change.
	Renewed func() string
	// Embedded says that the server belongs to this program.
	Embedded bool
	// Every is how old the last base backup may get.
	Every time.Duration
	// Keep is how far back one can go.
	Keep time.Duration
	// Beat is how often the unfinished segment is stored, and so about what is lost with
	// the machine.
	Beat time.Duration
	// Keys is the folder of the keys that were made in the data folder.
	Keys string
	// Media is where pictures are; empty: they are not copied.
	Media string
}

// Service makes backups of one database.
type Service struct {
	cfg   Config
	store *Store
	log   *slog.Logger
	now   func() time.Time
	// lost says that the server has not kept the WAL that follows the archive, and no base
	// backup was made since.
	lost atomic.Bool
}

// New returns a Service. It connects to nothing.
func New(cfg Config, store *Store, log *slog.Logger, now func() time.Time) *Service {
	return &Service{cfg: cfg, store: store, log: log, now: now}
}

// connectTimeout is for a server that does not answer.
const connectTimeout = 10 * time.Second

func (s *Service) dsn() string {
	if s.cfg.Renewed != nil {
		return s.cfg.Renewed()
	}
	return s.cfg.DSN
}

// connect opens an ordinary connection of the role that may replicate.
func (s *Service) connect(ctx context.Context) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(s.dsn())
	if err != nil {
		return nil, fmt.Errorf("read the database's url: %w", err)
	}
	cfg.ConnectTimeout = connectTimeout
	cfg.RuntimeParams["application_name"] = "rialto backup"
	cfg.RuntimeParams["timezone"] = "UTC"
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return conn, nil
}

// hangUp closes a connection that may be broken.
func hangUp(ctx context.Context, conn interface{ Close(context.Context) error }) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // nothing is lost with it
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// beat makes the row beat, and returns the time it holds and a position of the WAL
// that is after it. archived is the newest beat that the archive is known to have.
func beat(ctx context.Context, conn *pgx.Conn, archived time.Time) (at time.Time, after LSN, err error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	const q = `INSERT INTO backup.heartbeat AS h (at, archived_at) VALUES (clock_timestamp(), $1)
		ON CONFLICT (single) DO UPDATE SET at = excluded.at, archived_at = coalesce(excluded.archived_at, h.archived_at)
		RETURNING at`
	var known *time.Time
	if !archived.IsZero() {
		known = &archived
	}
	if err := conn.QueryRow(ctx, q, known).Scan(&at); err != nil {
		return at, 0, fmt.Errorf("beat: %w", err)
	}
	err = conn.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()").Scan(&after)
	return at, after, err
}

// recordBase tells everybody of the newest base backup.
func recordBase(ctx context.Context, conn *pgx.Conn, b Base) error {
	const q = `INSERT INTO backup.heartbeat AS h (at, base_at, base_bytes) VALUES (clock_timestamp(), $1, $2)
		ON CONFLICT (single) DO UPDATE SET base_at = greatest(h.base_at, excluded.base_at), base_bytes = excluded.base_bytes`
	_, err := conn.Exec(ctx, q, b.FinishedAt, b.Stored)
	return err
}

// lastBeat is the newest beat that a database has; the zero time when it has none.
func lastBeat(ctx context.Context, conn *pgx.Conn) (time.Time, error) {
	var at time.Time
	err := conn.QueryRow(ctx, "SELECT at FROM backup.heartbeat").Scan(&at)
	if db.NoRows(err) {
		return time.Time{}, nil
	}
	return at, err
}

// ErrNothing is returned where a store has no backup.
var ErrNothing = errors.New("there is no backup")
