package imports_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/imports"
	"rialto/internal/money"
	"rialto/internal/sheet"
)

const simple = "handle,name,price,quantity\n"

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	m := setup(t)
	for name, tt := range map[string]struct{ text, code string }{
		"nothing":               {"", "empty"},
		"only a header":         {simple, "no_rows"},
		"a workbook":            {"PK\x03\x04 and so on", "workbook"},
		"UTF-16":                {"\xff\xfeh\x00a\x00", "encoding"},
		"another encoding":      {"handle,name,Gr\xf6\xdfe\nx,y,z\n", "encoding"},
		"Latin-1 below ASCII":   {simple + "a,Caf\xe9,1,1\nb,Th\xe9,1,1\nc,Gr\xf6\xdfe,1,1\n", "encoding"},
		"something binary":      {"handle\x00\x01\n", "binary"},
		"a header that is open": {"handle,\"name\nx,y\n", "quotes_broken"},
		"too many columns":      {strings.Repeat("c,", 600) + "c\nx\n", "too_many_columns"},
		"a row without an end":  {"\"" + strings.Repeat("x", 5<<20), "row_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := m.Upload(t.Context(), imports.UploadInput{StoreID: m.store, File: strings.NewReader(tt.text)})
			e, ok := errs.As(err)
			if !ok || e.Code != "import_unreadable" || len(e.Fields) != 1 || e.Fields[0].Code != tt.code || e.Fields[0].Path != "body" {
				t.Errorf("got %+v", err)
			}
		})
	}
	t.Run("a file of more than 100 MB", func(t *testing.T) {
		t.Parallel()
		_, err := m.Upload(t.Context(), imports.UploadInput{StoreID: m.store, File: io.LimitReader(endless{}, 101<<20)})
		wantErr(t, err, imports.ErrTooLarge)
	})
	t.Cleanup(func() {
		if left, err := os.ReadDir(m.dir); err != nil || len(left) > 0 {
			t.Errorf("files are left: %v %v", left, err)
		}
	})
}

// endless is a file without an end.
type endless struct{}

