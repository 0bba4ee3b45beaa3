package audit

import "github.com/jackc/pgx/v5"

// ListQuery is the statement of the first page of a list, or of the page after
// an entry.
func ListQuery(f Filter, after int64) (string, pgx.NamedArgs) {
	if after == 0 {
		return f.query(nil)
	}
	return f.query(&place{after})
}
