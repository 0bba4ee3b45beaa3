package app

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"rialto/internal/db/dbtest"
	"rialto/internal/db/migrate"
)

func TestMigrateCommand(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewEmpty(t)
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"--status", 0, "pending  00001_stores\n"},
		{"--dry-run --sql", 0, "CREATE TABLE stores.stores ("},
		{"--status", 0, "the database is at migration 0,"},
		{"--status --dry-run", 2, "exclude each other"},
		{"--sql", 2, "needs --dry-run"},
		{"--lock-timeout=1h", 2, "RIALTO_MIGRATE_LOCK_TIMEOUT"},
		{"", 0, "the database is up to date\n"},
		{"--status", 0, "nothing is to be done\n"},
		{"--dry-run", 0, "no migration is pending\n"},
	} {
		var said bytes.Buffer
		args := append([]string{"migrate", "--database-url", dsn}, strings.Fields(c.args)...)
		if status := Main(args, &said, &said); status != c.status || !strings.Contains(said.String(), c.want) {
			t.Errorf("%s: status %d, want %d with %q:\n%s", c.args, status, c.status, c.want, &said)
		}
	}
}

func TestMigrationsCanBeLeftToTheCommand(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseConns: 4, Migrate: migrateOff, DatabaseURL: dbtest.NewURL(t)}
	d, err := openDatabase(t.Context(), cfg, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	d.close()
	cfg.DatabaseURL = dbtest.NewEmpty(t)
	if _, err := openDatabase(t.Context(), cfg, false, io.Discard); !errors.Is(err, migrate.ErrTooOld) || !strings.Contains(err.Error(), "rialto migrate") {
		t.Errorf("on an empty database: %v", err)
	}
}
