package privacy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/stripesim"
)

// faults compares the catalogue with what the database has, by table, and with
// itself.
func faults(list []table, columns map[string][]string) (broken []string) {
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	known := map[string]bool{}
	for _, t := range list {
		if known[t.name] {
			say("%s is there twice", t.name)
		}
		known[t.name] = true
		if columns[t.name] == nil {
			say("%s: there is no such table", t.name)
			continue
		}
		marked := t.columns()
		for i, c := range marked {
			switch {
			case slices.Contains(marked[:i], c):
				say("%s.%s is marked twice", t.name, c)
			case !slices.Contains(columns[t.name], c):
				say("%s.%s: there is no such column", t.name, c)
			}
		}
		for _, c := range columns[t.name] {
			if !slices.Contains(marked, c) {
				say("%s.%s is not marked: say in catalogue.go whether it is about a person", t.name, c)
			}
		}
		switch personal := len(marked) > len(strings.Fields(t.plain)); {
		case t.at != "":
		case personal != t.personal():
			say("%s: a table about people says how their rows are found, and no other does", t.name)
		case personal && placeOf(t.title) < 0:
			say("%s: words.go has no heading %q", t.name, t.title)
		case t.rowsGo() && len(t.blank)+len(t.keep) > 0:
			say("%s: rows either go or stay", t.name)
		case (t.keep != "") != (t.because != ""):
			say("%s: what is kept needs a reason", t.name)
		}
	}
	for name := range columns {
		if !known[name] {
			say("%s is not in the catalogue", name)
		}
	}
	return broken
}

// columnsOf are the columns of every table of a database.
func columnsOf(t *testing.T, pool *db.Pool) map[string][]string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `
		SELECT n.nspname || '.' || c.relname, a.attname
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
		  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
		ORDER BY 1, 2`)
	check(t, err)
	columns := map[string][]string{}
	var name, column string
	_, err = pgx.ForEachRow(rows, []any{&name, &column}, func() error {
		columns[name] = append(columns[name], column)
		return nil
	})
	check(t, err)
	return columns
}

// owner opens a database with everything in it that the program can make.
func owner(t *testing.T, dsn string) *db.Pool {
	t.Helper()
	pool, err := db.OpenOwner(t.Context(), dsn, 4)
	check(t, err)
	t.Cleanup(pool.Close)
	check(t, stripesim.Install(t.Context(), pool))
	return pool
}

func TestEveryColumnIsMarked(t *testing.T) {
	t.Parallel()
	columns := columnsOf(t, owner(t, dbtest.NewURL(t)))
	if len(columns) < 40 {
		t.Fatalf("the database has %d tables: this looks at the wrong place", len(columns))
	}
	for _, f := range faults(catalogue, columns) {
		t.Error(f)
	}
}

func TestTheCatalogueIsChecked(t *testing.T) {
	t.Parallel()
	columns := map[string][]string{"wish.lists": {"id", "user_id", "title"}}
	good := table{name: "wish.lists", title: "account", rows: "user_id = @user", goes: "id user_id title"}
	if broken := faults([]table{good}, columns); len(broken) > 0 {
		t.Fatalf("what is right is refused: %q", broken)
	}
	with := func(change func(*table)) []table {
		c := good
		change(&c)
		return []table{c}
	}
	for want, list := range map[string][]table{
		"wish.lists.title is not marked":      with(func(c *table) { c.goes = "id user_id" }),
		"wish.lists.colour: there is no such": with(func(c *table) { c.plain = "colour" }),
		"wish.lists.title is marked twice":    with(func(c *table) { c.plain = "title" }),
		"wish.lists is not in the catalogue":  {},
		"wish.lists is there twice":           {good, good},
		"wish.boxes: there is no such table":  {good, {name: "wish.boxes"}},
		"says how their rows are found":       with(func(c *table) { c.rows = "" }),
		`words.go has no heading "wishes"`:    with(func(c *table) { c.title = "wishes" }),
		"rows either go or stay":              with(func(c *table) { c.goes, c.blank = "id user_id", expressions{"title": "''"} }),
		"what is kept needs a reason":         with(func(c *table) { c.goes, c.keep = "", "id user_id title" }),
		"and no other does":                   with(func(c *table) { c.goes, c.plain = "", "id user_id title" }),
	} {
		if broken := faults(list, columns); !strings.Contains(strings.Join(broken, "\n"), want) {
			t.Errorf("%q was not found, but %q", want, broken)
		}
	}
}

func TestAColumnThatNobodyMarkedIsFound(t *testing.T) {
	t.Parallel()
	pool := owner(t, dbtest.NewURL(t))
	_, err := pool.Exec(t.Context(), "ALTER TABLE auth.users ADD COLUMN nickname text; ALTER TABLE auth.users DROP COLUMN is_demo")
	check(t, err)
	broken := strings.Join(faults(catalogue, columnsOf(t, pool)), "\n")
	for _, want := range []string{"auth.users.nickname is not marked", "auth.users.is_demo: there is no such column"} {
		if !strings.Contains(broken, want) {
			t.Errorf("%q was not found, but %q", want, broken)
		}
	}
}

func TestWordsFitTheCatalogue(t *testing.T) {
	t.Parallel()
	var titles []string
	for _, tab := range catalogue {
		if !tab.personal() {
			continue
		}
		titles = append(titles, tab.title)
		for _, c := range slices.Concat(tab.shown(), tab.secrets()) {
			if german[c] == "" {
				t.Errorf("words.go has no German name of %s.%s", tab.name, c)
			}
		}
	}
	for _, h := range headings {
		if !slices.Contains(titles, h.title) {
			t.Errorf("words.go: nothing is under the heading %q", h.title)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
