package migrate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"rialto/internal/db"
)

// versions has goose's name and shape: who ran it before finds what was applied.
const versions = "goose_db_version"

// state is what was applied to a database, beside what this program knows.
type state struct {
	known   []migration
	applied []int64 // ascending
	// begun: the table of versions is there.
	begun    bool
	mayAlter bool // the user owns the schema
	rights   string
	jobs     jobsState
}

// querier is a connection, a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// look reads the state and changes nothing. Whoever may read the table of versions
// may look: the program's own role can.
func look(ctx context.Context, conn querier, files fs.FS) (state, error) {
	known, err := read(files)
	if err != nil {
		return state{}, err
	}
	s := state{known: known}
	const q = `SELECT pg_has_role(c.relowner, 'USAGE'), coalesce(obj_description(c.oid, 'pg_class'), '')
		FROM pg_class c WHERE c.oid = to_regclass($1)`
	err = conn.QueryRow(ctx, q, versions).Scan(&s.mayAlter, &s.rights)
	switch {
	case db.NoRows(err):
		s.mayAlter = true // or it is told what is missing
	case err != nil:
		return s, fmt.Errorf("look for migrations: %w", err)
	default:
		s.begun = true
		rows, err := conn.Query(ctx, "SELECT DISTINCT version_id FROM "+versions+" WHERE is_applied AND version_id > 0 ORDER BY version_id")
		if err == nil {
			s.applied, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		}
		if err != nil {
			return s, fmt.Errorf("look for migrations: %w", err)
		}
	}
	s.jobs, err = lookAtJobs(ctx, conn)
	return s, err
}

// jobsState is the same of River's tables.
type jobsState struct {
	at, newest int
	unwanted   []string // of db.JobsUnindexed, that are there
}

func lookAtJobs(ctx context.Context, conn querier) (s jobsState, err error) {
	m, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return s, fmt.Errorf("read job migrations: %w", err)
	}
	for _, v := range m.AllVersions() {
		s.newest = max(s.newest, v.Version)
	}
	const there = "SELECT to_regclass($1) IS NOT NULL"
	var begun bool
	if err := conn.QueryRow(ctx, there, db.JobsSchema+".river_migration").Scan(&begun); err != nil {
		return s, fmt.Errorf("look at jobs: %w", err)
	}
	if !begun {
		return s, nil
	}
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+db.JobsSchema+".river_migration").Scan(&s.at); err != nil {
		return s, fmt.Errorf("look at jobs: %w", err)
	}
	for _, name := range db.JobsUnindexed {
		var found bool
		if err := conn.QueryRow(ctx, there, db.JobsSchema+"."+name).Scan(&found); err != nil {
			return s, fmt.Errorf("look at jobs: %w", err)
		}
		if found {
			s.unwanted = append(s.unwanted, name)
		}
	}
	return s, nil
}

// pending are the migrations that are still to be applied.
func (s state) pending() []migration {
	return slices.DeleteFunc(slices.Clone(s.known), func(m migration) bool {
		_, found := slices.BinarySearch(s.applied, m.version)
		return found
	})
}

func (s state) at() int64 {
	if len(s.applied) == 0 {
		return 0
	}
	return s.applied[len(s.applied)-1]
}

func (s state) newest() int64 { return s.known[len(s.known)-1].version }

// newer reports whether a later version of the program has migrated the database.
func (s state) newer() bool { return s.at() > s.newest() }

// current reports whether nothing is left to do.
func (s state) current() bool {
	return len(s.pending()) == 0 && s.jobs.at >= s.jobs.newest && len(s.jobs.unwanted) == 0 && s.rights == rightsMark()
}

// rightsMark is a comment on the table of versions: which grants.sql ran last.
func rightsMark() string {
	sum := sha256.Sum256([]byte(db.Grants))
	return "rights " + hex.EncodeToString(sum[:8])
}

func names(list []migration) string {
	all := make([]string, len(list))
	for i, m := range list {
		all[i] = m.name
	}
	return strings.Join(all, ", ")
}
