package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db/embedded"
)

// URLVar names the variable with the URL of a server on which the tests may
// create and drop databases.
const URLVar = "RIALTO_TEST_DATABASE_URL"

// testServer is a server on which tests make their databases.
type testServer struct {
	base url.URL
	// dir is the state folder of a server that ends with this process; empty for
	// one that was given.
	dir string
	// where is the clause for the place of a new database.
	where string
}

// server returns this test process's server.
var server = sync.OnceValues(func() (*testServer, error) {
	if given := os.Getenv(URLVar); given != "" {
		return openServer(given, "")
	}
	name, err := packageName()
	if err != nil {
		return nil, err
	}
	// It is not stopped: it ends with this process.
	s, dir, err := StartServer(context.Background(), name)
	if err != nil {
		return nil, err
	}
	return openServer(s.DSN(), dir)
})

func openServer(given, dir string) (*testServer, error) {
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, fmt.Errorf("%s must be a postgres:// URL", URLVar) // not repeated: it may hold a password
	}
	s := &testServer{base: *u, dir: dir}
	s.where, err = s.findTablespace(context.Background())
	return s, err
}

// url returns the URL of a database on the server.
func (s *testServer) url(database string) string {
	u := s.base
	u.Path, u.RawPath = "/"+database, ""
	return u.String()
}

// howToReach says how to start the server again, when it ends with the test.
func (s *testServer) howToReach() string {
	if s.dir == "" {
		return ""
	}
	return fmt.Sprintf(" (until the next run: go run ./internal/db/dbtest/testserver -dir %s -- sh)", s.dir)
}

func (s *testServer) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// settings make a server quick and forgetful: its databases do not survive the
// machine.
var settings = map[string]string{
	"fsync":              "off",
	"synchronous_commit": "off",
	"full_page_writes":   "off",
	"max_connections":    "300",
	"shared_buffers":     "64MB",
	"max_wal_size":       "128MB", // there is one such folder per tested package
	"min_wal_size":       "32MB",
}

// Open starts the server of a folder that StartServer returned, as it was left.
func Open(ctx context.Context, dir string) (*embedded.Server, error) {
	root, err := repoRoot()
	if err != nil {
		return nil, err
	}
	return embedded.Start(ctx, embedded.Options{Dir: dir, Search: []string{root}, Database: "postgres", Settings: settings})
}

// StartServer starts a server in .test/<name> of the checkout, or in
// .test/<name>-2 and so on while other processes use those, and removes what
// earlier tests left on it. It returns the folder, too. The server ends with this
// process if it is not stopped before.
func StartServer(ctx context.Context, name string) (*embedded.Server, string, error) {
	const attempts = 20
	parent, err := stateFolder()
	if err != nil {
		return nil, "", err
	}
	var dir string
	for n := 1; n <= attempts; n++ {
		dir = numbered(parent, name, n)
		s, err := openDisposable(ctx, dir)
		if errors.Is(err, embedded.ErrInUse) {
			continue
		}
		return s, dir, err
	}
	return nil, "", fmt.Errorf("%d servers are running in folders like %s", attempts, dir)
}

// openDisposable opens dir and cleans it. If that fails it removes dir and makes
// it anew: a crash of the machine may have damaged it, or PostgreSQL was upgraded.
func openDisposable(ctx context.Context, dir string) (*embedded.Server, error) {
	s, err := openClean(ctx, dir)
	if err == nil || errors.Is(err, embedded.ErrInUse) || errors.Is(err, embedded.ErrNoBinaries) || ctx.Err() != nil {
		return s, err
	}
	if rmErr := os.RemoveAll(dir); rmErr != nil {
		return nil, errors.Join(err, rmErr)
	}
	return openClean(ctx, dir)
}

func openClean(ctx context.Context, dir string) (*embedded.Server, error) {
	s, err := Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := removeLeftovers(ctx, s.DSN(), dir); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// removeLeftovers drops clones of failed and interrupted tests, and templates of
// other migrations.
func removeLeftovers(ctx context.Context, dsn, dir string) error {
	current, err := templateName()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database
		WHERE starts_with(datname, $1) OR starts_with(datname, $2) AND datname <> $3`, clonePrefix, templatePrefix, current)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		name = pgx.Identifier{name}.Sanitize()
		for _, q := range []string{"ALTER DATABASE " + name + " IS_TEMPLATE false", "DROP DATABASE " + name + " WITH (FORCE)"} {
			if _, err := conn.Exec(ctx, q); err != nil {
				return fmt.Errorf("remove what an earlier test left: %w", err)
			}
		}
	}
	return renewTablespace(ctx, conn, dir)
}
