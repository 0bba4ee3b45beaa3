package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"rialto/internal/db"
	"rialto/internal/db/embedded"
	"rialto/internal/db/migrate"
)

// database is the open database and, if we started one, its server.
type database struct {
	pool   *db.Pool
	dsn    string
	server *embedded.Server // nil: somebody else's
}

// openDatabase connects to the configured database, or to one it starts in the
// data folder, and brings it up to date, or only looks whether it is. attach joins a
// server that another rialto has started there; without it that is an error.
func openDatabase(ctx context.Context, cfg Config, attach bool, progress io.Writer) (*database, error) {
	d, err := reachDatabase(ctx, cfg, attach, progress)
	if err != nil {
		return nil, err
	}
	if err := d.open(ctx, cfg, progress); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// open migrates, unless that is left to others, and connects.
func (d *database) open(ctx context.Context, cfg Config, progress io.Writer) (err error) {
	if cfg.Migrate == migrateOff {
		if d.pool, err = db.Open(ctx, d.dsn, cfg.DatabaseConns); err != nil {
			return fmt.Errorf("%w (with RIALTO_MIGRATE=off, `rialto migrate` has to come first)", err)
		}
		return migrate.Check(ctx, d.pool)
	}
	err = migrate.Up(ctx, d.dsn, migrate.Options{Progress: progress})
	if errors.Is(err, migrate.ErrNewer) { // a later version is being rolled out, or was
		fmt.Fprintln(progress, err)
	} else if err != nil {
		return err
	}
	d.pool, err = db.Open(ctx, d.dsn, cfg.DatabaseConns)
	return err
}

// migrateOff is the setting with which only `rialto migrate` changes the schema.
const migrateOff = "off"

// reachDatabase finds the configured database or starts one, and connects to none.
func reachDatabase(ctx context.Context, cfg Config, attach bool, progress io.Writer) (*database, error) {
	d := &database{dsn: cfg.DatabaseURL}
	if d.dsn == "" {
		server, err := embedded.Start(ctx, embedded.Options{
			Dir: filepath.Join(cfg.DataDir, "postgres"), BinDir: cfg.PostgresBin, Attach: attach,
		})
		if err != nil {
			return nil, fmt.Errorf("start PostgreSQL: %w", err)
		}
		d.server, d.dsn = server, server.DSN()
		if !server.Attached() {
			how := "warm"
			if server.Cold() {
				how = "cold"
			}
			fmt.Fprintf(progress, "PostgreSQL %d ready in %s (%s start)\n", server.Version(), server.StartedIn().Round(time.Millisecond), how)
		}
	}
	return d, nil
}

// asOwner lets do change the schema.
func (d *database) asOwner(ctx context.Context, do func(context.Context, *db.Pool) error) error {
	owner, err := db.OpenOwner(ctx, d.dsn, 1)
	if err != nil {
		return err
	}
	defer owner.Close()
	return do(ctx, owner)
}

// alone reports whether no other program can be using the database.
func (d *database) alone() bool { return d.server != nil && !d.server.Attached() }

// gone is closed when the server that we started ends by itself.
func (d *database) gone() <-chan struct{} {
	if !d.alone() {
		return nil
	}
	return d.server.Done()
}

func (d *database) close() {
	if d.pool != nil {
		d.pool.Close()
	}
	if d.server != nil {
		_ = d.server.Stop() // says so in the server's own log
	}
}
