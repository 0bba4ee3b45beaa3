package db_test

import (
	"testing"
	"time"

	"rialto/internal/db"
)

func TestPositions(t *testing.T) {
	t.Parallel()
	for _, p := range []db.Position{0, 1, 0x16B374D848, db.Everything} {
		if got, ok := db.ParsePosition(p.String()); !ok || got != p {
			t.Errorf("%d is written %s and read %d", p, p, got)
		}
	}
	if text := db.Position(0x16B374D848).String(); text != "16/B374D848" {
		t.Errorf("PostgreSQL does not write %s", text)
	}
	for _, odd := range []string{"", "/", "1", "1/", "g/1", "-1/0", "80000000/0", "0/100000000", "1/2/3"} {
		if p, ok := db.ParsePosition(odd); ok {
			t.Errorf("%q is taken for %s", odd, p)
		}
	}
}

func TestHowOldAReplicaIs(t *testing.T) {
	t.Parallel()
	start := time.Now()
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	for what, c := range map[string]struct {
		primary  [][2]int // second, position
		replayed db.Position
		want     int // the second of which it has everything; -1: unknown
	}{
		"nothing is known of the primary":       {nil, 5, -1},
		"it has all":                            {[][2]int{{1, 10}, {2, 20}}, 25, 2},
		"the primary is idle":                   {[][2]int{{1, 10}, {2, 20}, {9, 20}}, 20, 9},
		"it is behind":                          {[][2]int{{1, 10}, {2, 20}, {3, 30}}, 29, 2},
		"it is behind what is known":            {[][2]int{{1, 10}, {2, 20}}, 9, -1},
		"it is behind what is remembered":       {[][2]int{{1, 10}, {200, 20}, {400, 30}}, 10, -1},
		"another primary took over, and writes": {[][2]int{{1, 10}, {2, 20}, {3, 15}, {4, 16}}, 15, 3},
	} {
		h := db.NewHistory()
		for _, s := range c.primary {
			h.Add(at(s[0]), db.Position(s[1]))
		}
		got, known := h.CoversUntil(c.replayed)
		if known != (c.want >= 0) || known && !got.Equal(at(c.want)) {
			t.Errorf("%s: covers until %s (%t), want second %d", what, got.Sub(start), known, c.want)
		}
	}
}