// Read implements io.Reader.
func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestBadRows(t *testing.T) {
	t.Parallel()
	m := setup(t)
	im := m.run(t, simple+
		"good,Good,1,1\n"+
		"\n"+
		"open,\"Op\"en,1,1\n"+ // row 4
		"zero,Ze\x00ro,1,1\n"+
		"late,Caf\xe9,1,1\n"+
		",No handle,1,1\n"+
		"wide,Wide,1,1,x,y\n"+
		"long,"+strings.Repeat("n", 400)+",1,1\n"+
		"huge,"+strings.Repeat("h", 1<<20)+",1,1\n"+ // row 10
		"\"multi\",\"Multi\nline\",1,1\n"+
		"Good!,Again,1,1\n"+
		"last,Last,x,1\n")
	wantEqual(t, "report", m.report(t, im), []string{
		"4  quotes_broken", "5  not_utf8", "6  not_utf8", "7 handle handle_missing", "8  too_many_columns", "9 name too_long",
		"10 name too_long", "12 handle handle_repeated", "13 price not_a_price",
	})
	wantEqual(t, "status", im.Status, imports.Done)
	wantEqual(t, "created", im.Counts.Created, 2)
	wantEqual(t, "bad rows", im.Counts.BadRows, 9)

	t.Run("are in the report's file as they are in the file that came", func(t *testing.T) {
		file, err := m.Report(t.Context(), m.store, im.ID)
		check(t, err)
		defer func() { _ = file.Close() }()
		text, err := io.ReadAll(file)
		check(t, err)
		rows := records(t, string(text))
		wantEqual(t, "rows", len(rows), 10)
		wantEqual(t, "header", rows[0], []string{"report_row", "report_kind", "report_column", "report_code", "report_reason", "handle", "name", "price", "quantity"})
		wantEqual(t, "last", rows[9], []string{"13", "problem", "price", "not_a_price", "not a price such as 12.99 with at most 2 decimals", "last", "Last", "x", "1"})
	})
	t.Run("end an import that was told so, and nothing after them is written", func(t *testing.T) {
		stop := func(p *imports.Plan) { p.OnBadRow = imports.Stop }
		im := m.run(t, simple+"stop-a,A,1,1\nstop-b,B,x,1\nstop-c,C,1,1\n", stop)
		wantEqual(t, "status", im.Status, imports.Stopped)
		wantEqual(t, "rows", im.Counts.Rows, 2)
		wantEqual(t, "products after it", m.number(t, "SELECT count(*) FROM catalog.products WHERE slug IN ('stop-b', 'stop-c')"), 0)
		wantEqual(t, "products before it", m.number(t, "SELECT count(*) FROM catalog.products WHERE slug = 'stop-a'"), 1)

		// One that only the catalog refuses: it has two variants, and no such SKU.
		m.run(t, "handle,name,price,option1_name,option1_value\nstop-b,B,1,Size,S\nstop-b,,1,,M\nstop-c,C,1,,\n")
		im = m.run(t, "handle,sku,price\nstop-a,,7\nstop-b,none,7\nstop-c,,7\n", stop, func(p *imports.Plan) { p.WhatToDo = catalog.OnlyUpdate })
		wantEqual(t, "status", im.Status, imports.Stopped)
		wantEqual(t, "report", m.report(t, im), []string{"3 sku unknown"})
		wantEqual(t, "counts", []int{im.Counts.Updated, im.Counts.BadProducts}, []int{1, 1})
		wantEqual(t, "prices", []int64{m.product(t, "stop-a").Price.Minor, m.product(t, "stop-b").Price.Minor, m.product(t, "stop-c").Price.Minor}, []int64{700, 100, 100})
	})
	t.Run("too many of them are not a file of products", func(t *testing.T) {
		im := m.run(t, simple+strings.Repeat("a,A,x,y\nb,B,x,y\n", 13_000))
		wantEqual(t, "status", im.Status, imports.Failed)
		wantEqual(t, "failure", im.Failure, "too_many_problems")
	})
}

func TestDelimiters(t *testing.T) {
	t.Parallel()
	m := setup(t)
	for name, text := range map[string]string{
		"semicolons": "\ufeffHandle;Titel;Preis;Bestand\r\nsemi;\"Semi; colon\";9.90;2\r\n",
		"tabs":       "Slug\tProduct name\tprice\tstock\nsemi\tSemi; colon\t9.90\t2\n",
	} {
		t.Run(name, func(t *testing.T) {
			im := m.run(t, text)
			wantEqual(t, "report", m.report(t, im), nil)
			p := m.product(t, "semi")
			wantEqual(t, "name", p.Name, "Semi; colon")
			wantEqual(t, "stock", p.Available, 2)
		})
	}
}

