package arch

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// registration is a name under which a module gets events or work: recorded
// with every job, so never changed and never used by two.
type registration struct {
	at, unit, name string
	call           *ast.CallExpr
	src            source
}

// registrations finds calls of events.Subscribe, events.NewErrand and Every.
func registrations(list []source) (found []registration) {
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Every" && (sel.Sel.Name != "Subscribe" && sel.Sel.Name != "NewErrand" || !isNamed(sel.X, "events")) {
				return true
			}
			if l, ok := call.Args[1].(*ast.BasicLit); ok {
				found = append(found, registration{s.at(call), s.unit(), textOf(l), call, s})
			}
			return true
		})
	}
	return found
}

// badRegistrations finds names that do not begin with their module's, and
// names that are used twice.
func badRegistrations(list []registration) (broken []string) {
	seen := map[string]string{}
	for _, r := range list {
		if !strings.HasPrefix(r.name, r.unit+".") {
			broken = append(broken, fmt.Sprintf("%s: %q must begin with %q", r.at, r.name, r.unit+"."))
		}
		if seen[r.name] != "" {
			broken = append(broken, fmt.Sprintf("%s: %q is taken by %s", r.at, r.name, seen[r.name]))
		}
		seen[r.name] = r.at
	}
	return broken
}

func TestRegistrations(t *testing.T) {
	found := registrations(sources(t))
	if len(found) == 0 {
		t.Error("nobody subscribes to anything: the rule looks for the wrong call")
	}
	holds(t, badRegistrations(found))
}

func TestRegistrationsAreChecked(t *testing.T) {
	in := func(body string) []string {
		code := "package cart\nfunc New() {\n" + body + "\n}"
		return badRegistrations(registrations([]source{written(t, "internal/cart/cart.go", code)}))
	}
	holds(t, in(`events.Subscribe(b, "cart.flag_price", f); b.Every(d, "cart.forget", g)`))
	finds(t, in(`events.Subscribe(b, "flag_price", f)`), `"cart."`)
	finds(t, in(`b.Every(d, "orders.forget", g)`), `"cart."`)
	finds(t, in(`events.NewErrand(b, "orders.call", g)`), `"cart."`)
	finds(t, in(`b.Every(d, "cart.x", f); events.Subscribe(b, "cart.x", g)`), "taken")
}
