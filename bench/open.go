package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/db/embedded"
	"rialto/internal/db/migrate"
)

// bench is one run: a PostgreSQL of its own in a temporary folder, with the
// settings the program gives it, and what was found out so far.
type bench struct {
	options
	dir    string
	server *embedded.Server
	report *report
	market *market // of the place, hot, race, cached and limits scenarios; made at first use
	binary string  // of the program; built at first use
}

func open(ctx context.Context, o options) (*bench, error) {
	dir, err := os.MkdirTemp("", "rialto-bench-")
	if err != nil {
		return nil, err
	}
	settings := map[string]string{"max_connections": "200", "log_lock_waits": "on"}
	if o.unsafe {
		settings["fsync"], settings["synchronous_commit"], settings["full_page_writes"] = "off", "off", "off"
	}
	if o.top {
		settings["shared_preload_libraries"], settings["pg_stat_statements.track_planning"] = "pg_stat_statements", "on"
	}
	server, err := embedded.Start(ctx, embedded.Options{Dir: filepath.Join(dir, "postgres"), Settings: settings})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), os.RemoveAll(dir))
	}
	return &bench{options: o, dir: dir, server: server, report: newReport(o, server.Version())}, nil
}

func (b *bench) close() error {
	if b.market != nil {
		b.market.close()
	}
	return errors.Join(b.server.Stop(), os.RemoveAll(b.dir))
}

// newDatabase makes a migrated database and returns its URL.
func (b *bench) newDatabase(ctx context.Context) (string, error) {
	dsn, err := b.emptyDatabase(ctx)
	if err != nil {
		return "", err
	}
	return dsn, migrate.Up(ctx, dsn, migrate.Options{})
}

// emptyDatabase makes a database and returns its URL.
func (b *bench) emptyDatabase(ctx context.Context) (string, error) {
	name := "bench_" + uuid.NewString()[:8]
	conn, err := pgx.Connect(ctx, b.server.DSN())
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, "CREATE DATABASE "+name)
	return b.server.DSNFor(name), err
}
