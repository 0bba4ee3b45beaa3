package shopify

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/money"
)

// optionColumns are the columns of one option.
type optionColumns struct{ name, value column }

var optionPairs = [...]optionColumns{{option1Name, option1Value}, {option2Name, option2Value}, {option3Name, option3Value}}

// maxQuantity is what the catalog's stock holds.
const maxQuantity = math.MaxInt32 / 2

// maxPrice in minor units is the catalog's.
const maxPrice = 100_000_000_000

// hasVariant tells a row with a variant from one that only adds a picture.
func hasVariant(r *row) bool {
	return slices.ContainsFunc([]column{price, sku, option1Value, option2Value, option3Value}, func(c column) bool { return r.get(c) != "" })
}

// options reads the names of the product's options. Shopify writes a product
// without any as the option Title with the value Default Title.
func (p *products) options(to *product, r *row) {
	if r.get(option1Name) == "Title" && r.get(option1Value) == "Default Title" && r.get(option2Name) == "" {
		return
	}
	for _, o := range optionPairs {
		name := r.get(o.name)
		if name == "" {
			continue
		}
		if slices.Contains(to.input.Options, name) {
			p.refuse(to, r, o.name, "another option has this name")
			continue
		}
		p.short(to, r, o.name)
		to.options = append(to.options, o)
		to.input.Options = append(to.input.Options, name)
	}
}

// variant adds the variant of a row.
func (p *products) variant(to *product, r *row) {
	v := catalog.PutVariant{
		SKU: unquote(r.get(sku)), Barcode: unquote(r.get(barcode)), Options: p.choice(to, r),
		Quantity: p.quantity(to, r), WeightGrams: p.grams(to, r),
	}
	v.Price, v.CompareAt = p.prices(to, r)
	if len(v.SKU) > maxSKU {
		p.refuse(to, r, sku, fmt.Sprintf("longer than %d bytes", maxSKU))
	}
	if first, ok := to.skus[v.SKU]; ok && v.SKU != "" {
		p.warn(r, sku, fmt.Sprintf("row %d has the same SKU", first))
	} else {
		to.skus[v.SKU] = r.number
	}
	to.input.Variants = append(to.input.Variants, v)
	to.variantImages = append(to.variantImages, p.variantImage(to, r))
}

// unquote drops the apostrophe that keeps spreadsheets from reading a number.
func unquote(text string) string { return strings.TrimPrefix(text, "'") }

// choice reads the values of the options, which no other variant may repeat.
func (p *products) choice(to *product, r *row) []string {
	whole := true
	var values []string
	for _, o := range to.options {
		if r.get(o.value) == "" {
			p.refuse(to, r, o.value, "the value of the option is missing")
			whole = false
		}
		p.short(to, r, o.value)
		values = append(values, r.get(o.value))
	}
	for _, o := range optionPairs {
		if text := r.get(o.value); text != "" && text != "Default Title" && !slices.Contains(to.options, o) {
			p.refuse(to, r, o.value, "the option has a value and no name")
			whole = false
		}
	}
	if !whole {
		return values
	}
	combination := strings.Join(values, "\x00")
	if first, ok := to.chosen[combination]; ok {
		p.refuse(to, r, optionPairs[0].value, fmt.Sprintf("row %d has the same options", first))
	} else {
		to.chosen[combination] = r.number
	}
	return values
}

// prices reads the price and the one it is compared with, which is dropped
// unless it is higher: it would advertise a reduction that is none.
func (p *products) prices(to *product, r *row) (money.Amount, *money.Amount) {
	if r.get(price) == "" {
		p.refuse(to, r, price, "the price is missing")
		return money.Amount{Currency: p.currency}, nil
	}
	now, ok := p.amount(to, r, price)
	if r.get(compareAt) == "" {
		return now, nil
	}
	before, also := p.amount(to, r, compareAt)
	if !ok || !also || before.Minor <= now.Minor {
		return now, nil
	}
	return now, &before
}

func (p *products) amount(to *product, r *row, c column) (money.Amount, bool) {
	a, err := money.Parse(r.get(c), p.currency)
	switch {
	case err != nil:
		p.refuse(to, r, c, fmt.Sprintf("not a price such as 12.99 with at most %d decimals", money.Digits(p.currency)))
	case a.Minor > maxPrice:
		p.refuse(to, r, c, "the price is too high")
	default:
		return a, true
	}
	return money.Amount{Currency: p.currency}, false
}

func (p *products) quantity(to *product, r *row) int {
	text := r.get(quantity)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		p.refuse(to, r, quantity, "not a whole number")
	case n < 0:
		p.refuse(to, r, quantity, "the quantity is negative")
	case n > maxQuantity:
		p.refuse(to, r, quantity, "the quantity is too high")
	}
	return n
}

// grams reads a weight, which newer exports write with decimals.
func (p *products) grams(to *product, r *row) int {
	text := r.get(grams)
	if text == "" {
		return 0
	}
	w, err := strconv.ParseFloat(text, 64)
	if err != nil || !(w >= 0 && w <= math.MaxInt32) {
		p.refuse(to, r, grams, "not a weight in grams")
		return 0
	}
	return int(math.Round(w))
}
