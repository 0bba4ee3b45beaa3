package events

import (
	"context"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"rialto/internal/db"
)

// reindexed names the indexes that River makes anew every night. Before
// PostgreSQL 17 only their owner can, which the program is not: none, then, and
// what autovacuum does has to be enough.
func reindexed(ctx context.Context, pool *db.Pool) ([]string, error) {
	const firstWithRight = 170000
	var version int
	if err := pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return nil, fmt.Errorf("ask for the server's version: %w", err)
	}
	if version < firstWithRight {
		return []string{}, nil
	}
	return slices.DeleteFunc(river.ReindexerIndexNamesDefault(), func(name string) bool { return slices.Contains(db.JobsUnindexed, name) }), nil
}
