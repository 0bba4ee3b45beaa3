package arch

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var (
	oneQuery     = regexp.MustCompile(`(?m)^-- name: (\w+)`)
	changesStock = regexp.MustCompile(`(?is)(INSERT INTO|UPDATE|DELETE FROM)\s+catalog\.inventory\b`)
	setsQuantity = regexp.MustCompile(`(?i)quantity_(available|received)\s*=|catalog\.inventory\s+(AS \w+ )?\(`)
	records      = regexp.MustCompile(`(?i)INSERT INTO\s+catalog\.stock_movements\b`)
)

// unrecorded finds queries that change stock and do not say so in the ledger. A
// trigger would write the movement for them, and know neither why nor who.
func unrecorded(path, sql string) (broken []string) {
	at := oneQuery.FindAllStringSubmatchIndex(sql, -1)
	for i, m := range at {
		end := len(sql)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		query := sqlComment.ReplaceAllString(sql[m[0]:end], "")
		if changesStock.MatchString(query) && setsQuantity.MatchString(query) && !records.MatchString(query) {
			broken = append(broken, fmt.Sprintf("%s: %s changes stock and records no movement", path, sql[m[2]:m[3]]))
		}
	}
	return broken
}

func TestStockChangesAreRecorded(t *testing.T) {
	for path, sql := range texts(t, "internal/catalog/*.sql") {
		holds(t, unrecorded(path, sql))
	}
}

func TestRecordingIsChecked(t *testing.T) {
	const move = "-- name: Take :exec\nUPDATE catalog.inventory SET quantity_available = 1"
	finds(t, unrecorded("q.sql", move), "Take")
	finds(t, unrecorded("q.sql", "-- name: Fill :exec\nINSERT INTO catalog.inventory (variant_id) SELECT 1"), "Fill")
	holds(t, unrecorded("q.sql", strings.Replace(move, "UPDATE", "WITH m AS (INSERT INTO catalog.stock_movements SELECT 1) UPDATE", 1)))
	holds(t, unrecorded("q.sql", "-- name: SetLowAt :exec\nUPDATE catalog.inventory SET low_at = 1"))
}
