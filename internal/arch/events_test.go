package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// event is a type with a method EventName.
type event struct {
	name, unit, goName, doc string
	fields                  []eventField
	consumers               []string
}

type eventField struct {
	name, goType, doc string // the name in JSON
	many, optional    bool
}

// publishedEvents finds the events of all modules and who subscribes to them.
func publishedEvents(list []source) ([]event, error) {
	found := map[string]*event{} // by "unit.Type"
	types := map[string]*ast.GenDecl{}
	for _, s := range list {
		for _, d := range s.file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, spec := range g.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok {
						types[s.unit()+"."+ts.Name.Name] = g
					}
				}
			}
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "EventName" && f.Recv != nil {
				key := s.unit() + "." + f.Recv.List[0].Type.(*ast.Ident).Name
				found[key] = &event{name: returned(f), unit: s.unit(), goName: key}
			}
		}
	}
	for key, ev := range found {
		decl := types[key]
		if decl == nil {
			return nil, fmt.Errorf("the type of event %s is in another file set", key)
		}
		ev.doc = sentence(decl.Doc.Text())
		fields := decl.Specs[0].(*ast.TypeSpec).Type.(*ast.StructType).Fields.List
		for _, f := range fields {
			field, err := jsonField(f)
			if err != nil {
				return nil, fmt.Errorf("event %s: %w", key, err)
			}
			ev.fields = append(ev.fields, field)
		}
	}
	for _, r := range registrations(list) {
		if ev := found[handled(list, r)]; ev != nil {
			ev.consumers = append(ev.consumers, r.name)
		}
	}
	var all []event
	for _, ev := range found {
		slices.Sort(ev.consumers)
		all = append(all, *ev)
	}
	slices.SortFunc(all, func(a, b event) int { return cmp.Compare(a.name+a.goName, b.name+b.goName) })
	return all, nil
}

func returned(f *ast.FuncDecl) string {
	if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok {
		return argument(r.Results[0])
	}
	return ""
}

// sentence is the first sentence of a comment, without the name it begins with.
func sentence(comment string) string {
	text := strings.Join(strings.Fields(comment), " ")
	_, text, _ = strings.Cut(text, " ")
	text, _, _ = strings.Cut(text, ". ")
	return strings.TrimSuffix(strings.TrimPrefix(text, "says that "), ".")
}

// jsonTypes is how the types that events are made of look in JSON.
var jsonTypes = map[string]string{
	"string": "string", "int": "integer", "int64": "integer", "bool": "boolean",
	"uuid.UUID": "string (UUID)", "time.Time": "string (RFC 3339)",
	"money.Amount": "`{amount, currency}`",
}

func jsonField(f *ast.Field) (eventField, error) {
	if f.Tag == nil || len(f.Names) != 1 {
		return eventField{}, fmt.Errorf("give each field a line and a json tag of its own")
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return eventField{}, err
	}
	name, options, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	field := eventField{name: name, doc: strings.Join(strings.Fields(f.Doc.Text()), " ")}
	goType := f.Type
	if a, ok := goType.(*ast.ArrayType); ok {
		goType, field.many = a.Elt, true
	}
	field.goType = goTypeName(goType)
	field.optional = strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	if name == "" || jsonTypes[field.goType] == "" {
		return eventField{}, fmt.Errorf("field %s: %q has no entry in jsonTypes, or there is no json tag", f.Names[0].Name, field.goType)
	}
	return field, nil
}

// inWords is the type of a field for people.
func (f eventField) inWords() string {
	typ := jsonTypes[f.goType]
	if f.many {
		typ = "list of " + typ
	}
	if f.optional {
		typ += ", optional"
	}
	return typ
}

func goTypeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return goTypeName(e.X) + "." + e.Sel.Name
	}
	return ""
}

