package catalog

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/errs"
)

// BulkChange is what a bulk edit makes different. Zero fields change nothing.
type BulkChange struct {
	Price               *BulkPrice
	CompareAt           *BulkCompareAt
	Stock               *BulkStock
	Status              Status
	AddTags, RemoveTags []string
	Category            *uuid.UUID
	ClearCategory       bool
}

// BulkPrice changes prices.
type BulkPrice struct {
	Mode     PriceMode
	Value    int64 // minor units, or hundredths of a percent
	Rounding Rounding
}

// PriceMode says how a price is changed.
type PriceMode string

// The ways to change a price.
const (
	PriceSet             PriceMode = "set"
	PriceIncrease        PriceMode = "increase"
	PriceDecrease        PriceMode = "decrease"
	PriceIncreasePercent PriceMode = "increase_percent"
	PriceDecreasePercent PriceMode = "decrease_percent"
)

// Rounding says to what a changed price is rounded.
type Rounding string

// The roundings. The last two give the nearest price that ends so.
const (
	RoundNone   Rounding = "none"
	RoundTenth  Rounding = "tenth"
	RoundWhole  Rounding = "whole"
	RoundEnds95 Rounding = "ends_95"
	RoundEnds99 Rounding = "ends_99"
)

// BulkCompareAt changes what prices are compared with.
type BulkCompareAt struct {
	Mode  CompareAtMode
	Value int64 // minor units, to set
}

// CompareAtMode says what a price is compared with.
type CompareAtMode string

// The ways to change what a price is compared with.
const (
	CompareSet      CompareAtMode = "set"
	ComparePrevious CompareAtMode = "previous_price" // that of before the bulk edit
	CompareClear    CompareAtMode = "clear"
)

// BulkStock changes stock.
type BulkStock struct {
	Mode     StockMode
	Quantity int
}

// StockMode says how stock is changed. A set quantity is reached from that of
// the preview: what is sold in between is not put back.
type StockMode string

// The ways to change stock.
const (
	StockSet    StockMode = "set"
	StockAdd    StockMode = "add"
	StockRemove StockMode = "remove"
)

func (c BulkChange) validate(sel BulkSelection) error {
	var bad []errs.Field
	refuse := func(ok bool, path, code, message string) {
		if !ok {
			bad = append(bad, errs.Field{Path: path, Code: code, Message: message})
		}
	}
	refuse((sel.IDs == nil) != (sel.Filter == nil), "selection", "one_of", "Name products or give a filter.")
	something := c.Price != nil || c.CompareAt != nil || c.Stock != nil || c.Status != "" || len(c.AddTags)+len(c.RemoveTags) > 0 ||
		c.Category != nil || c.ClearCategory
	refuse(something, "change", "required", "Change something.")
	refuse(c.Category == nil || !c.ClearCategory, "change.clearCategory", "one_of", "Set a category or take it away.")
	if c.Price != nil {
		percent := c.Price.Mode == PriceIncreasePercent || c.Price.Mode == PriceDecreasePercent
		refuse(!percent || c.Price.Value <= 100_000_00, "change.price.value", "range", "Use at most 100000 percent.")
		refuse(c.Price.Mode != PriceDecreasePercent || c.Price.Value <= 100_00, "change.price.value", "range", "A price cannot fall by more than all of it.")
	}
	if len(bad) > 0 {
		return ErrBulkEditInvalid.With(bad...)
	}
	return nil
}

// surroundings is what a change needs to know besides the products.
type surroundings struct {
	names    map[uuid.UUID]string      // of categories
	required map[uuid.UUID][]uuid.UUID // attributes that products on sale need, by category
}

func (e *Editor) surroundings(ctx context.Context, c BulkChange) (surroundings, error) {
	out := surroundings{names: map[uuid.UUID]string{}, required: map[uuid.UUID][]uuid.UUID{}}
	if c.Category == nil && !c.ClearCategory && c.Status != StatusActive {
		return out, nil
	}
	tree, err := e.CategoryTree(ctx)
	if err != nil {
		return out, err
	}
	parents := map[uuid.UUID]CategoryNode{}
	for _, n := range tree {
		parents[n.ID], out.names[n.ID] = n, n.Name
	}
	if c.Category != nil && out.names[*c.Category] == "" {
		return out, ErrBulkEditInvalid.With(errs.Field{Path: "change.categoryId", Code: "unknown", Message: "There is no such category."})
	}
	for _, n := range tree {
		for at, depth := n, 0; depth < maxDepth; depth++ {
			for _, a := range at.Attributes {
				if a.Required {
					out.required[n.ID] = append(out.required[n.ID], a.ID)
				}
			}
			if at.ParentID == nil {
				break
			}
			at = parents[*at.ParentID]
		}
	}
	return out, nil
}

// lacks reports whether a product in the category needs another attribute to be
// on sale.
func (s surroundings) lacks(category *uuid.UUID, has map[uuid.UUID]bool) bool {
	return category != nil && slices.ContainsFunc(s.required[*category], func(id uuid.UUID) bool { return !has[id] })
}

