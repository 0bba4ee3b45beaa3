// Package dbtest gives each test its own migrated database.
//
// The schema is migrated once into a template named after a hash of the
// migrations; every test then clones the template. A passing test drops its
// clone, a failing one keeps it and logs how to open it.
//
// The databases are on the server that URLVar names, else on one that this
// package starts, once per test process, in .test/ of the checkout. Without
// PostgreSQL a test fails; it is never skipped.
package dbtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
)

// maxConns lets a test have concurrent users, and many tests share one server.
const maxConns = 8

// New returns a pool on a migrated database no other test uses. It is closed at
// the test's end.
func New(t testing.TB) *db.Pool {
	t.Helper()
	dsn := NewURL(t)
	pool, err := db.Open(t.Context(), dsn, maxConns)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Owner returns a pool on the same database for what the program itself may not
// do: changing the schema, or breaking what the database protects. Its role owns
// everything and is the server's superuser.
func Owner(t testing.TB, pool *db.Pool) *db.Pool {
	t.Helper()
	owner, err := db.OpenOwner(t.Context(), pool.Config().ConnString(), maxConns)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(owner.Close)
	return owner
}

// NewURL returns the URL of a migrated database no other test uses, for tests
// that start the whole program. Connections that are still open at the test's
// end are cut.
func NewURL(t testing.TB) string {
	t.Helper()
	template, err := template()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	// WAL_LOG, the default, takes twice as long.
	return create(t, " TEMPLATE "+template+" STRATEGY FILE_COPY")
}

// NewEmpty returns the URL of a database without any table, for tests of the
// migrations.
func NewEmpty(t testing.TB) string {
	t.Helper()
	return create(t, "")
}

// clonePrefix tells tests' databases from others on the server.
const clonePrefix = "t_"

func create(t testing.TB, from string) string {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	name := clonePrefix + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := s.exec(t.Context(), "CREATE DATABASE "+name+from+s.where); err != nil {
		t.Fatalf("dbtest: create: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("database kept: %s%s", s.url(name), s.howToReach())
			return
		}
		// The test's own context has ended.
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := s.exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dbtest: drop: %v", err)
		}
	})
	return s.url(name)
}