// handled is the event of a subscription, as "unit.Type": the type of its
// handler's last parameter.
func handled(list []source, r registration) string {
	sel, ok := r.call.Args[2].(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	for _, s := range list {
		if s.unit() != r.unit {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != sel.Sel.Name || len(f.Type.Params.List) != 3 {
				continue
			}
			name := goTypeName(f.Type.Params.List[2].Type)
			if !strings.Contains(name, ".") {
				name = r.unit + "." + name
			}
			return name
		}
	}
	return ""
}

var eventForm = regexp.MustCompile(`^[a-z]+\.[a-z]+(_[a-z]+)*$`)

// badEvents finds names that are not of the form or are used twice, and events
// without a word on what they say.
func badEvents(list []event) (broken []string) {
	for i, ev := range list {
		switch {
		case !eventForm.MatchString(ev.name):
			broken = append(broken, fmt.Sprintf("%s: %q must be a thing and what happened to it, such as order.paid", ev.goName, ev.name))
		case i > 0 && list[i-1].name == ev.name:
			broken = append(broken, fmt.Sprintf("%s: %q is taken by %s", ev.goName, ev.name, list[i-1].goName))
		case ev.doc == "":
			broken = append(broken, fmt.Sprintf("%s: say what the event says", ev.goName))
		}
	}
	return broken
}

func eventTable(list []event) string {
	var b strings.Builder
	for _, ev := range list {
		_, typeName, _ := strings.Cut(ev.goName, ".")
		fmt.Fprintf(&b, "\n### `%s`\n\n%s. From `%s`", ev.name, strings.ToUpper(ev.doc[:1])+ev.doc[1:], ev.unit)
		if !ast.IsExported(typeName) {
			b.WriteString(", for itself alone")
		}
		if len(ev.consumers) > 0 {
			fmt.Fprintf(&b, "; consumed by `%s`", strings.Join(ev.consumers, "`, `"))
		}
		b.WriteString(".\n\n| Field | Type |\n|---|---|\n")
		for _, f := range ev.fields {
			fmt.Fprintf(&b, "| `%s` | %s |\n", f.name, f.inWords())
		}
		if ast.IsExported(typeName) {
			fmt.Fprintf(&b, "\n[JSON Schema](../%s/%s.json)\n", schemaDir, ev.name)
		}
	}
	return b.String() + "\n"
}

func TestEvents(t *testing.T) {
	list, err := publishedEvents(sources(t))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, badEvents(list))
	checkPage(t, "docs/events.md", func(string) string { return eventTable(list) })
}

func TestEventsAreChecked(t *testing.T) {
	producer := written(t, "internal/cart/events.go", `package cart
// Left says that a cart was left behind. It may come back.
type Left struct {
	CartID uuid.UUID `+"`json:\"cartId\"`"+`
	Totals []money.Amount `+"`json:\"totals,omitempty\"`"+`
}
func (Left) EventName() string { return "cart.left" }`)
	consumer := written(t, "internal/notify/notify.go", `package notify
func New() { events.Subscribe(bus, "notify.remind", s.onLeft) }
func (s *Service) onLeft(ctx context.Context, tx db.Tx, ev cart.Left) error { return nil }`)
	list, err := publishedEvents([]source{producer, consumer})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, badEvents(list))
	const want = "\n### `cart.left`\n\nA cart was left behind. From `cart`; consumed by `notify.remind`.\n\n" +
		"| Field | Type |\n|---|---|\n| `cartId` | string (UUID) |\n| `totals` | list of `{amount, currency}`, optional |\n\n[JSON Schema](../internal/events/schemas/cart.left.json)\n\n"
	if got := eventTable(list); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	finds(t, badEvents([]event{{name: "CartLeft", goName: "cart.Left", doc: "x"}}), "a thing and what happened")
	finds(t, badEvents([]event{{name: "cart.left", goName: "cart.Left"}}), "say what")
	finds(t, badEvents([]event{{name: "cart.left", goName: "cart.Left", doc: "x"}, {name: "cart.left", goName: "orders.Left", doc: "x"}}), "taken by cart.Left")

	odd := written(t, "internal/cart/events.go", "package cart\ntype Odd struct { X chan int `json:\"x\"` }\nfunc (Odd) EventName() string { return \"cart.odd\" }")
	if _, err := publishedEvents([]source{odd}); err == nil {
		t.Error("a field that JSON cannot hold is not noticed")
	}
}
