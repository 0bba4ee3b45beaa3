// Package sheettest generates files of products that are large, and bad in places
// that are known: for tests and the bench.
package sheettest

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Bad is what a report has to say of a row.
type Bad struct {
	Row          int // as a spreadsheet counts: the header is row 1
	Column, Code string
}

// Truth is what a report on a generated file has to say, and what an import of it
// has to make.
type Truth struct {
	Rows, Products int // all of them
	Bad            []Bad
	Good           int // products without a bad row
	Variants       int // of the good products
}

var header = []string{
	"handle", "name", "description", "brand", "category", "tags", "status", "seo_title", "seo_description",
	"option1_name", "option1_value", "sku", "barcode", "price", "compare_at_price", "weight_grams", "quantity",
}

var column = func() map[string]int {
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	return at
}()

// names are texts that are easily spoilt on the way.
var names = []string{
	"Blue mug", "Crème brûlée dish", "=1+1 lamp", "Shelf, 2 m \"oak\"", "+49 phone case", "@home sign", "'quoted' knife", "-40 °C jacket", "お茶 tea set", "Plain bowl",
}

var sizes = []string{"S", "M", "L", "XL"}

// Write writes a file of so many rows, of which one in a hundred is bad. A product
// has one row or four. category is one of the marketplace's, empty for none.
func Write(w io.Writer, rows int, category string) (Truth, error) {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return Truth{}, err
	}
	truth := Truth{}
	for product := 0; truth.Rows < rows; product++ {
		variants := 1
		if product%5 == 4 {
			variants = min(len(sizes), rows-truth.Rows)
		}
		good := true
		handle := fmt.Sprintf("product-%06d", product)
		for v := range variants {
			cells := line(product, v, variants, handle, category)
			if truth.Rows++; truth.Rows%100 == 50 {
				b := spoil(cells, truth.Rows/100, v == 0, variants)
				b.Row = truth.Rows + 1
				truth.Bad = append(truth.Bad, b)
				good = false
			}
			if err := out.Write(cells); err != nil {
				return Truth{}, err
			}
		}
		truth.Products++
		if good {
			truth.Good++
			truth.Variants += variants
		}
	}
	out.Flush()
	return truth, out.Error()
}

func line(product, v, variants int, handle, category string) []string {
	cells := make([]string, len(header))
	set := func(name, text string) { cells[column[name]] = text }
	set("handle", handle)
	if v == 0 {
		// An apostrophe makes text of what a spreadsheet takes for a formula.
		set("name", "'"+names[product%len(names)]+fmt.Sprint(" ", product))
		set("description", fmt.Sprintf("<p>Number %d, made by hand,</p>\n<p>\"as it should be\".</p>%s", product, strings.Repeat(" It lasts.", product%30)))
		set("brand", fmt.Sprint("Brand ", product%40))
		set("category", category)
		set("tags", fmt.Sprintf("tag %d, generated", product%25))
		set("status", []string{"active", "active", "draft"}[product%3])
		set("seo_title", fmt.Sprint("Buy number ", product))
		if variants > 1 {
			set("option1_name", "Size")
		}
	}
	if variants > 1 {
		set("option1_value", sizes[v])
	}
	set("sku", fmt.Sprintf("SKU-%d-%d", product, v))
	set("barcode", fmt.Sprintf("%013d", product*10+v))
	set("price", fmt.Sprintf("%d.%02d", 1+product%300, product%100))
	if product%7 == 0 {
		set("compare_at_price", fmt.Sprintf("%d.00", 400+product%300))
	}
	set("weight_grams", fmt.Sprint(1+product%5000))
	set("quantity", fmt.Sprint((product+v)%50))
	return cells
}

// spoil makes a row bad in a way that depends on n, and says what a report has to
// say of it.
func spoil(cells []string, n int, first bool, variants int) Bad {
	ways := []struct {
		column, text, code string
		onlyFirst          bool
	}{
		{"price", "free", "not_a_price", false},
		{"quantity", "-3", "negative", false},
		{"weight_grams", "heavy", "not_a_weight", false},
		{"sku", strings.Repeat("x", 300), "too_long", false},
		{"status", "sold", "not_a_status", true},
		{"name", "", "missing", true},
		{"handle", "Product 000001", "handle_repeated", true},
	}
	way := ways[n%len(ways)]
	if way.onlyFirst && (!first || variants > 1) {
		way = ways[n%4]
	}
	cells[column[way.column]] = way.text
	return Bad{Column: way.column, Code: way.code}
}
