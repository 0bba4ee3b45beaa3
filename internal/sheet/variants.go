package sheet

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
type optionColumns struct{ name, value Field }

var optionPairs = [...]optionColumns{{option1Name, option1Value}, {option2Name, option2Value}, {option3Name, option3Value}}

// maxQuantity is what the catalog's stock holds.
const maxQuantity = math.MaxInt32 / 2

// maxPrice in minor units is the catalog's.
const maxPrice = 100_000_000_000

// hasVariant tells a row with a variant from one that only adds a picture.
func hasVariant(r *row) bool {
	return slices.ContainsFunc([]Field{Price, SKU, option1Value, option2Value, option3Value, Quantity}, func(f Field) bool { return r.get(f) != "" })
}

// readOptions reads the names of the product's options. Shopify writes a product
// without any as the option Title with the value Default Title.
func (p *Product) readOptions(r *row) {
	if p.layout.format != Rialto && r.get(option1Name) == "Title" && r.get(option1Value) == "Default Title" && r.get(option2Name) == "" {
		return
	}
	for _, o := range optionPairs {
		name := r.get(o.name)
		if name == "" {
			continue
		}
		if slices.Contains(p.Input.Options, name) {
			p.refuse(r, o.name, "option_repeated", "another option has this name")
			continue
		}
		p.short(r, o.name)
		p.options = append(p.options, o)
		p.Input.Options = append(p.Input.Options, name)
	}
}

// variant adds the variant of a row.
func (rd *Reader) variant(p *Product, r *row) {
	v := catalog.PutVariant{
		SKU: p.code(r, SKU), Barcode: p.code(r, Barcode), Options: p.choice(r),
		Quantity: p.quantity(r), WeightGrams: p.grams(r),
	}
	v.Price, v.CompareAt = p.prices(r, rd.opts.Currency)
	if len(v.SKU) > maxSKU {
		p.refuse(r, SKU, "too_long", fmt.Sprintf("longer than %d bytes", maxSKU))
	}
	if len(v.Barcode) > maxBarcode {
		p.refuse(r, Barcode, "too_long", fmt.Sprintf("longer than %d bytes", maxBarcode))
	}
	if first, ok := p.skus[v.SKU]; ok && v.SKU != "" {
		p.warn(r, SKU, "sku_repeated", fmt.Sprintf("row %d has the same SKU", first))
	} else {
		p.skus[v.SKU] = r.number
	}
	p.Input.Variants = append(p.Input.Variants, v)
	p.variantRows = append(p.variantRows, r)
	p.variantImage = append(p.variantImage, p.address(r, VariantImage))
}

// code is an SKU or a barcode. In files of others an apostrophe before it keeps
// spreadsheets from reading a number.
func (p *Product) code(r *row, f Field) string {
	if p.layout.format == Rialto {
		return r.get(f)
	}
	return strings.TrimPrefix(r.get(f), "'")
}

// choice reads the values of the options, which no other variant may repeat.
func (p *Product) choice(r *row) []string {
	if !p.layout.HasOptions() && p.layout.has(SKU) {
		return nil // the SKU says which variant it is
	}
	whole := true
	var values []string
	for _, o := range p.options {
		if r.get(o.value) == "" {
			p.refuse(r, o.value, "option_missing", "the value of the option is missing")
			whole = false
		}
		p.short(r, o.value)
		values = append(values, r.get(o.value))
	}
	for _, o := range optionPairs {
		if text := r.get(o.value); text != "" && (text != "Default Title" || p.layout.format == Rialto) && !slices.Contains(p.options, o) {
			p.refuse(r, o.value, "option_unnamed", "the option has a value and no name")
			whole = false
		}
	}
	if !whole {
		return values
	}
	combination := strings.Join(values, "\x00")
	if first, ok := p.chosen[combination]; ok {
		p.refuse(r, optionPairs[0].value, "variant_repeated", fmt.Sprintf("row %d has the same options", first))
	} else {
		p.chosen[combination] = r.number
	}
	return values
}

// prices reads the price and the one it is compared with. In files of others it
// is dropped unless it is higher: it would advertise a reduction that is none.
func (p *Product) prices(r *row, currency string) (money.Amount, *money.Amount) {
	none := money.Amount{Currency: currency}
	if r.get(Price) == "" {
		if p.layout.has(Price) {
			p.refuse(r, Price, "missing", "the price is missing")
		}
		return none, nil
	}
	now, ok := p.amount(r, Price, currency)
	if r.get(CompareAt) == "" {
		return now, nil
	}
	before, also := p.amount(r, CompareAt, currency)
	if !ok || !also || (before.Minor <= now.Minor && p.layout.format != Rialto) {
		return now, nil
	}
	return now, &before
}

func (p *Product) amount(r *row, f Field, currency string) (money.Amount, bool) {
	a, err := money.Parse(r.get(f), currency)
	switch {
	case err != nil:
		p.refuse(r, f, "not_a_price", fmt.Sprintf("not a price such as 12.99 with at most %d decimals", money.Digits(currency)))
	case a.Minor > maxPrice:
		p.refuse(r, f, "too_high", "the price is too high")
	default:
		return a, true
	}
	return money.Amount{Currency: currency}, false
}

func (p *Product) quantity(r *row) int {
	text := r.get(Quantity)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		p.refuse(r, Quantity, "not_a_number", "not a whole number")
	case n < 0:
		p.refuse(r, Quantity, "negative", "the quantity is negative")
	case n > maxQuantity:
		p.refuse(r, Quantity, "too_high", "the quantity is too high")
	}
	return n
}

// grams reads a weight, which newer exports write with decimals.
func (p *Product) grams(r *row) int {
	text := r.get(Grams)
	if text == "" {
		return 0
	}
	w, err := strconv.ParseFloat(text, 64)
	if err != nil || !(w >= 0 && w <= math.MaxInt32) {
		p.refuse(r, Grams, "not_a_weight", "not a weight in grams")
		return 0
	}
	return int(math.Round(w))
}
