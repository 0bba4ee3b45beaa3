package dbtest_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

func TestNew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	one, two := dbtest.New(t), dbtest.New(t)

	t.Run("gives databases that do not see each other", func(t *testing.T) {
		for _, pool := range []*db.Pool{one, two} {
			if _, err := dbtest.Owner(t, pool).Exec(ctx, "CREATE TABLE mine (id int)"); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("works as the program does, which owns nothing", func(t *testing.T) {
		var role string
		if err := one.QueryRow(ctx, "SELECT current_user").Scan(&role); err != nil || role != db.AppRole {
			t.Errorf("works as %q: %v", role, err)
		}
	})
	t.Run("migrates them", func(t *testing.T) {
		if n := tables(t, two.Config().ConnString()); n < 10 {
			t.Errorf("%d tables", n)
		}
	})
}

func TestNewURLAndNewEmpty(t *testing.T) {
	t.Parallel()
	if n := tables(t, dbtest.NewURL(t)); n < 10 {
		t.Errorf("%d tables in a migrated database", n)
	}
	if n := tables(t, dbtest.NewEmpty(t)); n != 0 {
		t.Errorf("%d tables in an empty database", n)
	}
}

func TestDatabaseGoesWithItsTest(t *testing.T) {
	t.Parallel()
	var dsn string
	t.Run("one", func(t *testing.T) {
		dsn = dbtest.NewURL(t)
		if _, err := pgx.Connect(t.Context(), dsn); err != nil { // left open
			t.Fatal(err)
		}
	})
	_, err := pgx.Connect(t.Context(), dsn)
	const unknownDatabase = "3D000"
	var pe *pgconn.PgError
	if !errors.As(err, &pe) || pe.Code != unknownDatabase {
		t.Errorf("got %v", err)
	}
}

// failVar makes TestFails fail, in a test process of its own.
const failVar = "RIALTO_DBTEST_FAIL"

func TestFails(t *testing.T) {
	if os.Getenv(failVar) != "" {
		dbtest.NewURL(t)
		t.Fail()
	}
}

func TestDatabaseOfAFailedTestIsKept(t *testing.T) {
	t.Parallel()
	base := dbtest.NewURL(t) // that process uses this one's server
	cmd := exec.Command(os.Args[0], "-test.run=^TestFails$", "-test.v")
	cmd.Env = append(os.Environ(), failVar+"=1", dbtest.URLVar+"="+base)
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("did not fail:\n%s", out)
	}
	_, kept, _ := strings.Cut(string(out), "database kept: ")
	kept, _, _ = strings.Cut(kept, "\n")
	if n := tables(t, kept); n < 10 {
		t.Errorf("%d tables in %s", n, kept)
	}
	drop(t, base, kept)
}

func tables(t *testing.T, dsn string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var n int
	err = conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')").Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func drop(t *testing.T, server, dsn string) {
	t.Helper()
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), "DROP DATABASE "+cfg.Database+" WITH (FORCE)"); err != nil {
		t.Fatal(err)
	}
}
