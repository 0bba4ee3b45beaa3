package web

import "encoding/json"

// What the documentation reads of an OpenAPI 3.0 document.
type openAPI struct {
	Info struct {
		Title, Version, Description string
	}
	Servers []struct{ URL string }
	Tags    []struct{ Name, Description string }
	Paths   map[string]map[string]json.RawMessage

	Components struct {
		Schemas    map[string]schemaDoc
		Parameters map[string]parameterDoc
		Responses  map[string]responseDoc
	}
}

type schemaDoc struct {
	Ref         string `json:"$ref"`
	Type        string
	Format      string
	Description string
	Enum        []any
	Items       *schemaDoc
	Properties  map[string]schemaDoc
	Required    []string
	Nullable    bool
	Default     any
	Example     any
	Pattern     string

	Minimum, Maximum                         *json.Number
	MinLength, MaxLength, MinItems, MaxItems *int
	AllOf                                    []schemaDoc
}

type parameterDoc struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Required    bool
	Description string
	Schema      schemaDoc
}

type responseDoc struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]struct{ Schema schemaDoc }
	Headers     map[string]struct{ Description string }
}

type operationDoc struct {
	OperationID          string
	Summary, Description string
	Tags                 []string
	Parameters           []parameterDoc
	RequestBody          *struct {
		Description string
		Required    bool
		Content     map[string]struct{ Schema schemaDoc }
	}
	Responses map[string]responseDoc
	Access    string `json:"x-rialto-access"`
}
