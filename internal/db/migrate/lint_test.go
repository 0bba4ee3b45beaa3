package migrate_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db/dbtest"
	"rialto/internal/db/migrate"
	"rialto/internal/db/migrations"
)

// firstChecked is the first migration that was written under these rules.
const firstChecked = "00044"

// What a migration does to a database that the previous version serves from is asked of
// PostgreSQL: each is applied, and its locks and the catalog before and after are
// compared.
func TestNewMigrationsAreSafeWhileThePreviousVersionServes(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewEmpty(t)
	known, applied := later(t).(fstest.MapFS), fstest.MapFS{}
	conn := connect(t, dsn)
	checked := 0
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if name >= firstChecked {
			check(t, migrate.Tables(t.Context(), dsn, migrate.Options{}.On(applied)))
			for _, complaint := range unsafe(t, conn, strings.TrimSuffix(name, ".sql"), string(known[name].Data)) {
				t.Errorf("%s %s (docs/guides/add-a-migration.md)", name, complaint)
			}
			checked++
		}
		applied[name] = known[name]
	}
	if checked == 0 {
		t.Error("no migration was looked at")
	}
}

func TestUnsafeMigrationsAreFound(t *testing.T) {
	t.Parallel()
	conn := connect(t, dbtest.NewURL(t))
	exec(t, conn, "ALTER TABLE stores.stores ADD motto text, ADD hue text, ADD CONSTRAINT stores_motto_there CHECK (motto IS NOT NULL)")
	const apart = "-- +goose NO TRANSACTION\n"
	for _, c := range []struct{ sql, want string }{
		{"ALTER TABLE stores.stores ADD colour text, ADD size int NOT NULL DEFAULT 1", ""},
		{"CREATE TABLE stores.new (id uuid PRIMARY KEY, store_id uuid NOT NULL REFERENCES stores.stores (id) CHECK (store_id <> id));\nCREATE INDEX ON stores.new (store_id);\nINSERT INTO stores.new SELECT id, id FROM stores.stores", ""},
		{"ALTER TABLE stores.stores ADD CONSTRAINT short CHECK (length(name) < 100) NOT VALID", ""},
		{"ALTER TABLE stores.stores ALTER motto SET NOT NULL", ""},
		{apart + "CREATE INDEX CONCURRENTLY x ON stores.stores (name)", ""},
		{apart + "-- +rialto REPEAT\nUPDATE stores.stores SET motto = name WHERE motto IS NULL", ""},
		{"CREATE INDEX x ON stores.stores (name)", "makes index x of stores.stores without CONCURRENTLY"},
		{"ALTER TABLE stores.stores ADD CONSTRAINT x UNIQUE (name)", "makes index x of stores.stores without CONCURRENTLY"},
		{"ALTER TABLE stores.stores ALTER tagline TYPE varchar(50)", "changes the type of stores.stores.tagline"},
		{"ALTER TABLE stores.stores ALTER tagline TYPE varchar(50)", "writes stores.stores anew"},
		{"ALTER TABLE stores.stores ADD stamp timestamptz NOT NULL DEFAULT clock_timestamp()", "writes stores.stores anew"},
		{"ALTER TABLE stores.stores ALTER hue SET NOT NULL", "forbids null in stores.stores.hue, which no valid CHECK does yet"},
		{"ALTER TABLE stores.stores ADD colour text NOT NULL", "adds stores.stores.colour, which needs a value that the previous version does not give"},
		{"ALTER TABLE stores.stores ADD CONSTRAINT short CHECK (length(name) < 100)", "validates short of stores.stores while it is locked"},
		{"ALTER TABLE stores.stores ADD CONSTRAINT short CHECK (length(name) < 100) NOT VALID;\nALTER TABLE stores.stores VALIDATE CONSTRAINT short", "validates short of stores.stores while it is locked"},
		{"ALTER TABLE stores.stores ADD boss uuid REFERENCES auth.users (id)", "validates stores_boss_fkey of stores.stores while it is locked"},
		{"ALTER TABLE stores.stores DROP tagline", "drops stores.stores.tagline"},
		{"ALTER TABLE stores.stores RENAME tagline TO claim", "renames stores.stores.tagline"},
		{"ALTER TABLE stores.invitations RENAME TO invited", "renames stores.invitations"},
		{"DROP TABLE stores.invitations", "drops stores.invitations"},
		{"DROP FUNCTION catalog.note_status() CASCADE", "drops function catalog.note_status()"},
		{"UPDATE stores.stores SET tagline = ''", "changes rows of stores.stores"},
		{"-- +rialto ALLOW drops stores.stores.tagline: nobody has read it for a release\nALTER TABLE stores.stores DROP tagline", ""},
		{apart + "ALTER TABLE stores.stores ADD colour text", "has no transaction for: ALTER TABLE stores.stores ADD colour text"},
		{apart + "CREATE INDEX CONCURRENTLY x ON stores.stores (name);\nCREATE INDEX CONCURRENTLY y ON stores.stores (name)", "has 2 statements without a transaction: give each a file"},
	} {
		mark := ""
		if strings.HasPrefix(c.sql, apart) {
			mark, c.sql = apart, strings.TrimPrefix(c.sql, apart)
		}
		got := unsafe(t, conn, "00099_x", mark+"-- +goose Up\n"+c.sql+";\n-- +goose Down\nSELECT 1;\n")
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.sql, got, c.want)
		}
	}
}