func TestMapping(t *testing.T) {
	t.Parallel()
	m := setup(t)
	text := file([]string{"Code", "What", "Cost", "Shelf", "Price"}, []string{"x", "Thing", "4.00", "9", "12.00"})
	im := m.upload(t, text)
	wantEqual(t, "suggested", plan(im).Mapping, []sheet.Field{"", "", "", "", sheet.Price})

	refused := func(name string, mapping []sheet.Field, want ...string) {
		t.Run("refuses "+name, func(t *testing.T) {
			p := plan(im)
			p.Mapping = mapping
			_, err := m.DryRun(t.Context(), imports.StartInput{StoreID: m.store, ImportID: im.ID, Plan: p})
			e, ok := errs.As(err)
			if !ok || e.Code != "import_mapping_invalid" {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, f := range e.Fields {
				got = append(got, f.Path+" "+f.Code)
			}
			wantEqual(t, "fields", got, want)
		})
	}
	refused("one that is too short", []sheet.Field{sheet.Handle}, "mapping length")
	refused("one without a handle, name or price", make([]sheet.Field, 5), "mapping required", "mapping required", "mapping required")
	refused("an unknown field", []sheet.Field{sheet.Handle, sheet.Name, sheet.Price, "x", "attribute:colour"}, "mapping[3] unknown", "mapping[4] unknown")
	refused("one field twice", []sheet.Field{sheet.Handle, sheet.Name, sheet.Price, "", sheet.Price}, "mapping[4] duplicate")
	refused("an option without its name", []sheet.Field{sheet.Handle, sheet.Name, sheet.Price, "option1_value", ""}, "mapping[3] option")

	t.Run("is what is done, and is remembered for the next file", func(t *testing.T) {
		mapping := []sheet.Field{sheet.Handle, sheet.Name, sheet.Price, sheet.Quantity, ""}
		m.start(t, im, func(p *imports.Plan) { p.Mapping = mapping })
		p := m.product(t, "x")
		wantEqual(t, "price", p.Price.Minor, int64(400))
		wantEqual(t, "stock", p.Available, 9)
		wantEqual(t, "suggested", plan(m.upload(t, text)).Mapping, mapping)
	})
	t.Run("is the store's own", func(t *testing.T) {
		m.store = m.newStore(t, "other")
		wantEqual(t, "suggested", plan(m.upload(t, text)).Mapping, []sheet.Field{"", "", "", "", sheet.Price})
	})
}

func TestWhatIsNotInTheFileStays(t *testing.T) {
	t.Parallel()
	m := setup(t)
	eur := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }
	before := eur(9900)
	_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: m.store, Slug: "tee", Name: "Tee", Description: "<p>Soft</p>", Brand: "Acme", Category: "Shirts", Tags: []string{"cotton"},
		SEOTitle: "Buy", Options: []string{"Size"}, Images: nil,
		Variants: []catalog.PutVariant{
			{SKU: "S", Options: []string{"S"}, Price: eur(1000), Quantity: 3, WeightGrams: 100}, {SKU: "M", Options: []string{"M"}, Price: eur(1200), CompareAt: &before, Quantity: 4},
		},
	})
	check(t, err)
	_, err = m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: m.store, Slug: "mug", Name: "Mug", Variants: []catalog.PutVariant{{Price: eur(500), Quantity: 7}},
	})
	check(t, err)
	want := m.product(t, "tee")

	t.Run("of a list of prices by SKU", func(t *testing.T) {
		im := m.run(t, "handle,sku,price\ntee,M,13.00\nmug,,5.50\nnew,,1.00\n", func(p *imports.Plan) { p.WhatToDo = catalog.OnlyUpdate })
		wantEqual(t, "report", m.report(t, im), nil)
		wantEqual(t, "counts", []int{im.Counts.Updated, im.Counts.LeftOut, im.Counts.Created}, []int{2, 1, 0})
		p := m.product(t, "tee")
		want.Variants[1].Price = eur(1300)
		want.Version++
		want.UpdatedAt = p.UpdatedAt
		wantEqual(t, "product", fmt.Sprintf("%+v %+v %+v", p.Variants[0], p.Variants[1].Price, p.Tags), fmt.Sprintf("%+v %+v %+v", want.Variants[0], want.Variants[1].Price, want.Tags))
		wantEqual(t, "what it is called", p.Name+p.Description+p.Brand+p.SEOTitle+p.Category.Name, "Tee<p>Soft</p>AcmeBuyShirts")
		wantEqual(t, "what it was", p.Variants[1].CompareAt.Minor, before.Minor)
		wantEqual(t, "stock", []int{p.Variants[0].Available, p.Variants[1].Available}, []int{3, 4})
		wantEqual(t, "the only variant", m.product(t, "mug").Price, eur(550))
	})
	t.Run("of a list of stock, which makes no new version", func(t *testing.T) {
		version := m.product(t, "tee").Version
		im := m.run(t, "handle,sku,quantity\ntee,S,30\n", func(p *imports.Plan) { p.WhatToDo = catalog.OnlyUpdate })
		wantEqual(t, "updated", im.Counts.Updated, 1)
		p := m.product(t, "tee")
		wantEqual(t, "stock", []int{p.Variants[0].Available, p.Variants[1].Available}, []int{30, 4})
		wantEqual(t, "version", p.Version, version)
		wantEqual(t, "movements", m.number(t, "SELECT count(*) FROM catalog.stock_movements WHERE variant_id = $1 AND reason = 'import'", p.Variants[0].ID), 1)
	})
	t.Run("but an SKU that is not there is a bad row", func(t *testing.T) {
		im := m.run(t, "handle,sku,price\ntee,M,14.00\ntee,XXL,15.00\n", func(p *imports.Plan) { p.WhatToDo = catalog.OnlyUpdate })
		wantEqual(t, "report", m.report(t, im), []string{"3 sku unknown"})
		wantEqual(t, "price", m.product(t, "tee").Variants[1].Price, eur(1300))
	})
	t.Run("and products that are there are left alone when only new ones are wanted", func(t *testing.T) {
		im := m.run(t, simple+"tee,Other,1.00,1\nfresh,Fresh,1.00,1\n", func(p *imports.Plan) { p.WhatToDo = catalog.OnlyCreate })
		wantEqual(t, "counts", []int{im.Counts.Created, im.Counts.LeftOut}, []int{1, 1})
		wantEqual(t, "name", m.product(t, "tee").Name, "Tee")
	})
}

