package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A page in docs/ holds what is generated between two marks; the rest of it is
// written by hand.
const (
	beginMark = "<!-- generated: go test ./internal/arch -update -->\n"
	endMark   = "<!-- end -->\n"
)

func splitPage(page string) (before, generated, after string, err error) {
	before, rest, begins := strings.Cut(page, beginMark)
	generated, after, ends := strings.Cut(rest, endMark)
	if !begins || !ends {
		return "", "", "", fmt.Errorf("needs the lines %q and %q", beginMark, endMark)
	}
	return before + beginMark, generated, endMark + after, nil
}

// checkPage compares the generated part of a page with what it has to be, and
// writes it with -update.
func checkPage(t *testing.T, path string, want func(have string) string) {
	t.Helper()
	file := filepath.Join(root, filepath.FromSlash(path))
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, have, after, err := splitPage(string(b))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	fresh := want(have)
	if fresh == have {
		return
	}
	if !*update {
		t.Errorf("%s is not what the code says: run go test ./internal/arch -update\n\nwant:\n%s", path, fresh)
		return
	}
	if err := os.WriteFile(file, []byte(before+fresh+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// rows are the cells of the Markdown tables in a text, without their heads.
func rows(text string) (cells [][]string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		parts := strings.Split(strings.Trim(line, "|"), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		cells = append(cells, parts)
	}
	return cells
}
