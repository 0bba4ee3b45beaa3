package shopify_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"rialto/internal/money"
	"rialto/internal/shopify"
)

// wanted is a variant of a sample file, read without the package under test.
type wanted struct {
	option           string
	price, compareAt string
	stock            string
}

func readSample(t *testing.T, text string) (titles map[string]string, variants map[string][]wanted) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(records[0], name) }
	titles, variants = map[string]string{}, map[string][]wanted{}
	for _, r := range records[1:] {
		h := r[at("Handle")]
		if title := r[at("Title")]; title != "" {
			titles[h] = strings.TrimSpace(title)
		}
		w := wanted{r[at("Option1 Value")], r[at("Variant Price")], r[at("Variant Compare At Price")], r[at("Variant Inventory Qty")]}
		variants[h] = append(variants[h], w)
	}
	return titles, variants
}

func TestImportSamples(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]shopify.Report{
		"shopify-apparel.csv":         {Products: 20, Created: 20, Variants: 22},
		"shopify-home-and-garden.csv": {Products: 20, Created: 20, Variants: 21},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			m := setup(t)
			titles, variants := readSample(t, string(content))
			for round := range 2 {
				report := m.mustRun(t, string(content))
				if round == 1 {
					want.Created, want.Updated = 0, want.Products
				}
				if report.Products != want.Products || report.Created != want.Created || report.Updated != want.Updated ||
					report.Variants != want.Variants || len(report.Problems)+len(report.Warnings) != 0 {
					t.Errorf("round %d: %+v, want %+v", round, report, want)
				}
				if len(titles) != want.Products {
					t.Fatalf("the sample has %d products", len(titles))
				}
				for slug, title := range titles {
					checkProduct(t, m, slug, title, variants[slug])
				}
				if n := m.number(t, "SELECT count(*) FROM catalog.products"); n != want.Products {
					t.Errorf("round %d: %d products", round, n)
				}
				if n := m.number(t, "SELECT count(*) FROM catalog.variants"); n != want.Variants {
					t.Errorf("round %d: %d variants", round, n)
				}
			}
		})
	}
}

func checkProduct(t *testing.T, m *market, slug, title string, variants []wanted) {
	t.Helper()
	p := m.product(t, slug)
	if p.Name != title || len(p.Variants) != len(variants) || p.Brand == "" || p.Description == "" {
		t.Errorf("%s: %+v", slug, p)
		return
	}
	for i, w := range variants {
		v := p.Variants[i]
		price, err := money.Parse(w.price, "EUR")
		if err != nil {
			t.Fatal(err)
		}
		stock := m.number(t, "SELECT $1::text::int", w.stock)
		if v.Price != price || v.Available != stock {
			t.Errorf("%s %s: %s and %d in stock, want %s and %d", slug, w.option, v.Price, v.Available, price, stock)
		}
		if w.option != "Default Title" && !slices.Equal(v.Options, []string{w.option}) {
			t.Errorf("%s: options %v, want %s", slug, v.Options, w.option)
		}
		if w.option == "Default Title" && len(p.Options)+len(v.Options) != 0 {
			t.Errorf("%s: options %v of a simple product", slug, p.Options)
		}
		if (w.compareAt != "") != (v.CompareAt != nil) {
			t.Errorf("%s: compared with %v, want %q", slug, v.CompareAt, w.compareAt)
		}
	}
}

// header is that of the files in the tests below.
const header = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value," +
	"Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,Status,Variant Image\n"

// line is a row of such a file: the values of the named columns.
func line(pairs ...string) string {
	names := strings.Split(strings.TrimSpace(header), ",")
	cells := make([]string, len(names))
	for i := 0; i < len(pairs); i += 2 {
		at := slices.Index(names, pairs[i])
		if at < 0 {
			panic("no column " + pairs[i])
		}
		cells[at] = `"` + strings.ReplaceAll(pairs[i+1], `"`, `""`) + `"`
	}
	return strings.Join(cells, ",") + "\n"
}

