package analytics

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"rialto/internal/money"
)

// CSV is the series of the summary as a file for spreadsheets.
func (s Summary) CSV() ([]byte, error) {
	lines := [][]string{append([]string{"from", "to"}, figureHeads("visits", "conversion")...)}
	for _, p := range s.Series {
		lines = append(lines, append([]string{date(p.From), date(p.To)}, append(p.Figures.cells(),
			strconv.FormatInt(p.Figures.Visits, 10), rate(p.Figures.Conversion()))...))
	}
	return file(lines)
}

// ProductsCSV is a list of products as a file for spreadsheets.
func ProductsCSV(list []ProductFigures) ([]byte, error) {
	lines := [][]string{append([]string{"product_id", "slug", "name"}, figureHeads("conversion")...)}
	for _, p := range list {
		var slug, name string
		if p.Label != nil {
			slug, name = p.Label.Slug, p.Label.Name
		}
		lines = append(lines, append([]string{p.ProductID.String(), slug, harmless(name)}, append(p.cells(), rate(p.Conversion()))...))
	}
	return file(lines)
}

// CSV is the days of a stock's value as a file for spreadsheets.
func (v StockValue) CSV() ([]byte, error) {
	lines := [][]string{{"day", "currency", "value", "units", "variants", "sold_out"}}
	for _, d := range v.Days {
		lines = append(lines, []string{
			date(d.Day), d.Value.Currency, decimal(d.Value), strconv.FormatInt(d.Units, 10), strconv.FormatInt(d.Variants, 10), strconv.FormatInt(d.SoldOut, 10),
		})
	}
	return file(lines)
}

func figureHeads(more ...string) []string {
	return append([]string{"currency", "revenue", "refunds", "net_revenue", "orders", "average_order", "units", "units_returned", "views", "cart_adds"}, more...)
}

func (f Figures) cells() []string {
	average := ""
	if a, ok := f.AverageOrder(); ok {
		average = decimal(a)
	}
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	return []string{
		f.Gross.Currency, decimal(f.Gross), decimal(f.Refunded), decimal(f.Net()), n(f.Orders), average, n(f.Units), n(f.Returned), n(f.Views), n(f.Carted),
	}
}

func rate(share float64, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(share, 'f', 4, 64)
}

func decimal(a money.Amount) string { return strings.TrimSuffix(a.String(), " "+a.Currency) }

func date(d time.Time) string { return d.Format(time.DateOnly) }

// harmless keeps a spreadsheet from taking a product's name for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}

func file(lines [][]string) ([]byte, error) {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(lines); err != nil {
		return nil, fmt.Errorf("write csv: %w", err)
	}
	return b.Bytes(), nil
}
