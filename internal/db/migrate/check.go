package migrate

import (
	"context"
	"errors"
	"fmt"

	"rialto/internal/db"
	"rialto/internal/db/migrations"
)

// ErrTooOld is that the database lacks migrations this program needs.
var ErrTooOld = errors.New("the database is too old for this version of the program")

// Check returns ErrTooOld, with what to do, unless the database has all that this
// program needs. A newer database is fine: migrations only add. pool may be the
// program's own.
func Check(ctx context.Context, pool *db.Pool) error {
	const remedy = "run `rialto migrate` of this version first, as the role that owns the schema (RIALTO_MIGRATE=off leaves that to you)"
	s, err := look(ctx, pool, migrations.FS)
	switch {
	case err != nil:
		return fmt.Errorf("%w, or nobody has given the program its rights: %s: %w", ErrTooOld, remedy, err)
	case s.newer():
		return nil
	case len(s.pending()) > 0:
		return fmt.Errorf("%w: it is at migration %d and lacks %s; %s", ErrTooOld, s.at(), names(s.pending()), remedy)
	case s.jobs.at < s.jobs.newest:
		return fmt.Errorf("%w: its jobs are at version %d of %d; %s", ErrTooOld, s.jobs.at, s.jobs.newest, remedy)
	case s.rights != rightsMark():
		return fmt.Errorf("%w: a migration was broken off before it gave the program its rights; %s", ErrTooOld, remedy)
	}
	return nil
}
