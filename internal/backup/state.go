package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// State is what the data of a database are, in a form that can be compared: every table
// of every schema, and what they are made of. It does not depend on the order of rows.
//
// Not in it: sequences, which PostgreSQL may move on after a crash; unlogged tables, which
// it empties then; and the row that beats.
type State struct {
	Tables      map[string]TableState `json:"tables"`
	Definitions string                `json:"definitions"` // of columns, constraints, indexes, triggers, policies, functions
}

// TableState is the content of a table.
type TableState struct {
	Rows int64  `json:"rows"`
	Hash string `json:"hash"`
}

// Hash is the same for the same data, and with all likelihood for no other.
func (s State) Hash() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s.Tables)) {
		fmt.Fprintf(h, "%s %d %s\n", name, s.Tables[name].Rows, s.Tables[name].Hash)
	}
	fmt.Fprintln(h, s.Definitions)
	return hex.EncodeToString(h.Sum(nil))
}

// Rows is how many there are in all tables.
func (s State) Rows() (n int64) {
	for _, t := range s.Tables {
		n += t.Rows
	}
	return n
}

// Differences names what another state has otherwise.
func (s State) Differences(other State) (found []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Tables)) {
		was := s.Tables[name]
		is, ok := other.Tables[name]
		switch {
		case !ok:
			found = append(found, fmt.Sprintf("table %s is missing", name))
		case is.Rows != was.Rows:
			found = append(found, fmt.Sprintf("table %s has %d rows instead of %d", name, is.Rows, was.Rows))
		case is != was:
			found = append(found, fmt.Sprintf("table %s has other rows", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(other.Tables)) {
		if _, ok := s.Tables[name]; !ok {
			found = append(found, fmt.Sprintf("table %s was not there", name))
		}
	}
	if s.Definitions != other.Definitions {
		found = append(found, "columns, constraints, indexes, triggers, policies or functions differ")
	}
	return found
}

// textual makes values read the same everywhere.
const textual = `SET LOCAL search_path = ''; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'iso_8601';
	SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL row_security = off`

// ours is a condition on n.nspname.
const ours = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`

// StateTx computes the state in the snapshot of tx, whose role must see all rows. It reads
// every row once.
func StateTx(ctx context.Context, tx pgx.Tx, progress func(done, total int64)) (State, error) {
	if _, err := tx.Exec(ctx, textual); err != nil {
		return State{}, fmt.Errorf("read the state: %w", err)
	}
	const tables = `SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'm') AND c.relpersistence = 'p' AND ` + ours + ` AND (n.nspname, c.relname) <> ('backup', 'heartbeat') ORDER BY 1, 2`
	rows, err := tx.Query(ctx, tables)
	if err != nil {
		return State{}, fmt.Errorf("list tables: %w", err)
	}
	names, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (id pgx.Identifier, err error) {
		id = make(pgx.Identifier, 2)
		return id, r.Scan(&id[0], &id[1])
	})
	if err != nil {
		return State{}, fmt.Errorf("list tables: %w", err)
	}
	s := State{Tables: map[string]TableState{}}
	for i, name := range names {
		if progress != nil {
			progress(int64(i), int64(len(names)))
		}
		t, err := tableState(ctx, tx, name)
		if err != nil {
			return s, fmt.Errorf("read %s: %w", name.Sanitize(), err)
		}
		s.Tables[name[0]+"."+name[1]] = t
	}
	err = tx.QueryRow(ctx, definitions).Scan(&s.Definitions)
	return s, err
}

// tableState adds up two hashes of 64 bits of each row, so that order does not matter and
// rows that are there twice count twice.
func tableState(ctx context.Context, tx pgx.Tx, name pgx.Identifier) (t TableState, err error) {
	const q = `SELECT count(*), concat(sum(hashtextextended("the row"::text, 1)::numeric), '/', sum(hashtextextended("the row"::text, 2)::numeric))
		FROM ONLY %s AS "the row"`
	err = tx.QueryRow(ctx, fmt.Sprintf(q, name.Sanitize())).Scan(&t.Rows, &t.Hash)
	return t, err
}

const definitions = `
	WITH d AS (
		SELECT format('%s.%s %s %s %s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
			pg_get_expr(e.adbin, e.adrelid)) AS text
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
		WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm') AND ` + ours + `
		UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(o.oid))
		FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE ` + ours + `
		UNION ALL SELECT pg_get_indexdef(i.indexrelid)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ` + ours + `
		UNION ALL SELECT pg_get_triggerdef(t.oid) || t.tgenabled::text
		FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND ` + ours + `
		UNION ALL SELECT format('%s %s %s %s %s', p.polrelid::regclass, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
		FROM pg_policy p
		UNION ALL SELECT pg_get_functiondef(f.oid) FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.prokind IN ('f', 'p') AND ` + ours + `
		UNION ALL SELECT pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ` + ours + `
	)
	SELECT encode(sha256(convert_to(coalesce(string_agg(text, E'\n' ORDER BY text COLLATE "C"), ''), 'UTF8')), 'hex') FROM d`
