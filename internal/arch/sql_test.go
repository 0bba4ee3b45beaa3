package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// schemas names the owners of each schema: the units that may mention its
// tables in SQL.
var schemas = map[string][]string{
	"stores":     {"stores"},
	"catalog":    {"catalog"},
	"media":      {"media"},
	"cart":       {"cart"},
	"orders":     {"orders"},
	"payments":   {"payments"},
	"auth":       {"auth"},
	"notify":     {"notify"},
	"audit":      {"audit"},
	"privacy":    {"privacy"},
	"imports":    {"imports"},
	"analytics":  {"analytics"},
	"stockwatch": {"stockwatch"},
	"stocksync":  {"stocksync"},
	"webhooks":   {"webhooks"},
	"events":     {"events"},
	"backup":     {"backup"},
	"jobs":       {"db", "db/migrate", "events"},
	"stripesim":  {"stripesim"},
}

// readsAll are units that may read every schema, and write none.
var readsAll = map[string]string{
	"doctor": "that the modules' data agree can only be seen from above them",
}

// erases are units that may read, blank and delete what is about a person in any
// table.
var erases = map[string]string{
	"privacy": "one catalogue of personal data forgets no module (docs/adr/0028)",
}

// measures are units that may do anything to any table.
var measures = map[string]string{
	"./bench": "it compares the program with bare SQL on the same rows",
}

var (
	tableInSQL = regexp.MustCompile(`(?i)\b(from|join|into|update|table|truncate|only)\s+([a-z_]+)\.([a-z_]+)`)
	sqlComment = regexp.MustCompile(`--[^\n]*`)
)

// foreignTables finds tables of others in SQL of a unit.
func foreignTables(u, at, sql string) (broken []string) {
	if _, all := measures[u]; all {
		return nil
	}
	_, eraser := erases[u]
	for _, m := range tableInSQL.FindAllStringSubmatch(sqlComment.ReplaceAllString(sql, ""), -1) {
		verb, schema, table := strings.ToLower(m[1]), m[2], m[3]
		owners, known := schemas[schema]
		_, reader := readsAll[u]
		switch {
		case !known || slices.Contains(owners, u) || eraser && verb != "into" && verb != "table" && verb != "truncate":
		case reader && (verb == "from" || verb == "join") && !regexp.MustCompile(`(?i)\b(insert|update|delete|truncate)\s`).MatchString(sql):
		default:
			broken = append(broken, fmt.Sprintf("%s: %s uses %s.%s, which belongs to %v", at, u, schema, table, owners))
		}
	}
	return broken
}

// foreignTablesInGo looks into every text of a file, and into concatenations
// whose constant parts are in one place.
func foreignTablesInGo(list []source) (broken []string) {
	for _, s := range list {
		if s.generated() {
			continue // of queries.sql, which is checked itself
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.ADD {
					broken = append(broken, foreignTables(s.unit(), s.at(n), joined(n))...)
					return false
				}
			case *ast.BasicLit:
				broken = append(broken, foreignTables(s.unit(), s.at(n), textOf(n))...)
			case *ast.SelectorExpr:
				if n.Sel.Name == "JobsSchema" && !slices.Contains(append(schemas["jobs"], "db/dbtest"), s.unit()) {
					broken = append(broken, fmt.Sprintf("%s: %s uses the tables of jobs", s.at(n), s.unit()))
				}
			}
			return true
		})
	}
	return broken
}

// joined is the text of a concatenation. What is not a literal becomes a gap.
func joined(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return joined(e.X) + joined(e.Y)
	case *ast.BasicLit:
		return textOf(e)
	}
	return "\x00"
}

func textOf(l *ast.BasicLit) string {
	if l.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return text
}

func TestSQLStaysInItsSchema(t *testing.T) {
	for _, path := range slices.Sorted(maps.Keys(texts(t, "internal/*/*.sql"))) {
		u := strings.Split(path, "/")[1]
		holds(t, foreignTables(u, path, texts(t, path)[path]))
	}
	holds(t, foreignTablesInGo(sources(t)))
}

func TestSQLIsChecked(t *testing.T) {
	finds(t, foreignTables("cart", "q.sql", "SELECT 1 FROM cart.items i\nJOIN catalog.variants v ON true"), "catalog.variants")
	finds(t, foreignTables("doctor", "d.go", "UPDATE orders.orders SET status = 'paid'"), "orders.orders")
	finds(t, foreignTables("doctor", "d.go", "WITH x AS (DELETE FROM orders.items RETURNING 1) SELECT 1"), "orders.items")
	holds(t, foreignTables("doctor", "d.go", "SELECT 1 FROM orders.orders JOIN payments.payments ON true"))
	holds(t, foreignTables("privacy", "p.go", "DELETE FROM cart.carts WHERE user_id IN (SELECT id FROM auth.users)"))
	finds(t, foreignTables("privacy", "p.go", "INSERT INTO orders.orders SELECT 1"), "orders.orders")
	finds(t, foreignTables("privacy", "p.go", "TRUNCATE cart.carts"), "cart.carts")
	holds(t, foreignTables("cart", "q.sql", "-- not from orders.orders\nUPDATE cart.carts SET status = 'open'"))

	in := func(code string) []string {
		return foreignTablesInGo([]source{written(t, "internal/orders/x.go", "package orders\n"+code)})
	}
	finds(t, in("const q = `SELECT price FROM catalog.products`"), "internal/orders/x.go:2")
	finds(t, in("var q = `SELECT price FROM ` + `catalog.products` + where"), "catalog.products")
	finds(t, in("var q = `DELETE FROM ` + db.JobsSchema + `.river_job`; var j = db.JobsSchema"), "jobs")
	holds(t, in("const q = `SELECT 1 FROM orders.orders`; const topic = `cart.items`"))
}
