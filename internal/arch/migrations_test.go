package arch

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	migrationName = regexp.MustCompile(`^(\d{5})_[a-z][a-z0-9_]*\.sql$`)
	created       = regexp.MustCompile(`(?im)^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNLOGGED\s+)?(TABLE|SEQUENCE|FUNCTION|PROCEDURE|VIEW|MATERIALIZED VIEW|TYPE)\s+(?:IF NOT EXISTS\s+)?([a-z_."]+)`)
	toInventory   = regexp.MustCompile(`(?i)REFERENCES\s+catalog\.inventory`)
)

// badMigrations checks the history of the schema: numbered without a gap, to be
// undone, each table in a module's schema. What one does to a database in use is
// looked at in package migrate.
func badMigrations(files map[string]string) (broken []string) {
	for i, p := range slices.Sorted(maps.Keys(files)) {
		name, sql := path.Base(p), sqlComment.ReplaceAllStringFunc(files[p], keepMarks)
		say := func(format string, args ...any) {
			broken = append(broken, name+": "+fmt.Sprintf(format, args...))
		}
		m := migrationName.FindStringSubmatch(name)
		if m == nil || m[1] != fmt.Sprintf("%05d", i+1) {
			say("must be named %05d_what_it_does.sql", i+1)
			continue
		}
		up, down, found := strings.Cut(sql, "-- +goose Down")
		if !strings.Contains(up, "-- +goose Up") || !found || strings.TrimSpace(sqlComment.ReplaceAllString(down, "")) == "" {
			say("needs a part for Up and one for Down")
		}
		for _, c := range created.FindAllStringSubmatch(up, -1) {
			schema, _, qualified := strings.Cut(c[2], ".")
			if _, known := schemas[schema]; !qualified || !known {
				say("%s %s is in no module's schema", c[1], c[2])
			}
		}
		if toInventory.MatchString(up) {
			say("a foreign key to catalog.inventory makes checkouts wait for each other (docs/adr/0009)")
		}
	}
	return broken
}

// keepMarks drops a comment unless goose reads it.
func keepMarks(comment string) string {
	if strings.Contains(comment, "+goose") {
		return comment
	}
	return ""
}

func TestMigrations(t *testing.T) {
	holds(t, badMigrations(texts(t, "internal/db/migrations/*.sql")))
}

func TestMigrationsAreChecked(t *testing.T) {
	one := func(name, up, down string) []string {
		return badMigrations(map[string]string{"m/" + name: "-- +goose Up\n" + up + "\n-- +goose Down\n" + down})
	}
	holds(t, one("00001_carts.sql", "CREATE TABLE cart.carts (id uuid);", "DROP TABLE cart.carts;"))
	finds(t, one("00002_carts.sql", "SELECT 1;", "SELECT 1;"), "must be named 00001")
	finds(t, one("1_carts.sql", "SELECT 1;", "SELECT 1;"), "must be named 00001")
	finds(t, one("00001_carts.sql", "SELECT 1;", "-- nothing"), "Down")
	finds(t, one("00001_carts.sql", "CREATE TABLE carts (id uuid);", "DROP TABLE carts;"), "TABLE carts")
	finds(t, one("00001_carts.sql", "CREATE TABLE IF NOT EXISTS wish.lists (id uuid);", "DROP TABLE wish.lists;"), "wish.lists")
	finds(t, one("00001_carts.sql", "ALTER TABLE cart.items ADD FOREIGN KEY (v) REFERENCES catalog.inventory;", "SELECT 1;"), "inventory")
}
