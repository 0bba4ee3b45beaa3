package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"rialto/internal/db"
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

// During a roll-out, and after one was taken back, an older version meets a newer
// database.
func TestANewerDatabaseIsServedAndNotMigrated(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseConns: 4, DatabaseURL: dbtest.NewURL(t)}
	d, err := openDatabase(t.Context(), cfg, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if err := d.asOwner(t.Context(), func(ctx context.Context, owner *db.Pool) error {
		_, err := owner.Exec(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"auto", migrateOff} {
		cfg.Migrate = mode
		again, err := openDatabase(t.Context(), cfg, false, io.Discard)
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		again.close()
	}
	var said bytes.Buffer
	if status := Main([]string{"migrate", "--database-url", cfg.DatabaseURL}, &said, &said); status != 0 || !strings.Contains(said.String(), "newer than this program") {
		t.Errorf("status %d:\n%s", status, &said)
	}
}
