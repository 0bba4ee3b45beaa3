package catalog

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/errs"
)

// attributeTree knows which attributes products of a category have.
type attributeTree struct {
	byID       map[uuid.UUID]Attribute
	ofCategory map[uuid.UUID][]Attribute // its own
	parent     map[uuid.UUID]*uuid.UUID
}

func (s *Service) attributeTree(ctx context.Context) (attributeTree, error) {
	t := attributeTree{map[uuid.UUID]Attribute{}, map[uuid.UUID][]Attribute{}, map[uuid.UUID]*uuid.UUID{}}
	rows, err := s.q.AllAttributes(ctx, s.pool)
	if err != nil {
		return t, fmt.Errorf("attributes: %w", err)
	}
	for _, r := range rows {
		a := attributeFromRow(r)
		t.byID[a.ID] = a
		t.ofCategory[a.CategoryID] = append(t.ofCategory[a.CategoryID], a)
	}
	if len(rows) == 0 {
		return t, nil
	}
	categories, err := s.q.CategoriesAll(ctx, s.pool)
	if err != nil {
		return t, fmt.Errorf("categories: %w", err)
	}
	for _, c := range categories {
		t.parent[c.ID] = c.ParentID
	}
	return t, nil
}

// of returns the attributes of a category, its own first.
func (t attributeTree) of(category *uuid.UUID) (list []Attribute) {
	for depth := 0; category != nil && depth < 100 && len(t.byID) > 0; depth++ {
		list = append(list, t.ofCategory[*category]...)
		category = t.parent[*category]
	}
	return list
}

// AttributeNames are the names of all attributes there are, in their order.
func (s *Service) AttributeNames(ctx context.Context) ([]string, error) {
	rows, err := s.q.AllAttributes(ctx, s.pool)
	if err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	names := map[string]bool{}
	for _, r := range rows {
		names[r.Name] = true
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// attributesFor are the values that product i is to have, in the order of ids. It
// returns ErrProductInvalid for texts that are none of their attribute.
func (b *Batch) attributesFor(i int, category *uuid.UUID, was *standing) (values []AttributeInput, err error) {
	var given map[string]string
	if b.in.Attributes != nil {
		given = b.in.Attributes[i]
	}
	if was != nil {
		for _, v := range was.values {
			if _, replaced := given[b.attributes.byID[v.AttributeID].Name]; !replaced {
				values = append(values, v)
			}
		}
	}
	known := b.attributes.of(category)
	var bad []errs.Field
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name] == "" {
			continue
		}
		path := "attribute:" + name
		at := slices.IndexFunc(known, func(a Attribute) bool { return a.Name == name })
		if at < 0 {
			bad = append(bad, errs.Field{Path: path, Code: "attribute_unknown", Message: "The product's category has no such attribute."})
			continue
		}
		v := known[at].read(given[name])
		if code, message := known[at].refuses(v); code != "" {
			bad = append(bad, errs.Field{Path: path, Code: code, Message: message})
		}
		values = append(values, v)
	}
	if len(bad) > 0 {
		return nil, ErrProductInvalid.With(bad...)
	}
	slices.SortFunc(values, func(a, b AttributeInput) int { return bytes.Compare(a.AttributeID[:], b.AttributeID[:]) })
	return values, nil
}

// read takes a text for a value; one that is none has no value at all.
func (a Attribute) read(text string) AttributeInput {
	v := AttributeInput{AttributeID: a.ID}
	switch a.Kind {
	case KindNumber:
		if n, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			v.Number = &n
		}
	case KindBoolean:
		yes := slices.Contains([]string{"true", "yes", "1"}, strings.ToLower(text))
		if yes || slices.Contains([]string{"false", "no", "0"}, strings.ToLower(text)) {
			v.Boolean = &yes
		}
	default:
		v.Text = &text
	}
	return v
}

// text is the inverse of Attribute.read.
func (v AttributeInput) text() string {
	switch {
	case v.Number != nil:
		return strconv.FormatFloat(*v.Number, 'f', -1, 64)
	case v.Boolean != nil:
		return strconv.FormatBool(*v.Boolean)
	case v.Text != nil:
		return *v.Text
	}
	return ""
}

func (st *standing) sameAttributes(values []AttributeInput) bool {
	return len(st.values) == len(values) && (len(values) == 0 || reflect.DeepEqual(st.values, values))
}

func (w *writes) addAttributes(product uuid.UUID, values []AttributeInput, instead bool) {
	if instead {
		w.revalue = append(w.revalue, product)
	}
	for _, v := range values {
		w.values = append(w.values, catalogdb.InsertAttributeValueParams{
			ProductID: product, AttributeID: v.AttributeID, TextValue: v.Text, NumberValue: v.Number, BooleanValue: v.Boolean,
		})
	}
}
