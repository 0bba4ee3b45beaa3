package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

const periodsGuide = "docs/guides/personal-data.md"

// periodName is what a constant is called that says how long something is kept.
var periodName = regexp.MustCompile(`^([kK]eep[A-Z]\w*|\w+Retention)$`)

// periods finds the constants that say for how long something is kept, as
// module.name.
func periods(list []source) map[string]time.Duration {
	found := map[string]time.Duration{}
	for _, s := range list {
		if s.generated() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || !periodName.MatchString(spec.Names[0].Name) {
				return true
			}
			if d, ok := durationOf(spec.Values[0]); ok {
				found[s.unit()+"."+spec.Names[0].Name] = d
			}
			return true
		})
	}
	return found
}

// durationOf is the value of a product of numbers and units of time.
func durationOf(e ast.Expr) (time.Duration, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		n, err := strconv.Atoi(e.Value)
		return time.Duration(n), err == nil && e.Kind == token.INT
	case *ast.SelectorExpr:
		unit := map[string]time.Duration{"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour}[e.Sel.Name]
		return unit, isNamed(e.X, "time") && unit > 0
	case *ast.BinaryExpr:
		a, okA := durationOf(e.X)
		b, okB := durationOf(e.Y)
		return a * b, okA && okB && e.Op == token.MUL
	}
	return 0, false
}

// inDays is a period as the guide writes it.
func inDays(d time.Duration) string {
	if d == 24*time.Hour {
		return "1 day"
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}

// wrongPeriods compares the guide's table, whose lines begin with the constant
// and end with the period, with the code.
func wrongPeriods(page string, found map[string]time.Duration) (broken []string) {
	told := map[string]string{}
	for _, r := range rows(page) {
		told[strings.Trim(r[0], "`")] = r[len(r)-1]
	}
	for name, d := range found {
		if told[name] != inDays(d) {
			broken = append(broken, fmt.Sprintf("%s: %s is %s, the guide says %q", periodsGuide, name, inDays(d), told[name]))
		}
	}
	for name := range told {
		if _, known := found[name]; !known {
			broken = append(broken, fmt.Sprintf("%s: there is no constant %s", periodsGuide, name))
		}
	}
	return broken
}

func TestTheGuideTellsAllPeriods(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(periodsGuide)))
	if err != nil {
		t.Fatal(err)
	}
	found := periods(sources(t))
	if len(found) < 8 {
		t.Errorf("only %v were found: the rule looks for the wrong names", found)
	}
	holds(t, wrongPeriods(string(page), found))
}

func TestPeriodsAreChecked(t *testing.T) {
	const code = "package notify\nimport \"time\"\nconst keepMails = 30 * 24 * time.Hour\nconst keepAnOwner = \"x\""
	found := periods([]source{written(t, "internal/notify/notify.go", code)})
	if len(found) != 1 || found["notify.keepMails"] != 30*24*time.Hour {
		t.Fatalf("got %v", found)
	}
	holds(t, wrongPeriods("| `notify.keepMails` | mails | 30 days |\n", found))
	finds(t, wrongPeriods("| `notify.keepMails` | mails | 20 days |\n", found), "is 30 days")
	finds(t, wrongPeriods("", found), "notify.keepMails")
	finds(t, wrongPeriods("| `notify.keepMails` | mails | 30 days |\n| `cart.keepX` | x | 1 day |\n", found), "no constant cart.keepX")
}
