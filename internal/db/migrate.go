package db

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"rialto/internal/db/migrations"
)

// JobsSchema holds River's tables, which River's own migrations make.
const JobsSchema = "jobs"

// JobsUnindexed are indexes of River's that are dropped. They serve questions about
// what is inside of jobs, which nobody asks, and cost more than all other indexes: a
// job is written anew with each of its states.
var JobsUnindexed = []string{"river_job_args_index", "river_job_metadata_index"}

// migrationLock is held while the schema changes: River's migrations are not
// safe to run twice at once, and goose's are not either without a lock.
const migrationLock = 0x5269616c746f // "Rialto"

// Migrate brings the database at dsn up to the newest migration, tells progress
// what it applied, and gives the roles of the program their rights. It works as
// the role that dsn names, which will own the schema. Several callers at once
// wait for each other; the second finds nothing left to do.
func Migrate(ctx context.Context, dsn string, progress io.Writer) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("read database url: %w", err)
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("reach database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) // ends the lock, too
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("lock migrations: %w", err)
	}

	// The roles come first, for policies name them; the rights last, for every
	// table has to be there.
	if err := ensureRoles(ctx, conn, AppRole, MerchantRole); err != nil {
		return err
	}
	if err := migrateOurs(ctx, cfg, progress); err != nil {
		return err
	}
	if err := migrateJobs(ctx, dsn, progress); err != nil {
		return err
	}
	return grant(ctx, conn)
}

func migrateOurs(ctx context.Context, cfg *pgx.ConnConfig, progress io.Writer) error {
	conn := stdlib.OpenDB(*cfg)
	defer conn.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, conn, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	results, err := p.Up(ctx)
	for _, r := range results {
		fmt.Fprintf(progress, "migrated %s in %s\n", r.Source.Path, r.Duration.Round(1e6))
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrateJobs(ctx context.Context, dsn string, progress io.Writer) error {
	pool, err := OpenOwner(ctx, dsn, 2)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+JobsSchema); err != nil {
		return fmt.Errorf("create schema for jobs: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: JobsSchema})
	if err != nil {
		return fmt.Errorf("read job migrations: %w", err)
	}
	res, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	for _, v := range res.Versions {
		fmt.Fprintf(progress, "migrated jobs to version %d in %s\n", v.Version, v.Duration.Round(1e6))
	}
	for _, name := range JobsUnindexed {
		if _, err := pool.Exec(ctx, "DROP INDEX CONCURRENTLY IF EXISTS "+JobsSchema+"."+name); err != nil {
			return fmt.Errorf("drop an index of jobs: %w", err)
		}
	}
	return nil
}
