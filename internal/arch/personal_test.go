package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"testing"
)

// impersonal are the types that the fields of jobs may have without a word:
// nobody's name fits into them.
var impersonal = []string{"uuid.UUID", "time.Time", "money.Amount", "bool", "int", "int32", "int64"}

// harmless are fields of text in jobs, with the reason why nothing personal is
// in them.
var harmless = map[string]string{
	"orders.Refunded.Reason": "one of three words of ours, such as late_payment",
}

// personalJobs finds fields of events and of the arguments of errands that
// could hold something personal. They are stored with each job, where erasure
// does not look.
func personalJobs(list []source) (broken []string) {
	carried := map[string]bool{} // by "unit.Type"
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "EventName" && n.Recv != nil {
					carried[s.unit()+"."+goTypeName(n.Recv.List[0].Type)] = true
				}
			case *ast.IndexExpr: // events.Errand[delivery]
				if goTypeName(n.X) == "events.Errand" {
					carried[s.unit()+"."+goTypeName(n.Index)] = true
				}
			}
			return true
		})
	}
	for _, s := range list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !carried[s.unit()+"."+spec.Name.Name] {
				return true
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				broken = append(broken, fmt.Sprintf("%s: %s has to be a struct", s.at(n), spec.Name.Name))
				return false
			}
			for _, f := range fields.Fields.List {
				broken = append(broken, personalField(s, spec.Name.Name, f)...)
			}
			return false
		})
	}
	return broken
}

func personalField(s source, typ string, f *ast.Field) (broken []string) {
	e := f.Type
	switch t := e.(type) {
	case *ast.StarExpr:
		e = t.X
	case *ast.ArrayType:
		e = t.Elt
	}
	if slices.Contains(impersonal, goTypeName(e)) {
		return nil
	}
	for _, name := range f.Names {
		field := s.unit() + "." + typ + "." + name.Name
		if harmless[field] == "" {
			broken = append(broken, fmt.Sprintf("%s: %s could hold something personal: carry an id instead", s.at(f), field))
		}
	}
	if len(f.Names) == 0 {
		broken = append(broken, fmt.Sprintf("%s: %s.%s embeds a type: name its fields", s.at(f), s.unit(), typ))
	}
	return broken
}

func TestJobsCarryNothingPersonal(t *testing.T) { holds(t, personalJobs(sources(t))) }

func TestJobsAreChecked(t *testing.T) {
	in := func(code string) []string {
		return personalJobs([]source{written(t, "internal/cart/x.go", "package cart\n"+code)})
	}
	holds(t, in(`type Left struct { ID uuid.UUID; At *time.Time; Others []uuid.UUID }; func (Left) EventName() string { return "x" }`))
	holds(t, in(`type Shown struct { Name string }`))
	finds(t, in(`type Left struct { ID uuid.UUID; Email string }; func (Left) EventName() string { return "x" }`), "cart.Left.Email")
	finds(t, in(`type post struct { To []string }; var e *events.Errand[post]`), "cart.post.To")
	finds(t, in(`type post struct { Address }; var e *events.Errand[post]`), "embeds")
	finds(t, in(`type Left map[string]string; func (Left) EventName() string { return "x" }`), "struct")
}
