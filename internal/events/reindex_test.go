package events

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// River logs an error every night for an index that the program may not touch.
func TestNightlyWorkOfRiverIsAllowed(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var version int
	if err := pool.QueryRow(t.Context(), "SELECT current_setting('server_version_num')::int / 10000").Scan(&version); err != nil {
		t.Fatal(err)
	}
	names, err := reindexed(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	if (len(names) > 0) != (version >= 17) {
		t.Errorf("PostgreSQL %d: %v are made anew", version, names)
	}
	for _, name := range names {
		_, err := pool.Exec(t.Context(), "REINDEX INDEX CONCURRENTLY "+pgx.Identifier{db.JobsSchema, name}.Sanitize())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
