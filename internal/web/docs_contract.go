package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// docsContract is the contract as the page shows it.
type docsContract struct {
	Title, Version, Description, Server string
	Groups                              []docsGroup
	Schemas                             []docsSchema
}

type docsGroup struct {
	Name, Description string
	Operations        []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Description, Access string
	Parameters                                     []docsField
	Bodies                                         []docsBody
	Responses                                      []docsResponse
}

type docsBody struct {
	ContentType string
	Type        docsType
}

type docsResponse struct {
	Status, Description string
	Headers             []string
	Bodies              []docsBody
}

type docsSchema struct {
	Name, Description string
	Values            []string // of an enum
	Fields            []docsField
}

// docsField is a parameter, or a property of a schema.
type docsField struct {
	Name, In, Description string
	Required              bool
	Type                  docsType
	Rules                 []string
}

// docsType names a type; Ref is the schema it links to.
type docsType struct{ Before, Ref, Plain string }

func readContract(raw []byte) (docsContract, error) {
	var doc openAPI
	if err := json.Unmarshal(raw, &doc); err != nil {
		return docsContract{}, fmt.Errorf("read the contract: %w", err)
	}
	c := docsContract{Title: doc.Info.Title, Version: doc.Info.Version, Description: doc.Info.Description}
	if len(doc.Servers) > 0 {
		c.Server = doc.Servers[0].URL
	}
	byTag := map[string][]docsOperation{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			item, known := doc.Paths[path][method]
			if !known {
				continue
			}
			op, err := doc.operation(path, method, item)
			if err != nil {
				return docsContract{}, err
			}
			byTag[op.tag] = append(byTag[op.tag], op.docsOperation)
		}
	}
	for _, tag := range doc.Tags {
		c.Groups = append(c.Groups, docsGroup{tag.Name, tag.Description, byTag[tag.Name]})
		delete(byTag, tag.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(byTag)) {
		c.Groups = append(c.Groups, docsGroup{name, "", byTag[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		c.Schemas = append(c.Schemas, schemaView(name, doc.Components.Schemas[name]))
	}
	return c, nil
}

type taggedOperation struct {
	docsOperation
	tag string
}

func (doc openAPI) operation(path, method string, raw json.RawMessage) (taggedOperation, error) {
	var op operationDoc
	if err := json.Unmarshal(raw, &op); err != nil {
		return taggedOperation{}, fmt.Errorf("read %s %s: %w", method, path, err)
	}
	var shared []parameterDoc
	if of, known := doc.Paths[path]["parameters"]; known {
		if err := json.Unmarshal(of, &shared); err != nil {
			return taggedOperation{}, fmt.Errorf("read the parameters of %s: %w", path, err)
		}
	}
	view := taggedOperation{docsOperation: docsOperation{
		ID: op.OperationID, Method: strings.ToUpper(method), Path: path, Summary: op.Summary, Description: op.Description, Access: op.Access,
	}, tag: "other"}
	if len(op.Tags) > 0 {
		view.tag = op.Tags[0]
	}
	for _, p := range append(shared, op.Parameters...) {
		if p.Ref != "" {
			p = doc.Components.Parameters[refName(p.Ref)]
		}
		f := fieldView(p.Name, p.Schema, p.Required)
		f.In, f.Description = p.In, cmp.Or(p.Description, f.Description)
		view.Parameters = append(view.Parameters, f)
	}
	if op.RequestBody != nil {
		for _, contentType := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			view.Bodies = append(view.Bodies, docsBody{contentType, typeOf(op.RequestBody.Content[contentType].Schema)})
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		view.Responses = append(view.Responses, doc.response(status, op.Responses[status]))
	}
	return view, nil
}

func (doc openAPI) response(status string, r responseDoc) docsResponse {
	if r.Ref != "" {
		r = doc.Components.Responses[refName(r.Ref)]
	}
	if status == "default" {
		status = "4xx, 5xx"
	}
	view := docsResponse{Status: status, Description: r.Description, Headers: slices.Sorted(maps.Keys(r.Headers))}
	for _, contentType := range slices.Sorted(maps.Keys(r.Content)) {
		view.Bodies = append(view.Bodies, docsBody{contentType, typeOf(r.Content[contentType].Schema)})
	}
	return view
}

// schemaView shows the required fields first.
func schemaView(name string, s schemaDoc) docsSchema {
	view := docsSchema{Name: name, Description: s.Description}
	for _, value := range s.Enum {
		view.Values = append(view.Values, fmt.Sprint(value))
	}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		view.Fields = append(view.Fields, fieldView(field, s.Properties[field], slices.Contains(s.Required, field)))
	}
	slices.SortStableFunc(view.Fields, func(a, b docsField) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return view
}

func fieldView(name string, s schemaDoc, required bool) docsField {
	return docsField{Name: name, Description: s.Description, Required: required, Type: typeOf(s), Rules: rulesOf(s)}
}
