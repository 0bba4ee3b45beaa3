package dbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"rialto/internal/db"
	"rialto/internal/db/migrate"
	"rialto/internal/db/migrations"
)

const templatePrefix = "tpl_"

// template returns the name of the migrated template, made when it is missing.
var template = sync.OnceValues(func() (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	s, err := server()
	if err != nil {
		return "", err
	}
	return name, s.buildTemplate(context.Background(), name)
})

// templateName changes with everything that migrate.Up applies.
func templateName() (string, error) {
	h := sha256.New()
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		sql, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s\n%s\n", name, sql)
	}
	jobs, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(h, "%s %d\n%s\n", db.JobsSchema, len(jobs.AllVersions()), db.Grants)
	return fmt.Sprintf("%s%x", templatePrefix, h.Sum(nil)[:8]), nil
}

func (s *testServer) buildTemplate(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // ends the lock, too

	// Packages are tested by separate processes: one of them builds.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		return err
	}
	var ready bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&ready)
	if err != nil || ready {
		return err
	}
	for _, q := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return err
		}
	}
	if err := migrate.Up(ctx, s.url(name), migrate.Options{}); err != nil {
		return err
	}
	// A connection to the template, even autovacuum's, would hold up its clones.
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true ALLOW_CONNECTIONS false")
	return err
}
