package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

const runbook = "docs/runbooks/broken-invariant.md"

// invariants are the names that `rialto doctor` prints: those of its table, and
// those it examines otherwise, which are constants named invariant….
func invariants(list []source) (names []string) {
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || s.unit() != "doctor" || !strings.HasPrefix(v.Names[0].Name, "invariant") {
				return true
			}
			table, isTable := v.Values[0].(*ast.CompositeLit)
			if !isTable {
				names = append(names, argument(v.Values[0]))
				return false
			}
			for _, e := range table.Elts {
				names = append(names, argument(e.(*ast.CompositeLit).Elts[0]))
			}
			return false
		})
	}
	return names
}

// undocumented finds invariants without a line in the runbook, and lines
// without an invariant.
func undocumented(names []string, page string) (broken []string) {
	var lines []string
	for _, r := range rows(page) {
		lines = append(lines, strings.Trim(r[0], "`"))
	}
	for _, n := range names {
		if !slices.Contains(lines, n) {
			broken = append(broken, fmt.Sprintf("%s: say what to do about %q", runbook, n))
		}
	}
	for _, l := range lines {
		if !slices.Contains(names, l) {
			broken = append(broken, fmt.Sprintf("%s: there is no invariant %q", runbook, l))
		}
	}
	return broken
}

func TestInvariantsHaveARunbook(t *testing.T) {
	holds(t, undocumented(invariants(sources(t)), texts(t, runbook)[runbook]))
}

func TestTheRunbookIsChecked(t *testing.T) {
	names := invariants([]source{written(t, "internal/doctor/doctor.go", "package doctor\nvar invariants = []invariant{{\"all is well\", `SELECT 1`}}\nconst invariantRest = \"so is the rest\"")})
	if !slices.Equal(names, []string{"all is well", "so is the rest"}) {
		t.Fatalf("got %q", names)
	}
	finds(t, undocumented(names, "| `all is well` | luck | nothing |\n"), "so is the rest")
	finds(t, undocumented(nil, "| `all is well` | luck | nothing |\n"), "all is well")
	holds(t, undocumented(names, "| `all is well` | luck | nothing |\n| `so is the rest` | luck | nothing |\n"))
}
