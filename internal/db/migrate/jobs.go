package migrate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"rialto/internal/db"
)

// migrateJobs brings River's tables up to date. Its migrations are River's to write
// and to execute; each waits for its locks as ours do.
func migrateJobs(ctx context.Context, conn *pgx.Conn, dsn string, s jobsState, o Options) error {
	if s.at >= s.newest && len(s.unwanted) == 0 {
		return nil
	}
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("read database url: %w", err)
	}
	cfg.MaxConns = 2
	cfg.ConnConfig.RuntimeParams["application_name"] = application + " jobs"
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = milliseconds(o.LockTimeout)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("reach database: %w", err)
	}
	defer pool.Close()
	watched, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer watched.Close(context.WithoutCancel(ctx))
	w := newWatch(watched, 0, "jobs", o)
	if err := w.patiently(ctx, func() error { return applyJobs(ctx, pool, o) }); err != nil {
		return err
	}
	for _, name := range db.JobsUnindexed {
		if _, err := conn.Exec(ctx, "DROP INDEX CONCURRENTLY IF EXISTS "+db.JobsSchema+"."+name); err != nil {
			return fmt.Errorf("drop an index of jobs: %w", err)
		}
	}
	return nil
}

func applyJobs(ctx context.Context, pool *pgxpool.Pool, o Options) error {
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+db.JobsSchema); err != nil {
		return fmt.Errorf("create schema for jobs: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: db.JobsSchema})
	if err != nil {
		return fmt.Errorf("read job migrations: %w", err)
	}
	res, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	for _, v := range res.Versions {
		fmt.Fprintf(o.Progress, "migrated jobs to version %d in %s\n", v.Version, v.Duration.Round(time.Millisecond))
	}
	return nil
}
