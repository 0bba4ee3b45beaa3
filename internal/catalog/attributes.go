package catalog

import (
	"context"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
)

// AttributeKind says what values an attribute has.
type AttributeKind string

// The kinds of attributes.
const (
	KindText    AttributeKind = "text"
	KindNumber  AttributeKind = "number"
	KindBoolean AttributeKind = "boolean"
	KindChoice  AttributeKind = "choice"
)

// Attribute is what the products of a category, and of all below it, have a
// value of.
type Attribute struct {
	ID, CategoryID uuid.UUID
	Name           string
	Kind           AttributeKind
	Unit           string   // of a number
	Choices        []string // of a choice
	Required       bool     // products on sale need a value
	Filterable     bool
	Position       int
	Version        int
	// Products is how many have a value; zero where nobody counted.
	Products int
}

// AttributeValue is what a product has for an attribute. One of the three is
// there: the one of the attribute's kind; a choice is text.
type AttributeValue struct {
	Attribute
	Text    *string
	Number  *float64
	Boolean *bool
}

const maxAttributeText = 1000

// attributesOf returns what products in the category are asked for, its own and
// what it inherits, the root's first.
func (s *Service) attributesOf(ctx context.Context, category *uuid.UUID) ([]Attribute, error) {
	if category == nil {
		return nil, nil
	}
	rows, err := s.q.AttributesOfCategory(ctx, db.Reads(ctx, s.pool), *category)
	if err != nil {
		return nil, fmt.Errorf("attributes of category: %w", err)
	}
	out := make([]Attribute, len(rows))
	for i, r := range rows {
		out[i] = attributeFromRow(r)
	}
	return out, nil
}

// AttributeInput is a value as somebody sent it.
type AttributeInput struct {
	AttributeID uuid.UUID
	Text        *string
	Number      *float64
	Boolean     *bool
}

// checkAttributes compares the values with what the category asks for. A product
// that is not on sale may lack some.
func checkAttributes(want []Attribute, have []AttributeInput, status Status) (bad []errs.Field) {
	seen := map[uuid.UUID]bool{}
	for i, v := range have {
		path := fmt.Sprintf("attributes[%d]", i)
		at := slices.IndexFunc(want, func(a Attribute) bool { return a.ID == v.AttributeID })
		switch {
		case at < 0:
			bad = append(bad, errs.Field{Path: path, Code: "unknown", Message: "The category has no such attribute."})
		case seen[v.AttributeID]:
			bad = append(bad, errs.Field{Path: path, Code: "duplicate", Message: "Give each attribute one value."})
		default:
			if code, message := want[at].refuses(v); code != "" {
				bad = append(bad, errs.Field{Path: path, Code: code, Message: message})
			}
		}
		seen[v.AttributeID] = true
	}
	if status != StatusActive {
		return bad
	}
	for _, a := range want {
		if a.Required && !seen[a.ID] {
			bad = append(bad, errs.Field{Path: "attributes." + a.ID.String(), Code: "required", Message: "Products of this category need a value to be on sale."})
		}
	}
	return bad
}

// refuses says what is wrong with a value of the attribute, if anything.
func (a Attribute) refuses(v AttributeInput) (code, message string) {
	fits := map[AttributeKind]bool{
		KindText: v.Text != nil, KindChoice: v.Text != nil, KindNumber: v.Number != nil, KindBoolean: v.Boolean != nil,
	}[a.Kind]
	given := 0
	for _, there := range []bool{v.Text != nil, v.Number != nil, v.Boolean != nil} {
		if there {
			given++
		}
	}
	switch {
	case !fits || given != 1:
		return "type", "Give a value of the attribute's kind."
	case a.Kind == KindChoice && !slices.Contains(a.Choices, *v.Text):
		return "enum", "Use one of the attribute's choices."
	case a.Kind == KindText && (*v.Text == "" || utf8.RuneCountInString(*v.Text) > maxAttributeText):
		return "length", fmt.Sprintf("Use 1 to %d characters.", maxAttributeText)
	case a.Kind == KindNumber && (math.IsNaN(*v.Number) || math.IsInf(*v.Number, 0)):
		return "range", "Use a number."
	}
	return "", ""
}

// putAttributesTx replaces the product's values.
func (s *Service) putAttributesTx(ctx context.Context, tx db.Tx, product uuid.UUID, values []AttributeInput) error {
	if err := s.q.DeleteAttributeValues(ctx, tx, product); err != nil {
		return fmt.Errorf("delete attribute values: %w", err)
	}
	for _, v := range values {
		err := s.q.InsertAttributeValue(ctx, tx, catalogdb.InsertAttributeValueParams{
			ProductID: product, AttributeID: v.AttributeID, TextValue: v.Text, NumberValue: v.Number, BooleanValue: v.Boolean,
		})
		if err != nil {
			return fmt.Errorf("insert attribute value: %w", err)
		}
	}
	return nil
}

func attributeFromRow(r catalogdb.CatalogAttribute) Attribute {
	return Attribute{
		ID: r.ID, CategoryID: r.CategoryID, Name: r.Name, Kind: AttributeKind(r.Kind), Unit: r.Unit, Choices: r.Choices,
		Required: r.Required, Filterable: r.Filterable, Position: int(r.Position), Version: int(r.Version),
	}
}
