package arch

import (
	"go/ast"
	"path"
	"regexp"
)

// importedAs is the name under which a file knows a package; empty when it
// does not.
func importedAs(s source, importPath string) string {
	for _, imp := range s.file.Imports {
		switch {
		case textOf(imp.Path) != importPath:
		case imp.Name != nil:
			return imp.Name.Name
		default:
			return path.Base(importPath)
		}
	}
	return ""
}

// selections are the uses of names of a package that match the pattern.
func selections(s source, importedAs, name string) (found []*ast.SelectorExpr) {
	pattern := regexp.MustCompile("^(?:" + name + ")$")
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && pattern.MatchString(sel.Sel.Name) && isNamed(sel.X, importedAs) {
			found = append(found, sel)
		}
		return true
	})
	return found
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