// rowsOf lists what the change does to a product. What stays as it is has no row.
func (c BulkChange) rowsOf(p catalogdb.BulkProductsRow, variants []catalogdb.BulkVariantsRow, has map[uuid.UUID]bool, around surroundings) []BulkRow {
	var rows []BulkRow
	row := func(field BulkField, before, after BulkValue, problem BulkProblem) BulkRow {
		r := BulkRow{ProductID: p.ID, ProductName: p.Name, ProductVersion: int(p.Version), Field: field, Before: before, After: after}
		if problem != "" {
			text := string(problem)
			r.Problem = &text
		}
		return r
	}
	category := p.CategoryID
	if c.Category != nil || c.ClearCategory {
		category = c.Category
	}
	status := Status(p.Status)
	if c.Status != "" {
		status = c.Status
	}
	var incomplete BulkProblem
	if status == StatusActive && around.lacks(category, has) {
		incomplete = ProblemAttributes
	}
	if status != Status(p.Status) {
		rows = append(rows, row(FieldStatus, BulkValue{Status: Status(p.Status)}, BulkValue{Status: status}, incomplete))
	}
	if !equalIDs(category, p.CategoryID) {
		rows = append(rows, row(FieldCategory, around.category(p.CategoryID), around.category(category), incomplete))
	}
	if tags := c.tags(p.Tags); !slices.Equal(tags, p.Tags) {
		var problem BulkProblem
		if len(tags) > maxTags {
			problem = ProblemTags
		}
		rows = append(rows, row(FieldTags, BulkValue{Tags: &p.Tags}, BulkValue{Tags: &tags}, problem))
	}
	for _, v := range variants {
		for _, r := range c.variantRows(p, v, row) {
			r.VariantID, r.Options = &v.ID, v.Options
			rows = append(rows, r)
		}
	}
	return rows
}

func (c BulkChange) variantRows(p catalogdb.BulkProductsRow, v catalogdb.BulkVariantsRow, row func(BulkField, BulkValue, BulkValue, BulkProblem) BulkRow) (rows []BulkRow) {
	amount := func(minor *int64) BulkValue {
		if minor == nil {
			return BulkValue{}
		}
		return BulkValue{Amount: minor, Currency: p.Currency}
	}
	price := v.PriceAmount
	if c.Price != nil {
		price = c.Price.of(v.PriceAmount)
	}
	var problem BulkProblem
	if price < 0 || price > maxPrice {
		problem = ProblemRange
	}
	compareAt := v.CompareAtAmount
	if c.CompareAt != nil {
		compareAt = c.CompareAt.of(v.PriceAmount)
		if problem == "" && compareAt != nil && *compareAt <= price {
			problem = ProblemCompareAt
		}
	}
	if price != v.PriceAmount {
		rows = append(rows, row(FieldPrice, amount(&v.PriceAmount), amount(&price), problem))
	}
	if !equalAmounts(compareAt, v.CompareAtAmount) {
		rows = append(rows, row(FieldCompareAt, amount(v.CompareAtAmount), amount(compareAt), problem))
	}
	if c.Stock != nil {
		before := int(v.QuantityAvailable)
		after := c.Stock.of(before)
		var short BulkProblem
		switch {
		case after < 0:
			short = ProblemStock
		case after > math.MaxInt32/2:
			short = ProblemRange
		}
		if after != before {
			rows = append(rows, row(FieldStock, BulkValue{Quantity: &before}, BulkValue{Quantity: &after}, short))
		}
	}
	return rows
}

// of is what a price becomes; it may be out of range.
func (c BulkPrice) of(price int64) int64 {
	switch c.Mode {
	case PriceSet:
		price = c.Value
	case PriceIncrease:
		price += c.Value
	case PriceDecrease:
		price -= c.Value
	case PriceIncreasePercent:
		price = percent(price, 100_00+c.Value)
	case PriceDecreasePercent:
		price = percent(price, 100_00-c.Value)
	}
	if price < 0 {
		return price
	}
	return c.Rounding.of(price)
}

// percent is a share of price in hundredths of a percent, half a minor unit
// rounded up.
func percent(price, share int64) int64 {
	if price > math.MaxInt64/max(share, 1)-1 {
		return math.MaxInt64
	}
	return (price*share + 50_00) / 100_00
}

func (r Rounding) of(price int64) int64 {
	nearest := func(step, ending int64) int64 {
		if price > maxPrice {
			return price
		}
		n := (price - ending + step/2)
		if n < 0 {
			return ending
		}
		return n/step*step + ending
	}
	switch r {
	case RoundTenth:
		return nearest(10, 0)
	case RoundWhole:
		return nearest(100, 0)
	case RoundEnds95:
		return nearest(100, 95)
	case RoundEnds99:
		return nearest(100, 99)
	case RoundNone:
	}
	return price
}

func (c BulkCompareAt) of(price int64) *int64 {
	switch c.Mode {
	case CompareSet:
		return &c.Value
	case ComparePrevious:
		return &price
	case CompareClear:
	}
	return nil
}

func (c BulkStock) of(quantity int) int {
	switch c.Mode {
	case StockAdd:
		return quantity + c.Quantity
	case StockRemove:
		return quantity - c.Quantity
	case StockSet:
	}
	return c.Quantity
}

func (c BulkChange) tags(tags []string) []string {
	out := slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return slices.Contains(c.RemoveTags, t) })
	if out = distinct(append(out, c.AddTags...)); out == nil {
		out = []string{}
	}
	if len(c.AddTags)+len(c.RemoveTags) == 0 {
		return tags
	}
	return out
}

func (s surroundings) category(id *uuid.UUID) BulkValue {
	if id == nil {
		return BulkValue{}
	}
	return BulkValue{Category: id, Name: s.names[*id]}
}

func equalIDs(a, b *uuid.UUID) bool { return a == b || a != nil && b != nil && *a == *b }

func equalAmounts(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

// describe is what the audit log says of a bulk edit.
func (b BulkEdit) describe() map[string]string {
	return map[string]string{
		"products": fmt.Sprint(b.Products), "applied": fmt.Sprint(b.Applied), "refused": fmt.Sprint(b.Refused), "kept": fmt.Sprint(b.Kept),
	}
}
