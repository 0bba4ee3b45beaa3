package catalog

import "rialto/internal/paging"

// ListQuery is the statement that Products runs for a page, and its arguments.
func ListQuery(f Filter) (sql string, args map[string]any) {
	after, err := paging.Decode[place](f.Cursor)
	if err != nil {
		panic(err)
	}
	f.Sort = f.effectiveSort()
	q := listQuery(f, after, false)
	return q.sql, q.args
}
