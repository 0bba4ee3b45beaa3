package paging_test

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"rialto/internal/paging"
)

type place struct {
	Name string    `json:"n"`
	At   time.Time `json:"t"`
}

func TestCursorKeepsItsKey(t *testing.T) {
	t.Parallel()
	want := place{"Löwe \x01 \"'", time.Date(2026, 5, 4, 3, 2, 1, 123456000, time.UTC)}
	got, err := paging.Decode[place](paging.Encode(want))
	if err != nil || *got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	none, err := paging.Decode[place]("")
	if none != nil || err != nil {
		t.Errorf("no cursor is %v, %v", none, err)
	}
}

func TestForeignCursorIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"!", "AA", "====", paging.Encode(map[string]int{"x": 1}), paging.Encode("text"), paging.Encode([]int{1}), paging.Encode(map[string]int{"n": 1}), base64.RawURLEncoding.EncodeToString([]byte(`{"n":`))} {
		if _, err := paging.Decode[place](text); !errors.Is(err, paging.ErrBadCursor) {
			t.Errorf("%q gives %v", text, err)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	key := func(n int) int { return n }
	for _, c := range []struct {
		rows, page int
		next       string
	}{{0, 0, ""}, {2, 2, ""}, {3, 3, ""}, {4, 3, paging.Encode(2)}} {
		rows := []int{0, 1, 2, 3}[:c.rows]
		if page, next := paging.Cut(rows, 3, key); len(page) != c.page || next != c.next {
			t.Errorf("%d rows give a page of %d and %q, want %d and %q", c.rows, len(page), next, c.page, c.next)
		}
	}
}
