package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// problem is an error that a caller may see.
type problem struct {
	code, kind, message, unit string
}

// problems finds the errors that modules declare (errs.New) and the codes that
// the API adds: its constants named code….
func problems(list []source) (found []problem) {
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if ok && sel.Sel.Name == "New" && isNamed(sel.X, "errs") && len(n.Args) == 3 {
					found = append(found, problem{
						code: argument(n.Args[1]), kind: argument(n.Args[0]), message: argument(n.Args[2]), unit: s.unit(),
					})
				}
			case *ast.ValueSpec:
				if s.unit() == "api" && len(n.Values) == 1 && strings.HasPrefix(n.Names[0].Name, "code") {
					found = append(found, problem{code: argument(n.Values[0]), unit: "api"})
				}
			}
			return true
		})
	}
	return found
}

// argument is the text of a literal, or the name of errs.Name.
func argument(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return textOf(e)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

var codeForm = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// badProblems finds codes that are not of the form, have no message, or say
// two things.
func badProblems(list []problem) (broken []string) {
	seen := map[string]problem{}
	for _, p := range list {
		before, twice := seen[p.code]
		switch {
		case !codeForm.MatchString(p.code):
			broken = append(broken, fmt.Sprintf("%s: code %q is not snake_case", p.unit, p.code))
		case p.unit != "api" && p.message == "":
			broken = append(broken, fmt.Sprintf("%s: code %q has no message", p.unit, p.code))
		case twice:
			broken = append(broken, fmt.Sprintf("%s: code %q is taken by %s", p.unit, p.code, before.unit))
		}
		seen[p.code] = p
	}
	return broken
}

// statuses reads the one map from kinds of errors to HTTP statuses.
func statuses(list []source) map[string]int {
	found := map[string]int{}
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || v.Names[0].Name != "statusOf" || s.unit() != "api" {
				return true
			}
			for _, e := range v.Values[0].(*ast.CompositeLit).Elts {
				kv := e.(*ast.KeyValueExpr)
				found[argument(kv.Key)] = statusNamed(argument(kv.Value))
			}
			return false
		})
	}
	return found
}

func statusNamed(name string) int {
	for status := 400; status < 600; status++ {
		if "Status"+strings.ReplaceAll(http.StatusText(status), " ", "") == name {
			return status
		}
	}
	return 0
}

// errorTable writes the table of docs/errors.md. What a client does, and all
// about the API's own codes, is taken over from the table that is there.
func errorTable(list []problem, statusOf map[string]int, have string) string {
	hand := map[string][]string{}
	for _, r := range rows(have) {
		if len(r) == 5 {
			hand[strings.Trim(r[0], "`")] = r
		}
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b problem) int { return cmp.Compare(a.code, b.code) })

	var b strings.Builder
	b.WriteString("| Code | Status | From | What it says | What a client does |\n|---|---|---|---|---|\n")
	for i, p := range list {
		if i > 0 && list[i-1].code == p.code {
			continue
		}
		for _, also := range list[i+1:] {
			if also.code == p.code {
				p.unit, p.message = p.unit+", "+also.unit, p.message+" Or: "+also.message
			}
		}
		old := hand[p.code]
		if old == nil {
			old = []string{"", "", "", "", ""}
		}
		status, says := fmt.Sprint(statusOf[p.kind]), p.message
		switch {
		case p.unit == "api":
			status, says = old[1], old[3]
		case statusOf[p.kind] == 0:
			status = "500"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", p.code, status, p.unit, says, old[4])
	}
	return b.String()
}

func TestErrors(t *testing.T) {
	list := sources(t)
	found := problems(list)
	holds(t, badProblems(found))
	checkPage(t, "docs/errors.md", func(have string) string { return errorTable(found, statuses(list), have) })

	page := texts(t, "docs/errors.md")["docs/errors.md"]
	for _, r := range rows(page) {
		if slices.Contains(r, "") {
			t.Errorf("docs/errors.md: complete the line of %s", r[0])
		}
	}
}

func TestErrorsAreChecked(t *testing.T) {
	in := func(path, code string) []problem { return problems([]source{written(t, path, code)}) }
	declared := in("internal/cart/errors.go", `package cart; var ErrFull = errs.New(errs.Conflict, "cart_full", "It is full.")`)
	if len(declared) != 1 || declared[0] != (problem{"cart_full", "Conflict", "It is full.", "cart"}) {
		t.Fatalf("got %+v", declared)
	}
	if own := in("internal/api/problem.go", `package api; const codeGone = "gone"`); len(own) != 1 || own[0].code != "gone" {
		t.Fatalf("got %+v", own)
	}
	holds(t, badProblems(declared))
	finds(t, badProblems(append(declared, problem{"cart_full", "Conflict", "Full.", "orders"})), "taken by cart")
	finds(t, badProblems([]problem{{"cartFull", "Conflict", "Full.", "cart"}}), "snake_case")
	finds(t, badProblems([]problem{{"cart_full", "Conflict", "", "cart"}}), "no message")

	statusOf := statuses([]source{written(t, "internal/api/problem.go", `package api; var statusOf = map[errs.Kind]int{errs.Conflict: http.StatusConflict}`)})
	if statusOf["Conflict"] != http.StatusConflict {
		t.Fatalf("got %v", statusOf)
	}
	have := "| `cart_full` | 1 | x | y | Remove something. |\n| `gone` | 410 | z | It was. | Forget it. |\n"
	got := errorTable(append(declared, problem{code: "gone", unit: "api"}, problem{"new_one", "Conflict", "New.", "cart"}), statusOf, have)
	for _, want := range []string{
		"| `cart_full` | 409 | cart | It is full. | Remove something. |\n",
		"| `gone` | 410 | api | It was. | Forget it. |\n",
		"| `new_one` | 409 | cart | New. |  |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no line %q in\n%s", want, got)
		}
	}
	if strings.Contains(errorTable(nil, nil, have), "cart_full") {
		t.Error("a code that is gone stays on the page")
	}
}