func TestUnknownCategory(t *testing.T) {
	t.Parallel()
	m := setup(t)
	_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: m.store, Slug: "a", Name: "A", Category: "Mugs", Variants: []catalog.PutVariant{{Price: money.Amount{Minor: 1, Currency: "EUR"}}},
	})
	check(t, err)
	im := m.run(t, "handle,name,price,category\na,A,1,Cups\nb,B,1,Home > Kitchen > Mugs\n")
	wantEqual(t, "report", m.report(t, im), []string{"2 category category_unknown (warning)"})
	wantEqual(t, "kept", m.product(t, "a").Category.Name, "Mugs")
	wantEqual(t, "by its last name", m.product(t, "b").Category.Name, "Mugs")
	wantEqual(t, "categories", m.number(t, "SELECT count(*) FROM catalog.categories"), 1)
}

func TestOneOfAStoreRunsAtATime(t *testing.T) {
	t.Parallel()
	m := setup(t)
	first, second := m.upload(t, simple+"a,A,1,1\n"), m.upload(t, simple+"b,B,1,1\n")
	begin := func(im imports.Import) error {
		_, err := m.Start(t.Context(), imports.StartInput{StoreID: m.store, ImportID: im.ID, Plan: plan(im)})
		return err
	}
	check(t, begin(first))
	wantErr(t, begin(second), imports.ErrRunning)
	wantErr(t, begin(first), imports.ErrRunning)

	t.Run("until it is cancelled, and then it writes nothing", func(t *testing.T) {
		im, err := m.Cancel(t.Context(), m.store, first.ID, uuid.Nil)
		check(t, err)
		wantEqual(t, "status", im.Status, imports.Cancelled)
		check(t, m.bus.Drain(t.Context()))
		wantEqual(t, "products", m.number(t, "SELECT count(*) FROM catalog.products"), 0)
		check(t, begin(second))
		check(t, m.bus.Drain(t.Context()))
		wantEqual(t, "status", m.get(t, second).Status, imports.Done)
	})
	t.Run("and one that was cancelled can be started again, one that is done not", func(t *testing.T) {
		wantEqual(t, "status", m.start(t, first).Status, imports.Done)
		wantErr(t, begin(first), imports.ErrOver)
	})
}

