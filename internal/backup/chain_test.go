package backup_test

import (
	"fmt"
	"strings"
	"testing"

	"rialto/internal/backup"
)

func TestChain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pieces   string
		from, to backup.LSN
		want     string
	}{
		"nothing":                              {"", 5, 9, " reach 5"},
		"a whole chain":                        {"0-4 4-6 6-9", 0, 9, "0-4 4-6 6-9 reach 9"},
		"from the middle of a piece":           {"0-4 4-6", 2, 9, "0-4 4-6 reach 6"},
		"up to a gap":                          {"0-4 5-9", 0, 9, "0-4 reach 4"},
		"the longer of two":                    {"0-2 2-3 0-4 3-4 4-8", 0, 8, "0-4 4-8 reach 8"},
		"no further than asked":                {"0-4 4-6 6-9", 0, 5, "0-4 4-6 reach 6"},
		"pieces that a killed process left":    {"0-1 1-3 0-2 2-4", 0, 4, "0-2 2-4 reach 4"},
		"nothing that begins after the start":  {"6-9", 5, 9, " reach 5"},
		"nothing that ends before the start":   {"0-4", 5, 9, " reach 5"},
		"the same piece, stored twice":         {"0-4 0-4 4-6 4-6", 0, 6, "0-4 4-6 reach 6"},
		"pieces in no order, as lists may be":  {"6-9 0-4 4-6", 0, 9, "0-4 4-6 6-9 reach 9"},
		"a short one in the middle of another": {"0-9 2-3", 0, 9, "0-9 reach 9"},
	} {
		var pieces []backup.Piece
		for _, text := range strings.Fields(tc.pieces) {
			var from, to backup.LSN
			if _, err := fmt.Sscanf(text, "%d-%d", &from, &to); err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, backup.NewPiece(from, to))
		}
		chosen, reach := backup.Chain(pieces, tc.from, tc.to)
		var got []string
		for _, p := range chosen {
			from, to := p.Ends()
			got = append(got, fmt.Sprintf("%d-%d", from, to))
		}
		if text := fmt.Sprintf("%s reach %d", strings.Join(got, " "), reach); text != tc.want {
			t.Errorf("%s: %q, want %q", name, text, tc.want)
		}
	}
}
