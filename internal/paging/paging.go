// Package paging makes and reads the cursors of keyset-paged lists.
//
// A cursor holds the sort key of the last item of a page, so the next page
// starts in the index where the last one ended, at any depth.
package paging

import (
	"bytes"
	"encoding/base64"
	"encoding/json"

	"rialto/internal/errs"
)

// ErrBadCursor is returned for a cursor that no page of this list gave out.
var ErrBadCursor = errs.New(errs.Invalid, "cursor_invalid", "This cursor belongs to another list.").
	With(errs.Field{Path: "cursor", Code: "invalid", Message: "Use nextCursor of the page before."})

// Encode returns key as an opaque cursor.
func Encode[K any](key K) string {
	b, err := json.Marshal(key)
	if err != nil {
		panic("paging: key cannot be encoded: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode returns the key inside cursor, nil for an empty one. It refuses a
// cursor whose fields are not K's with ErrBadCursor.
func Decode[K any](cursor string) (*K, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrBadCursor.Because(err)
	}
	var key K
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&key); err != nil {
		return nil, ErrBadCursor.Because(err)
	}
	return &key, nil
}

// Cut takes rows that were read with limit+1 and returns the page and the
// cursor of the next one, empty when there is none.
func Cut[R, K any](rows []R, limit int, key func(R) K) ([]R, string) {
	if len(rows) <= limit {
		return rows, ""
	}
	rows = rows[:limit]
	return rows, Encode(key(rows[limit-1]))
}
