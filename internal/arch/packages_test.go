package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// vague names say where something was put, not what it provides.
var vague = []string{"util", "utils", "common", "helper", "helpers", "base", "core", "shared", "types", "model", "models", "manager", "misc", "lib", "service", "services", "interfaces", "constants"}

// badPackages finds packages without a comment that begins as godoc wants it,
// and those with a vague name. Generated packages explain themselves elsewhere.
func badPackages(list []pkg) (broken []string) {
	for _, p := range list {
		if slices.Contains(vague, p.Name) {
			broken = append(broken, fmt.Sprintf("%s: %q does not say what the package provides", p.ImportPath, p.Name))
		}
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + path.Base(p.ImportPath) + " "
		}
		generated := strings.Count(p.ImportPath, "/internal/") > 1
		if !generated && !strings.HasPrefix(p.Doc, want) {
			broken = append(broken, fmt.Sprintf("%s: its comment must begin with %q", p.ImportPath, want))
		}
	}
	return broken
}

func TestPackages(t *testing.T) { holds(t, badPackages(packages(t))) }

func TestPackagesAreChecked(t *testing.T) {
	finds(t, badPackages([]pkg{{ImportPath: "rialto/internal/cart", Name: "cart"}}), "must begin")
	finds(t, badPackages([]pkg{{ImportPath: "rialto/cmd/rialto", Name: "main", Doc: "Package main is it."}}), `"Command rialto "`)
	finds(t, badPackages([]pkg{{ImportPath: "rialto/internal/utils", Name: "utils", Doc: "Package utils helps."}}), "utils")
	holds(t, badPackages([]pkg{
		{ImportPath: "rialto/internal/cart", Name: "cart", Doc: "Package cart owns carts."},
		{ImportPath: "rialto/internal/cart/internal/cartdb", Name: "cartdb"},
	}))
}
