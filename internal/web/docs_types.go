package web

import (
	"encoding/json"
	"fmt"
	"strings"
)

// typeOf names a type: a schema by its name, an array by what is in it.
func typeOf(s schemaDoc) docsType {
	switch {
	case s.Ref != "":
		return docsType{Ref: refName(s.Ref)}
	case len(s.AllOf) > 0:
		return typeOf(s.AllOf[0])
	case s.Type == "array" && s.Items != nil:
		t := typeOf(*s.Items)
		t.Before = "list of " + t.Before
		return t
	}
	t := docsType{Plain: s.Type}
	if s.Format != "" {
		t.Plain += " (" + s.Format + ")"
	}
	if s.Nullable {
		t.Plain += " or null"
	}
	return t
}

func rulesOf(s schemaDoc) []string {
	var rules []string
	span := func(what, least, most string) {
		switch {
		case least != "" && most != "":
			rules = append(rules, what+least+" to "+most)
		case least != "":
			rules = append(rules, what+"at least "+least)
		case most != "":
			rules = append(rules, what+"at most "+most)
		}
	}
	span("", numberText(s.Minimum), numberText(s.Maximum))
	span("length ", countText(s.MinLength), countText(s.MaxLength))
	span("items ", countText(s.MinItems), countText(s.MaxItems))
	if len(s.Enum) > 0 {
		var values []string
		for _, value := range s.Enum {
			values = append(values, fmt.Sprint(value))
		}
		rules = append(rules, "one of "+strings.Join(values, ", "))
	}
	if s.Pattern != "" {
		rules = append(rules, "matches "+s.Pattern)
	}
	if s.Default != nil {
		rules = append(rules, fmt.Sprintf("default %v", s.Default))
	}
	if s.Example != nil {
		rules = append(rules, fmt.Sprintf("such as %v", s.Example))
	}
	return rules
}

func numberText(n *json.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

func countText(n *int) string {
	if n == nil {
		return ""
	}
	return itoa(*n)
}

// refName is the last part of "#/components/schemas/Store".
func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }
