package shopify_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rialto/internal/shopify"
)

func TestBadRows(t *testing.T) {
	t.Parallel()
	good := line("Handle", "good", "Title", "Good", "Variant Price", "1")
	// bad is a product that is good but for what changes.
	bad := func(pairs ...string) string {
		return line(append([]string{"Handle", "bad", "Title", "Bad", "Variant Price", "1"}, pairs...)...)
	}
	sized := line("Handle", "bad", "Title", "Bad", "Variant Price", "1", "Option1 Name", "Size", "Option1 Value", "S")
	fourth := strings.Replace(header, "Handle,", "Option4 Name,Handle,", 1)
	for name, tt := range map[string]struct {
		text   string
		row    int
		column string
		reason string // a part of it
	}{
		"price is text":           {header + good + bad("Variant Price", "free"), 3, "Variant Price", "12.99"},
		"price with a comma":      {header + good + bad("Variant Price", "1,299.00"), 3, "Variant Price", "12.99"},
		"price is negative":       {header + good + bad("Variant Price", "-1"), 3, "Variant Price", "12.99"},
		"price too exact":         {header + good + bad("Variant Price", "1.999"), 3, "Variant Price", "2 decimals"},
		"price too high":          {header + good + bad("Variant Price", "9999999999999"), 3, "Variant Price", "too high"},
		"no price":                {header + good + bad("Variant Price", " "), 3, "Variant Price", "missing"},
		"compare-at is text":      {header + good + bad("Variant Compare At Price", "n/a"), 3, "Variant Compare At Price", "12.99"},
		"negative quantity":       {header + good + bad("Variant Inventory Qty", "-2"), 3, "Variant Inventory Qty", "negative"},
		"quantity is text":        {header + good + bad("Variant Inventory Qty", "many"), 3, "Variant Inventory Qty", "whole number"},
		"quantity too high":       {header + good + bad("Variant Inventory Qty", "99999999999999999999"), 3, "Variant Inventory Qty", "too high"},
		"very negative quantity":  {header + good + bad("Variant Inventory Qty", "-99999999999999999999"), 3, "Variant Inventory Qty", "negative"},
		"weight is text":          {header + good + bad("Variant Grams", "heavy"), 3, "Variant Grams", "weight"},
		"weight is no number":     {header + good + bad("Variant Grams", "NaN"), 3, "Variant Grams", "weight"},
		"no title":                {header + good + bad("Title", ""), 3, "Title", "missing"},
		"no handle":               {header + good + bad("Handle", ""), 3, "Handle", "missing"},
		"title too long":          {header + good + bad("Title", strings.Repeat("ü", 301)), 3, "Title", "300"},
		"type too long":           {header + good + bad("Type", strings.Repeat("x", 201)), 3, "Type", "200"},
		"description too long":    {header + good + bad("Body (HTML)", strings.Repeat("x", 100_001)), 3, "Body (HTML)", "100000"},
		"tag too long":            {header + good + bad("Tags", strings.Repeat("x", 256)), 3, "Tags", "255"},
		"unknown status":          {header + good + bad("Status", "sold"), 3, "Status", "draft"},
		"unknown published":       {header + good + bad("Published", "perhaps"), 3, "Published", "true or false"},
		"four options":            {fourth + "," + good + "Fit," + bad(), 3, "Option4 Name", "three"},
		"two options of one name": {header + good + bad("Option1 Name", "Size", "Option1 Value", "S", "Option2 Name", "Size", "Option2 Value", "M"), 3, "Option2 Name", "this name"},
		"option without a name":   {header + good + sized + line("Handle", "bad", "Variant Price", "1", "Option1 Value", "M", "Option2 Value", "Red"), 4, "Option2 Value", "no name"},
		"option without a value":  {header + good + sized + line("Handle", "bad", "Variant Price", "1"), 4, "Option1 Value", "missing"},
		"options twice":           {header + good + sized + line("Handle", "bad", "Variant Price", "1", "Option1 Value", "S"), 4, "Option1 Value", "row 3"},
		"two default variants":    {header + good + bad() + line("Handle", "bad", "Variant Price", "2"), 4, "Option1 Value", "row 3"},
		"handle again later":      {header + bad() + good + bad(), 4, "Handle", "further up"},
		"handle in other letters": {header + bad() + good + bad("Handle", "BAD"), 4, "Handle", "further up"},
		"picture is no address":   {header + good + bad("Image Src", "photos/1.jpg"), 3, "Image Src", "http"},
		"picture is a file":       {header + good + bad("Image Src", "file:///etc/passwd"), 3, "Image Src", "http"},
		"variant picture":         {header + good + bad("Variant Image", "ftp://a.test/1.jpg"), 3, "Variant Image", "http"},
		"position is text":        {header + good + bad("Image Src", "https://a.test/1.jpg", "Image Position", "first"), 3, "Image Position", "whole number"},
		"not UTF-8":               {header + good + bad("Title", "Caf\xe9"), 3, "", "UTF-8"},
		"a zero byte":             {header + good + bad("Title", "Caf\x00"), 3, "", "UTF-8"},
		"too many columns":        {header + good + "bad,Bad" + strings.Repeat(",x", 40) + "\n", 3, "", "columns"},
		"quotation mark open":     {header + good + "bad,\"Bad\n", 3, "", "pair"},
		"quotation mark in text":  {header + good + "bad,Ba\"d\n", 3, "", "pair"},
		"row without an end":      {header + good + "bad,\"" + strings.Repeat("long ", 1<<20), 3, "", "4 MB"},
		"after breaks and blanks": {header + line("Handle", "good", "Title", "Good", "Body (HTML)", "a\nb\r\nc", "Variant Price", "1") + "\n\n" + bad("Variant Price", "x"), 5, "Variant Price", "12.99"},
		"after a row that is bad": {header + "x,\"y\"z\n" + good + bad("Variant Price", "x"), 4, "Variant Price", "12.99"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := setup(t)
			report, err := m.run(tt.text)
			if !errors.Is(err, shopify.ErrBadRows) {
				t.Fatalf("err = %v", err)
			}
			if !slices.ContainsFunc(report.Problems, func(p shopify.Problem) bool {
				return p.Row == tt.row && p.Column == tt.column && strings.Contains(p.Message, tt.reason)
			}) {
				t.Errorf("problems %+v, want row %d, column %q, … %s …", report.Problems, tt.row, tt.column, tt.reason)
			}
			if n := m.number(t, "SELECT count(*) FROM catalog.products"); n != 0 || report.Products != 0 {
				t.Errorf("%d products were written", n)
			}

			report = m.mustRun(t, tt.text, skipBad)
			if n := m.number(t, "SELECT count(*) FROM catalog.products WHERE slug = 'good'"); n != 1 || len(report.Problems) == 0 {
				t.Errorf("without the bad rows: %d good products, %+v", n, report)
			}
		})
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, column string }{
		"nothing":           {"", ""},
		"no price column":   {"Handle,Title\na,A\n", "Variant Price"},
		"no handle column":  {"Title,Variant Price\nA,1\n", "Handle"},
		"something else":    {"%PDF-1.7 \x00\x01\n", ""},
		"a row without end": {"\"" + strings.Repeat("x", 5<<20), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := setup(t)
			report, err := m.run(tt.text, skipBad)
			if !errors.Is(err, shopify.ErrBadRows) || len(report.Problems) == 0 || report.Problems[0].Row != 1 || report.Problems[0].Column != tt.column {
				t.Errorf("err = %v, %+v", err, report.Problems)
			}
		})
	}
	t.Run("every bad row is in one report", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		report, _ := m.run(header + line("Handle", "a", "Title", "A", "Variant Price", "x", "Variant Inventory Qty", "-1") +
			line("Handle", "b", "Variant Price", "1") + line("Handle", "c", "Title", "C", "Variant Price", "1"))
		var at []int
		for _, p := range report.Problems {
			at = append(at, p.Row)
		}
		slices.Sort(at)
		if !slices.Equal(at, []int{2, 2, 3}) {
			t.Errorf("problems %+v", report.Problems)
		}
	})
	t.Run("the first pass refuses nothing that the catalog takes, nor the other way round", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		var many strings.Builder
		for i := range 250 {
			many.WriteString(strings.Repeat("x", 252) + fmt.Sprintf("%03d,", i))
		}
		m.mustRun(t, header+line("Handle", strings.Repeat("long-", 99), "Title", strings.Repeat("ü", 300), "Body (HTML)", strings.Repeat("x", 100_000),
			"Vendor", strings.Repeat("v", 300), "Type", strings.Repeat("t", 200), "Tags", many.String(), "Option1 Name", strings.Repeat("n", 255),
			"Option1 Value", strings.Repeat("o", 255), "Variant SKU", strings.Repeat("s", 255), "Variant Price", "1000000000.00",
			"Variant Inventory Qty", "1073741823", "Variant Grams", "2147483647"))
	})
	t.Run("a product with a bad row is left out whole", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		report := m.mustRun(t, header+line("Handle", "a", "Title", "A", "Option1 Name", "Size", "Option1 Value", "S", "Variant Price", "1")+
			line("Handle", "a", "Option1 Value", "M", "Variant Price", "x")+line("Handle", "b", "Title", "B", "Variant Price", "1"), skipBad)
		if report.Products != 1 || report.Skipped != 1 || m.number(t, "SELECT count(*) FROM catalog.products WHERE slug = 'a'") != 0 {
			t.Errorf("report %+v", report)
		}
	})
	t.Run("a repeated SKU is worth a warning", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		text := header + line("Handle", "a", "Title", "A", "Option1 Name", "Size", "Option1 Value", "S", "Variant SKU", "1", "Variant Price", "1") +
			line("Handle", "a", "Option1 Value", "M", "Variant SKU", "1", "Variant Price", "2")
		for range 2 {
			report := m.mustRun(t, text)
			if len(report.Warnings) != 1 || report.Warnings[0].Row != 3 || report.Warnings[0].Column != "Variant SKU" {
				t.Errorf("warnings %+v", report.Warnings)
			}
		}
		if p := m.product(t, "a"); len(p.Variants) != 2 || p.Variants[1].Price.Minor != 200 {
			t.Errorf("variants %+v", p.Variants)
		}
	})
}
