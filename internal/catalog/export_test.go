package catalog

import (
	"github.com/google/uuid"

	"rialto/internal/paging"
)

// StoreQuery is the statement that StoreProducts runs for a page, and its
// arguments.
func StoreQuery(store uuid.UUID, f StoreFilter) (sql string, args map[string]any) {
	after, err := paging.Decode[shelfEnd](f.Cursor)
	if err != nil {
		panic(err)
	}
	q := storeQuery(store, f, nil, after)
	return q.sql, q.args
}

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

// PriceAfter is what a bulk edit makes of a price.
func PriceAfter(c BulkPrice, price int64) int64 { return c.of(price) }
