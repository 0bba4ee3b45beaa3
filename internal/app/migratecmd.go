package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rialto/internal/db/migrate"
)

type migrateCmd struct {
	Status bool `help:"Only say what is applied, what is pending and who is migrating."`
	DryRun bool `help:"Try what is pending in a transaction that is rolled back, and say which tables it locks and for how long."`
	SQL    bool `name:"sql" help:"With --dry-run: show the statements, too."`

	LockTimeout time.Duration `help:"How long a statement waits for a lock, and others behind it, before it lets them go first." default:"${lock_timeout}" env:"RIALTO_MIGRATE_LOCK_TIMEOUT"`
	MaxHold     time.Duration `help:"How long a migration may keep others from a table before it is rolled back." default:"${max_hold}" env:"RIALTO_MIGRATE_MAX_HOLD"`
	Patience    time.Duration `help:"How long one migration is tried again before it is given up." default:"${patience}" env:"RIALTO_MIGRATE_PATIENCE"`
}

// migrateDefaults are what the help of migrateCmd shows.
func migrateDefaults() map[string]string {
	return map[string]string{
		"lock_timeout": migrate.DefaultLockTimeout.String(),
		"max_hold":     migrate.DefaultMaxHold.String(),
		"patience":     migrate.DefaultPatience.String(),
	}
}

// Validate refuses what cannot work. Kong calls it.
func (c *migrateCmd) Validate() error {
	switch {
	case c.Status && c.DryRun:
		return errors.New("--status and --dry-run exclude each other")
	case c.SQL && !c.DryRun:
		return errors.New("--sql needs --dry-run")
	case c.LockTimeout < 10*time.Millisecond || c.LockTimeout >= time.Minute:
		return errors.New("RIALTO_MIGRATE_LOCK_TIMEOUT must be between 10ms and 1m: all who come after a waiting statement wait as long")
	case c.MaxHold < c.LockTimeout:
		return errors.New("RIALTO_MIGRATE_MAX_HOLD must not be shorter than RIALTO_MIGRATE_LOCK_TIMEOUT")
	case c.Patience <= 0:
		return errors.New("RIALTO_MIGRATE_PATIENCE must be more than 0")
	}
	return nil
}

// Run brings the database up to date and says what it applied, or what it would.
func (c *migrateCmd) Run(ctx context.Context, cfg *Config, o output) error {
	d, err := reachDatabase(ctx, *cfg, true, o.out)
	if err != nil {
		return err
	}
	defer d.close()
	opts := migrate.Options{Progress: o.out, LockTimeout: c.LockTimeout, MaxHold: c.MaxHold, Patience: c.Patience}
	switch {
	case c.Status:
		return migrate.Status(ctx, d.ownerURL(), o.out)
	case c.DryRun:
		return migrate.Rehearse(ctx, d.ownerURL(), c.SQL, opts)
	}
	text := "the database is up to date"
	if err := migrate.Up(ctx, d.ownerURL(), opts); errors.Is(err, migrate.ErrNewer) {
		text = err.Error()
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, text)
	return err
}
