package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// schemaDir holds the schema of each event that leaves the program.
const schemaDir = "internal/events/schemas"

// schema is what is used here of JSON Schema 2020-12.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type"`
	Format      string             `json:"format,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
}

// schemaTypes is how the types that events are made of look in JSON Schema.
var schemaTypes = map[string]schema{
	"string": {Type: "string"}, "int": {Type: "integer"}, "int64": {Type: "integer"}, "bool": {Type: "boolean"},
	"uuid.UUID": {Type: "string", Format: "uuid"}, "time.Time": {Type: "string", Format: "date-time"},
	"money.Amount": {Type: "object", Required: []string{"amount", "currency"}, Properties: map[string]*schema{
		"amount":   {Type: "integer", Description: "In minor units."},
		"currency": {Type: "string", Description: "ISO 4217."},
	}},
}

// schemaOf is the schema of an event. Readers are to ignore fields they do not know.
func schemaOf(ev event) *schema {
	s := &schema{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: ev.name, Title: ev.name,
		Description: strings.ToUpper(ev.doc[:1]) + ev.doc[1:] + ".", Type: "object", Properties: map[string]*schema{},
	}
	for _, f := range ev.fields {
		p := schemaTypes[f.goType]
		if f.many {
			p = schema{Type: "array", Items: new(p)}
		}
		p.Description = f.doc
		s.Properties[f.name] = &p
		if !f.optional {
			s.Required = append(s.Required, f.name)
		}
	}
	return s
}

// breaks finds what a reader of the old schema would not understand in the new one.
func breaks(path string, before, after *schema) (broken []string) {
	if before.Type != after.Type || before.Format != after.Format {
		return []string{fmt.Sprintf("%s was %s %s and is %s %s", path, before.Type, before.Format, after.Type, after.Format)}
	}
	for _, name := range slices.Sorted(maps.Keys(before.Properties)) {
		now, there := after.Properties[name]
		if !there {
			broken = append(broken, path+"."+name+" is gone")
			continue
		}
		broken = append(broken, breaks(path+"."+name, before.Properties[name], now)...)
	}
	for _, name := range before.Required {
		if after.Properties[name] != nil && !slices.Contains(after.Required, name) {
			broken = append(broken, path+"."+name+" was always there and is optional")
		}
	}
	if before.Items != nil && after.Items != nil {
		broken = append(broken, breaks(path+"[]", before.Items, after.Items)...)
	}
	return broken
}

// published are the events that leave the program, by their names.
func published(list []event) map[string]event {
	out := map[string]event{}
	for _, ev := range list {
		if _, typeName, _ := strings.Cut(ev.goName, "."); ast.IsExported(typeName) {
			out[ev.name] = ev
		}
	}
	return out
}

// checkSchemas compares what the events are with what was promised, and writes it down
// with -update: a schema that breaks its readers is not written.
func checkSchemas(dir string, list []event, write bool) (broken []string) {
	events := published(list)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return []string{err.Error()}
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); events[name].name == "" {
			broken = append(broken, fmt.Sprintf("event %s is gone, and %s promises it: others may wait for it", name, f))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(events)) {
		file := filepath.Join(dir, name+".json")
		want, err := json.MarshalIndent(schemaOf(events[name]), "", "  ")
		if err != nil {
			return append(broken, err.Error())
		}
		want = append(want, '\n')
		have, err := os.ReadFile(file)
		if err == nil && bytes.Equal(have, want) {
			continue
		}
		if err == nil {
			var before schema
			if err := json.Unmarshal(have, &before); err != nil {
				broken = append(broken, fmt.Sprintf("%s: %v", file, err))
				continue
			}
			if b := breaks(name, &before, schemaOf(events[name])); len(b) > 0 {
				broken = append(broken, b...)
				continue
			}
		} else if !errors.Is(err, os.ErrNotExist) {
			return append(broken, err.Error())
		}
		if !write {
			broken = append(broken, fmt.Sprintf("%s is not what the code says: run go test ./internal/arch -update", file))
		} else if err := os.WriteFile(file, want, 0o644); err != nil {
			broken = append(broken, err.Error())
		}
	}
	return broken
}

func TestSchemasOfEvents(t *testing.T) {
	list, err := publishedEvents(sources(t))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, checkSchemas(filepath.Join(root, schemaDir), list, *update))
}

func TestSchemasOfEventsAreChecked(t *testing.T) {
	dir := t.TempDir()
	rang := event{name: "bell.rang", goName: "tower.Rang", doc: "a bell rang", fields: []eventField{
		{name: "bellId", goType: "uuid.UUID"}, {name: "tones", goType: "int", many: true}, {name: "fee", goType: "money.Amount"},
	}}
	with := func(change func(*event)) []event {
		ev := rang
		ev.fields = slices.Clone(rang.fields)
		change(&ev)
		return []event{ev}
	}
	finds(t, checkSchemas(dir, []event{rang}, false), "run go test")
	holds(t, checkSchemas(dir, []event{rang}, true))
	holds(t, checkSchemas(dir, []event{rang}, false))

	for _, broken := range []struct {
		list []event
		what string
	}{
		{with(func(ev *event) { ev.fields = ev.fields[1:] }), "bell.rang.bellId is gone"},
		{with(func(ev *event) { ev.fields[0].goType = "string" }), "bell.rang.bellId was string uuid"},
		{with(func(ev *event) { ev.fields[0].optional = true }), "bell.rang.bellId was always there"},
		{with(func(ev *event) { ev.fields[1].goType = "string" }), "bell.rang.tones[] was integer"},
		{with(func(ev *event) { ev.fields[2].goType = "int64" }), "bell.rang.fee was object"},
		{with(func(ev *event) { ev.name = "bell.sounded" }), "bell.rang is gone"},
		{with(func(ev *event) { ev.goName = "tower.rang" }), "bell.rang is gone"},
	} {
		finds(t, checkSchemas(dir, broken.list, true), broken.what)
		_ = os.Remove(filepath.Join(dir, "bell.sounded.json"))
	}
	more := with(func(ev *event) {
		ev.fields = append(ev.fields, eventField{name: "by", goType: "string", optional: true})
	})
	holds(t, checkSchemas(dir, more, true))
	holds(t, checkSchemas(dir, more, false))
	finds(t, checkSchemas(dir, []event{rang}, true), "bell.rang.by is gone")
}

func TestEveryTypeOfAFieldHasASchema(t *testing.T) {
	for name := range jsonTypes {
		if reflect.DeepEqual(schemaTypes[name], schema{}) {
			t.Errorf("%s has no entry in schemaTypes", name)
		}
	}
}