func TestOtherStoresAreOutOfReach(t *testing.T) {
	t.Parallel()
	m := setup(t)
	mine := m.store
	theirs := m.newStore(t, "theirs")
	m.store = theirs
	foreign := m.run(t, simple+"lamp,Their lamp,10,5\n")
	lamp := m.product(t, "lamp")
	m.store = mine

	t.Run("a handle of another store's makes a product of one's own", func(t *testing.T) {
		columns := "handle,name,price,quantity,id,store_id,product_id,variant_id\n"
		im := m.run(t, columns+fmt.Sprintf("lamp,Mine,1,1,%[1]s,%[2]s,%[1]s,%[3]s\n%[1]s,Mine too,1,1,%[1]s,%[2]s,%[1]s,%[3]s\n", lamp.ID, theirs, lamp.Variants[0].ID))
		wantEqual(t, "created", im.Counts.Created, 2)
		m.store = theirs
		wantEqual(t, "theirs", m.product(t, "lamp"), lamp)
		m.store = mine
		wantEqual(t, "products of theirs", m.number(t, "SELECT count(*) FROM catalog.products WHERE store_id = $1", theirs), 1)
	})
	t.Run("and so are their imports", func(t *testing.T) {
		in := imports.StartInput{StoreID: mine, ImportID: foreign.ID, Plan: plan(foreign)}
		_, err := m.Import(t.Context(), mine, foreign.ID)
		wantErr(t, err, imports.ErrNotFound)
		_, err = m.Start(t.Context(), in)
		wantErr(t, err, imports.ErrNotFound)
		_, err = m.Cancel(t.Context(), mine, foreign.ID, uuid.Nil)
		wantErr(t, err, imports.ErrNotFound)
		_, _, err = m.Problems(t.Context(), mine, foreign.ID, nil, "", 10)
		wantErr(t, err, imports.ErrNotFound)
		_, err = m.Report(t.Context(), mine, foreign.ID)
		wantErr(t, err, imports.ErrNotFound)
		list, _, err := m.Imports(t.Context(), mine, "", 10)
		check(t, err)
		if slices.ContainsFunc(list, func(im imports.Import) bool { return im.ID == foreign.ID }) {
			t.Error("another store's import is listed")
		}
	})
}

func TestImportsAreListed(t *testing.T) {
	t.Parallel()
	m := setup(t)
	var want, got []uuid.UUID
	for range 5 {
		m.skip(time.Second)
		want = slices.Insert(want, 0, m.upload(t, simple+"a,A,1,1\n").ID)
	}
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, next, err := m.Imports(t.Context(), m.store, cursor, 2)
		check(t, err)
		for _, im := range page {
			got = append(got, im.ID)
		}
		cursor = next
	}
	wantEqual(t, "imports", got, want)
}

func TestFilesAreNotKeptForEver(t *testing.T) {
	t.Parallel()
	m := setup(t)
	old := m.upload(t, simple+"a,A,1,1\n")
	m.skip(time.Hour)
	for range 10 {
		m.upload(t, simple+"a,A,1,1\n")
	}
	check(t, m.Tidy(t.Context()))
	t.Run("but of the last ten imports", func(t *testing.T) {
		wantEqual(t, "kept", m.get(t, old).FileKept, false)
		_, err := m.Start(t.Context(), imports.StartInput{StoreID: m.store, ImportID: old.ID, Plan: plan(old)})
		wantErr(t, err, imports.ErrFileGone)
		left, err := os.ReadDir(m.dir)
		check(t, err)
		wantEqual(t, "files", len(left), 10)
	})
	t.Run("and for thirty days", func(t *testing.T) {
		m.skip(31 * 24 * time.Hour)
		check(t, m.Tidy(t.Context()))
		left, err := os.ReadDir(m.dir)
		check(t, err)
		wantEqual(t, "files", len(left), 0)
	})
	t.Run("nor is one that no import names", func(t *testing.T) {
		check(t, os.WriteFile(m.dir+"/"+uuid.NewString()+".csv123", []byte("x"), 0o600))
		m.skip(2 * time.Hour)
		check(t, m.Tidy(t.Context()))
		left, err := os.ReadDir(m.dir)
		check(t, err)
		wantEqual(t, "files", len(left), 0)
	})
}