func TestImport(t *testing.T) {
	t.Parallel()
	t.Run("reads every column", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		m.mustRun(t, header+
			line("Handle", "tee", "Title", " Tee ", "Body (HTML)", "<p>Soft,\r\nand <b>warm</b></p><script>x()</script>", "Vendor", "Acme", "Type", "Shirts",
				"Tags", "cotton, summer ,,cotton", "Published", "TRUE", "Option1 Name", "Size", "Option1 Value", "S", "Option2 Name", "Colour", "Option2 Value", "Red",
				"Variant SKU", "'T-1", "Variant Grams", "120.4", "Variant Inventory Qty", "3", "Variant Price", "12.9", "Variant Compare At Price", "15",
				"Variant Barcode", "'4006381333931", "Status", "active")+
			line("Handle", "tee", "Option1 Value", "M", "Option2 Value", "Red", "Variant SKU", "T-2", "Variant Price", "13", "Variant Compare At Price", "13.00"))
		p := m.product(t, "tee")
		if p.Name != "Tee" || p.Brand != "Acme" || p.Category == nil || p.Category.Name != "Shirts" || !slices.Equal(p.Tags, []string{"cotton", "summer"}) {
			t.Errorf("product %+v", p)
		}
		if want := "<p>Soft,\nand <b>warm</b></p>"; p.Description != want {
			t.Errorf("description %q, want %q", p.Description, want)
		}
		v := p.Variants[0]
		if v.SKU != "T-1" || v.Barcode != "4006381333931" || v.Price.Minor != 1290 || v.CompareAt == nil || v.CompareAt.Minor != 1500 || v.Available != 3 {
			t.Errorf("variant %+v", v)
		}
		if grams := m.number(t, "SELECT weight_grams FROM catalog.variants WHERE sku = 'T-1'"); grams != 120 {
			t.Errorf("weight %d g", grams)
		}
		if v := p.Variants[1]; !slices.Equal(v.Options, []string{"M", "Red"}) || v.CompareAt != nil || v.Available != 0 {
			t.Errorf("variant %+v", v)
		}
	})
	t.Run("reads newer names, a byte order mark, CRLF, semicolons and spare spaces", func(t *testing.T) {
		t.Parallel()
		for name, text := range map[string]string{
			"newer":     "Title,URL handle,Description,Product category,Status,Price,Inventory quantity\nMug,mug,Blue,Home > Kitchen > Mugs,Active,9.90,2\n",
			"mark":      "\ufeffHandle,Title,Variant Price,Variant Inventory Qty,Type\r\nmug,Mug,9.90,2,Mugs\r\n",
			"semicolon": "handle; TITLE ;Variant  price;Variant Inventory Qty;Type\nmug;Mug;9.90;2;Mugs",
			"short":     "Handle,Title,Variant Price,Variant Inventory Qty,Type,Tags,Vendor\n\n,,,,,,\nmug,Mug,9.90,2,Mugs\n\n",
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				m := setup(t)
				m.mustRun(t, text)
				p := m.product(t, "mug")
				if p.Name != "Mug" || p.Price.Minor != 990 || p.Available != 2 || p.Category.Name != "Mugs" {
					t.Errorf("product %+v", p)
				}
			})
		}
	})
	t.Run("takes the status of two columns", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		var text strings.Builder
		text.WriteString(header)
		for _, c := range [][3]string{
			{"a", "true", "active"}, {"b", "false", "active"}, {"c", "", ""}, {"d", "false", ""}, {"e", "true", "draft"}, {"f", "true", "archived"},
		} {
			text.WriteString(line("Handle", c[0], "Title", c[0], "Published", c[1], "Status", c[2], "Variant Price", "1"))
		}
		m.mustRun(t, text.String())
		var got string
		err := m.pool.QueryRow(t.Context(), "SELECT string_agg(slug || ' ' || status, ', ' ORDER BY slug) FROM catalog.products").Scan(&got)
		if want := "a active, b draft, c active, d draft, e draft, f archived"; err != nil || got != want {
			t.Errorf("%s, want %s (%v)", got, want, err)
		}
	})
	t.Run("finds variants again by SKU and by options", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		before := header + line("Handle", "tea", "Title", "Tea", "Option1 Name", "Bag", "Option1 Value", "100 g", "Variant SKU", "TEA", "Variant Price", "5") +
			line("Handle", "tea", "Option1 Value", "250 g", "Variant Price", "9")
		after := header + line("Handle", "tea", "Title", "Green tea", "Option1 Name", "Bag", "Option1 Value", "120 g", "Variant SKU", "TEA", "Variant Price", "6") +
			line("Handle", "tea", "Option1 Value", "250 g", "Variant Price", "8", "Variant Inventory Qty", "4")
		m.mustRun(t, before)
		old := m.product(t, "tea")
		if r := m.mustRun(t, after); r.Created != 0 || r.Updated != 1 {
			t.Errorf("report %+v", r)
		}
		p := m.product(t, "tea")
		if p.ID != old.ID || p.Name != "Green tea" || len(p.Variants) != 2 || p.Variants[0].ID != old.Variants[0].ID || p.Variants[1].ID != old.Variants[1].ID {
			t.Errorf("was %+v, is %+v", old.Variants, p.Variants)
		}
		if p.Variants[0].Price.Minor != 600 || p.Variants[1].Available != 4 {
			t.Errorf("variants %+v", p.Variants)
		}
	})
	t.Run("makes an address of any handle", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		text := header + line("Handle", "Crème_Brûlée", "Title", "A", "Variant Price", "1") + line("Handle", "お茶", "Title", "B", "Variant Price", "1")
		m.mustRun(t, text)
		if r := m.mustRun(t, text); r.Updated != 2 {
			t.Errorf("second report %+v", r)
		}
		m.product(t, "creme-brulee")
	})
	t.Run("tells how far it is", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		var last, total int64
		text := header + line("Handle", "a", "Title", "A", "Variant Price", "1") + line("Handle", "b", "Title", "B", "Variant Price", "1")
		m.mustRun(t, text, func(o *shopify.Options) {
			o.Progress = func(done, all int64) {
				if done < last || done > all {
					t.Errorf("progress %d after %d of %d", done, last, all)
				}
				last, total = done, all
			}
		})
		if total != int64(len(text)) || last != total {
			t.Errorf("ended at %d of %d, the file has %d", last, total, len(text))
		}
	})
}
