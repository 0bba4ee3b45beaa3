package migrate

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// index is one that a statement makes or drops without locking its table.
type index struct {
	name  string // with its schema
	drops bool
}

var (
	createsIndex = regexp.MustCompile(`(?is)^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z0-9_]+)\s+ON\s+(?:ONLY\s+)?([a-z0-9_]+)\.`)
	dropsIndex   = regexp.MustCompile(`(?is)^\s*DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?([a-z0-9_]+\.[a-z0-9_]+)\s*$`)
)

// indexOf tells which index a statement is about.
func indexOf(sql string) (ix index, ok bool) {
	if found := createsIndex.FindStringSubmatch(sql); found != nil {
		return index{name: found[2] + "." + found[1]}, true // an index is in its table's schema
	}
	if found := dropsIndex.FindStringSubmatch(sql); found != nil {
		return index{name: found[1], drops: true}, true
	}
	return index{}, false
}

// apply executes the statement unless that was done. A build that was broken off has
// left an index that costs time and serves no query: it goes first. No lock_timeout
// is set: both statements wait for transactions to end, and nobody waits for them
// meanwhile.
func (ix index) apply(ctx context.Context, conn *pgx.Conn, sql string, w *watch) error {
	var valid bool
	err := conn.QueryRow(ctx, "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", ix.name).Scan(&valid)
	missing := db.NoRows(err)
	switch {
	case err != nil && !missing:
		return fmt.Errorf("look at index %s: %w", ix.name, err)
	case ix.drops && missing, !ix.drops && !missing && valid:
		return nil
	case !missing && !ix.drops:
		w.say("%s was left unfinished and is made anew", ix.name)
		if _, err := conn.Exec(ctx, "DROP INDEX CONCURRENTLY "+identifier(ix.name)); err != nil {
			return fmt.Errorf("drop the unfinished index %s: %w", ix.name, err)
		}
	}
	_, err = conn.Exec(ctx, sql)
	return err
}

// identifier quotes a name with its schema.
func identifier(name string) string { return pgx.Identifier(strings.Split(name, ".")).Sanitize() }