// allowed is what a file says about a rule that it breaks knowingly.
var allowed = regexp.MustCompile(`(?m)^-- \+rialto ALLOW (.+): .+$`)

// unsafe applies the file in a transaction that is rolled back, and returns what the
// previous version or its visitors would notice.
func unsafe(t *testing.T, conn *pgx.Conn, name, text string) (complaints []string) {
	t.Helper()
	m, err := migrate.Parse(name, text)
	check(t, err)
	if m.Apart() {
		for _, sql := range m.Unfit() {
			complaints = append(complaints, "has no transaction for: "+sql)
		}
		if n := len(m.Statements()); n > 1 {
			complaints = append(complaints, fmt.Sprintf("has %d statements without a transaction: give each a file", n))
		}
	} else {
		tx, err := conn.Begin(t.Context())
		check(t, err)
		before := catalogOf(t, tx)
		effects, err := m.Trace(t.Context(), tx)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		complaints = append(compare(before, catalogOf(t, tx)), noticed(effects)...)
		check(t, tx.Rollback(t.Context()))
	}
	for _, a := range allowed.FindAllStringSubmatch(text, -1) {
		complaints = slices.DeleteFunc(complaints, func(c string) bool { return c == a[1] })
	}
	return complaints
}

func noticed(effects []migrate.Effect) (complaints []string) {
	for _, e := range effects {
		for _, table := range e.Rewritten {
			complaints = append(complaints, "writes "+table+" anew")
		}
		for _, l := range e.Locks {
			if l.Mode == "RowExclusiveLock" {
				complaints = append(complaints, "changes rows of "+l.Table)
			}
		}
	}
	return complaints
}

// thing is an object of the catalog; what matters of it depends on its kind.
type thing struct {
	Kind, ID, Of string // of: the id of the table it belongs to
	Name         string
	Type         string // of columns
	Needed       bool   // of columns: not null
	Given        bool   // of columns: has a default
	Valid        bool   // of constraints
	Definition   string // of constraints
}

