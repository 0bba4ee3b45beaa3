package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"rialto/internal/db"
	"rialto/internal/db/embedded"
	"rialto/internal/db/migrate"
)

// database is the open database and, if we started one, its server.
type database struct {
	pool    *db.Pool
	dsn     string           // of one we started
	login   *db.Login        // to somebody else's
	options []db.Option      // with which pools are opened
	server  *embedded.Server // nil: somebody else's
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
		if d.pool, err = db.Open(ctx, d.ownerURL(), cfg.DatabaseConns, d.options...); err != nil {
			return fmt.Errorf("%w (with RIALTO_MIGRATE=off, `rialto migrate` has to come first)", err)
		}
		return migrate.Check(ctx, d.pool)
	}
	err = migrate.Up(ctx, d.ownerURL(), migrate.Options{Progress: progress})
	if errors.Is(err, migrate.ErrNewer) { // a later version is being rolled out, or was
		fmt.Fprintln(progress, err)
	} else if err != nil {
		return err
	}
	d.pool, err = db.Open(ctx, d.ownerURL(), cfg.DatabaseConns, d.options...)
	return err
}

// migrateOff is the setting with which only `rialto migrate` changes the schema.
const migrateOff = "off"

// reachDatabase finds the configured database or starts one, and connects to none.
func reachDatabase(ctx context.Context, cfg Config, attach bool, progress io.Writer) (*database, error) {
	d := &database{}
	var err error
	if cfg.DatabaseURL != "" {
		if d.login, err = db.NewLogin(cfg.DatabaseURL, cfg.credentials); err != nil {
			return nil, fmt.Errorf("RIALTO_DATABASE_URL: %w", err)
		}
		if cfg.logsInByItself() {
			d.options = append(d.options, db.WithLogin(d.login))
		}
	} else {
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

// loginSettings are those that say as whom to connect to the database.
var loginSettings = []string{"RIALTO_DATABASE_URL", "RIALTO_DATABASE_USER", "RIALTO_DATABASE_PASSWORD"}

// logsInByItself reports whether the login is more than what the URL says once.
func (c Config) logsInByItself() bool {
	return c.DatabaseUser != "" || c.DatabasePassword != "" || slices.ContainsFunc(loginSettings, func(name string) bool { return c.files[name] != "" })
}

// credentials are as whom to connect, read anew where files say it.
func (c Config) credentials() (db.Credentials, error) {
	began := c.DatabaseURL
	for _, name := range loginSettings {
		path, given := c.files[name]
		if !given {
			continue
		}
		text, err := readSetting(path)
		if err != nil {
			return db.Credentials{}, err
		}
		if err := c.set(name, text); err != nil {
			return db.Credentials{}, err
		}
	}
	if !db.SameDatabase(began, c.DatabaseURL) {
		return db.Credentials{}, errOtherDatabase
	}
	as, err := db.CredentialsIn(c.DatabaseURL)
	return db.Credentials{User: cmp.Or(c.DatabaseUser, as.User), Password: cmp.Or(c.DatabasePassword, as.Password)}, err
}

var errOtherDatabase = errors.New("RIALTO_DATABASE_URL differs in more than user and password: that needs a restart")

// ownerURL is where the owner of the schema connects.
func (d *database) ownerURL() string {
	if d.login != nil {
		return d.login.URL()
	}
	return d.dsn
}

// asOwner lets do change the schema.
func (d *database) asOwner(ctx context.Context, do func(context.Context, *db.Pool) error) error {
	owner, err := db.OpenOwner(ctx, d.ownerURL(), 1)
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
