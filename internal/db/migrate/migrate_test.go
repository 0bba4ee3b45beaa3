package migrate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/db/migrate"
	"rialto/internal/db/migrations"
)

// later is the history of the schema with some files more.
func later(t *testing.T, files ...string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(migrations.FS, "*.sql")
	check(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(migrations.FS, name)
		check(t, err)
		all[name] = &fstest.MapFile{Data: text}
	}
	for i, text := range files {
		all[fmt.Sprintf("%05d_later.sql", len(names)+1+i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

const (
	addsColumn = "-- +goose Up\nSET LOCAL lock_timeout = '1h';\nALTER TABLE stores.stores ADD COLUMN colour text;\n-- +goose Down\nSELECT 1;\n"
	addsIndex  = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY stores_later ON stores.stores (tagline);\n-- +goose Down\nSELECT 1;\n"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	check(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// one reads a value.
func one[T any](t *testing.T, conn *pgx.Conn, sql string, args ...any) (value T) {
	t.Helper()
	check(t, conn.QueryRow(t.Context(), sql, args...).Scan(&value))
	return value
}

func exec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), sql)
	check(t, err)
}

func eventually(t *testing.T, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !met(); {
		if time.Now().After(deadline) {
			t.Fatal("it never came to that")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

const hasColumn = "SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'stores' AND column_name = 'colour')"

// A report reads a table for long. An ALTER TABLE that waited for it would make
// everybody wait who comes later.
func TestOthersGoFirstWhileALockIsNotToBeHad(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	report, shopper := connect(t, dsn), connect(t, dsn)
	exec(t, report, "BEGIN; SELECT FROM stores.stores")
	said, ended := &output{}, make(chan error, 1)
	go func() {
		ended <- migrate.Up(t.Context(), dsn, migrate.Options{Progress: said}.On(later(t, addsColumn)))
	}()
	eventually(t, func() bool { return strings.Count(said.String(), "others go first") >= 2 })

	// PostgreSQL's own limit: a statement that waits for longer is an error.
	exec(t, shopper, "SET statement_timeout = '900ms'")
	for begun := time.Now(); time.Since(begun) < 2*time.Second; {
		exec(t, shopper, "SELECT FROM stores.stores")
	}
	if one[bool](t, shopper, hasColumn) {
		t.Fatal("it was migrated while the report had the lock")
	}
	if !strings.Contains(said.String(), "because of ") || !strings.Contains(said.String(), "idle in transaction") {
		t.Errorf("does not say who is in the way:\n%s", said)
	}
	exec(t, report, "COMMIT")
	check(t, <-ended)
	if !one[bool](t, shopper, hasColumn) {
		t.Error("it was not migrated")
	}
}

func TestAMigrationThatKeepsATableForTooLongIsRolledBack(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	slow := strings.Replace(addsColumn, "-- +goose Down", "SELECT pg_sleep(60);\n-- +goose Down", 1)
	o := migrate.Options{LockTimeout: 100 * time.Millisecond, MaxHold: 200 * time.Millisecond, Patience: time.Millisecond}
	err := migrate.Up(t.Context(), dsn, o.On(later(t, slow)))
	if err == nil || !strings.Contains(err.Error(), "stores.stores") || !strings.Contains(err.Error(), "--max-hold") {
		t.Errorf("got %v", err)
	}
	if one[bool](t, connect(t, dsn), hasColumn) {
		t.Error("a part of it was kept")
	}
}

func TestAnIndexThatWasBrokenOffIsMadeAnew(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	conn, old := connect(t, dsn), connect(t, dsn)
	const valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'stores.stores_later'::regclass"
	// A build waits for older transactions, and is ended there.
	exec(t, old, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM catalog.categories")
	files, said, ended := later(t, addsIndex), &output{}, make(chan error, 1)
	go func() {
		ended <- migrate.Up(t.Context(), dsn, migrate.Options{Progress: said, Every: 50 * time.Millisecond}.On(files))
	}()
	eventually(t, func() bool {
		return one[bool](t, conn, "SELECT to_regclass('stores.stores_later') IS NOT NULL") && strings.Contains(said.String(), "waiting for old snapshots")
	})
	var status bytes.Buffer
	check(t, migrate.Status(t.Context(), dsn, &status))
	if !strings.Contains(status.String(), "a migration is running (rialto migrate") {
		t.Errorf("status:\n%s", &status)
	}
	exec(t, conn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%'")
	if err := <-ended; err == nil {
		t.Fatal("the broken off build is no error")
	}
	if one[bool](t, conn, valid) {
		t.Fatal("the index is whole already")
	}
	exec(t, old, "COMMIT")

	check(t, migrate.Up(t.Context(), dsn, migrate.Options{}.On(files)))
	if !one[bool](t, conn, valid) {
		t.Error("the index is still of no use")
	}
	t.Run("and one that was finished, but not noted, is kept", func(t *testing.T) {
		was := one[uint32](t, conn, "SELECT 'stores.stores_later'::regclass::oid")
		exec(t, conn, "DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)")
		check(t, migrate.Up(t.Context(), dsn, migrate.Options{}.On(files)))
		if now := one[uint32](t, conn, "SELECT 'stores.stores_later'::regclass::oid"); now != was {
			t.Error("it was made a second time")
		}
	})
}

// The second must not wait inside of a statement: the first's index would wait for
// that to end, and it for the first.
func TestTwoAtOnceWithAnIndex(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	files := later(t, addsColumn, addsIndex)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := migrate.Up(ctx, dsn, migrate.Options{}.On(files)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := one[int](t, connect(t, dsn), "SELECT count(*) - count(DISTINCT version_id) FROM goose_db_version"); n != 0 {
		t.Errorf("%d migrations were applied twice", n)
	}
}

func TestANewerDatabaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	conn := connect(t, dsn)
	check(t, migrate.Up(t.Context(), dsn, migrate.Options{}.On(later(t, addsColumn))))
	exec(t, conn, "GRANT TRUNCATE ON stores.stores TO rialto_app") // as the later version may have
	if err := migrate.Up(t.Context(), dsn, migrate.Options{}); !errors.Is(err, migrate.ErrNewer) {
		t.Errorf("got %v", err)
	}
	if !one[bool](t, conn, "SELECT has_table_privilege('rialto_app', 'stores.stores', 'TRUNCATE')") {
		t.Error("it took a right away")
	}
	pool, err := db.Open(t.Context(), dsn, 1)
	check(t, err)
	defer pool.Close()
	check(t, migrate.Check(t.Context(), pool))
}

func TestRowsAreFilledInParts(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	conn := connect(t, dsn)
	exec(t, conn, "INSERT INTO catalog.categories (id, slug, name) SELECT gen_random_uuid(), 'c-' || n, 'C' FROM generate_series(1, 25) n")
	const fill = `-- +goose NO TRANSACTION
-- +goose Up
-- +rialto REPEAT
UPDATE catalog.categories SET name = 'D'
WHERE id IN (SELECT id FROM catalog.categories WHERE name = 'C' LIMIT 10);
-- +goose Down
SELECT 1;
`
	said := &output{}
	check(t, migrate.Up(t.Context(), dsn, migrate.Options{Progress: said}.On(later(t, fill))))
	if n := one[int](t, conn, "SELECT count(DISTINCT xmin::text) FROM catalog.categories WHERE name = 'D'"); n != 3 {
		t.Errorf("filled in %d transactions, want 3", n)
	}
	if !strings.Contains(said.String(), "25 rows filled") {
		t.Errorf("said:\n%s", said)
	}
}

func TestARehearsalChangesNothing(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	said := &output{}
	rewrites := "-- +goose Up\nALTER TABLE stores.stores ALTER tagline TYPE varchar(9);\n-- +goose Down\nSELECT 1;\n"
	check(t, migrate.Rehearse(t.Context(), dsn, false, migrate.Options{Progress: said}.On(later(t, addsColumn, addsIndex, rewrites))))
	for _, want := range []string{
		"ALTER TABLE stores.stores ADD COLUMN colour text: locks stores.stores (AccessExclusiveLock), in ",
		"not tried:\n    CREATE INDEX CONCURRENTLY stores_later ON",
		"WRITES stores.stores ANEW",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	if one[bool](t, connect(t, dsn), hasColumn) {
		t.Error("it was kept")
	}
}

func TestCheckRefusesAnOldDatabase(t *testing.T) {
	t.Parallel()
	for want, sql := range map[string]string{
		"":                        "SELECT 1",
		"run `rialto migrate`":    "DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)",
		"gave the program":        "COMMENT ON TABLE goose_db_version IS 'rights of another version'",
		"its jobs are at version": "DELETE FROM jobs.river_migration WHERE version = (SELECT max(version) FROM jobs.river_migration)",
		"permission denied":       "REVOKE SELECT ON goose_db_version FROM rialto_app",
	} {
		dsn := dbtest.NewURL(t)
		exec(t, connect(t, dsn), sql)
		pool, err := db.Open(t.Context(), dsn, 1)
		check(t, err)
		err = migrate.Check(t.Context(), pool)
		pool.Close()
		switch {
		case want == "":
			check(t, err)
		case !errors.Is(err, migrate.ErrTooOld) || !strings.Contains(err.Error(), want):
			t.Errorf("after %s: %v", sql, err)
		}
	}
}

// In production the program may log in as a role that owns nothing.
func TestARoleThatOwnsNothing(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	owner := connect(t, dsn)
	const login = "t_login_of_migrate"
	exec(t, owner, "DROP ROLE IF EXISTS "+login+"; CREATE ROLE "+login+" LOGIN PASSWORD 'of-a-test'; GRANT rialto_app, rialto_merchant TO "+login)
	t.Cleanup(func() { _, _ = owner.Exec(context.WithoutCancel(t.Context()), "DROP ROLE "+login) })
	cfg := owner.Config()
	as := fmt.Sprintf("host=%s port=%d user=%s password=of-a-test dbname=%s sslmode=disable", cfg.Host, cfg.Port, login, cfg.Database)
	t.Run("may look, and finds nothing to do", func(t *testing.T) {
		check(t, migrate.Up(t.Context(), as, migrate.Options{}))
		pool, err := db.Open(t.Context(), as, 1)
		check(t, err)
		defer pool.Close()
		check(t, migrate.Check(t.Context(), pool))
		check(t, migrate.Status(t.Context(), as, &bytes.Buffer{}))
	})
	t.Run("may not migrate", func(t *testing.T) {
		if err := migrate.Up(t.Context(), as, migrate.Options{}.On(later(t, addsColumn))); !errors.Is(err, migrate.ErrTooOld) || !strings.Contains(err.Error(), login) {
			t.Errorf("got %v", err)
		}
	})
}

// output is what was said so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// String returns all of it.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