// catalogOf returns all things there are, by kind and id.
func catalogOf(t *testing.T, tx pgx.Tx) map[string]thing {
	t.Helper()
	rows, err := tx.Query(t.Context(), `
		WITH tables AS (
			SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, n.oid AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema')
		SELECT 'table', oid::text, '', name, '', false, false, false, '' FROM tables
		UNION ALL
		SELECT 'column', attrelid || '/' || attnum, attrelid::text, name || '.' || attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> '', false, ''
		FROM pg_attribute JOIN tables ON tables.oid = attrelid WHERE attnum > 0 AND NOT attisdropped
		UNION ALL
		SELECT 'constraint', k.oid::text, conrelid::text, conname || ' of ' || name, '', false, false, convalidated, pg_get_constraintdef(k.oid)
		FROM pg_constraint k JOIN tables ON tables.oid = conrelid WHERE contype IN ('c', 'f')
		UNION ALL
		SELECT 'index', indexrelid::text, indrelid::text, relname || ' of ' || name, '', false, false, false, ''
		FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN tables ON tables.oid = indrelid
		UNION ALL
		SELECT 'function', p.oid::text, '', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)), '', false, false, false, ''
		FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE n.oid IN (SELECT schema FROM tables)`)
	check(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[thing])
	check(t, err)
	all := map[string]thing{}
	for _, one := range list {
		all[one.Kind+" "+one.ID] = one
	}
	return all
}

// compare says what became of what was there, and what was added to it.
func compare(before, after map[string]thing) (complaints []string) {
	say := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	there := func(id string) bool { _, ok := before["table "+id]; return ok }
	for key, was := range before {
		now, found := after[key]
		_, tableFound := after["table "+was.Of]
		switch {
		case !found && was.Kind == "table":
			say("drops %s", was.Name)
		case !found && was.Kind == "column" && tableFound:
			say("drops %s", was.Name)
		case !found && was.Kind == "function":
			say("drops function %s", was.Name)
		case !found:
		case was.Kind == "table" && was.Name != now.Name:
			say("renames %s", was.Name)
		case was.Kind == "column":
			if base(was.Name) != base(now.Name) {
				say("renames %s", was.Name)
			}
			if was.Type != now.Type {
				say("changes the type of %s", was.Name)
			}
			if !was.Needed && now.Needed && !neverNull(before, was) {
				say("forbids null in %s, which no valid CHECK does yet", was.Name)
			}
		}
	}
	for key, now := range after {
		if _, old := before[key]; old || !there(now.Of) {
			continue
		}
		switch {
		case now.Kind == "column" && now.Needed && !now.Given:
			say("adds %s, which needs a value that the previous version does not give", now.Name)
		case now.Kind == "constraint" && now.Valid:
			say("validates %s while it is locked", now.Name)
		case now.Kind == "index":
			say("makes index %s without CONCURRENTLY", now.Name)
		}
	}
	slices.SortFunc(complaints, cmp.Compare[string])
	return complaints
}

// base is a name without schema and table.
func base(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

func neverNull(all map[string]thing, column thing) bool {
	for _, k := range all {
		if k.Kind == "constraint" && k.Of == column.Of && k.Valid && strings.Contains(k.Definition, "("+base(column.Name)+" IS NOT NULL)") {
			return true
		}
	}
	return false
}

// A file says when it is read whether it makes sense.
func TestParse(t *testing.T) {
	t.Parallel()
	m, err := migrate.Parse("00001_x", "-- +goose Up\n-- why\nSET LOCAL lock_timeout = '3s';\nSELECT 1; -- one\nSELECT\n  2;\n"+
		"-- +goose StatementBegin\nDO $$ BEGIN\n  -- kept\n  PERFORM 3;\nEND $$;\n-- +goose StatementEnd\n-- +goose Down\nSELECT 4;\n")
	check(t, err)
	want := []string{"SELECT 1; -- one", "SELECT\n  2", "DO $$ BEGIN\n  -- kept\n  PERFORM 3;\nEND $$"}
	if got := m.Statements(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if _, err := migrate.Parse("00001_x", "-- +goose Up\n-- +rialto REPEAT\nUPDATE x SET y = 1;\n-- +goose Down\n"); err == nil {
		t.Error("what repeats would be one transaction")
	}
	names, err := fs.Glob(migrations.FS, "*.sql")
	check(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(migrations.FS, name)
		check(t, err)
		m, err := migrate.Parse(strings.TrimSuffix(name, ".sql"), string(text))
		if err != nil || len(m.Statements()) == 0 {
			t.Errorf("%s: %d statements: %v", name, len(m.Statements()), err)
		}
	}
}
