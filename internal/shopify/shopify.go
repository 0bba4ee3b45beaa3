// Package shopify imports the products of a Shopify product export (CSV) at once,
// as the command line does: merchants use the imports module.
//
// The file is read twice and never held: the first pass checks every row, the
// second writes product by product. What is kept in memory is one product, an
// eight-byte hash of each handle, and the report.
//
//	file ─ sheet.Reader ─┬─ first pass:  problems
//	                     └─ second pass: pictures ─ catalog.PutMany
//
// Rows with one handle form a product and have to follow each other, as
// Shopify writes them: a handle that comes again later is a bad row, because
// writing it would replace the product of the earlier rows.
package shopify

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/download"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/sheet"
)

// ErrBadRows is returned when rows of the file cannot be imported. The report
// that comes with it lists them.
var ErrBadRows = errs.New(errs.Invalid, "import_bad_rows", "Rows of the file cannot be imported.")

// Importer writes exports into the catalog. It is safe for concurrent use.
type Importer struct {
	pool    *db.Pool
	catalog *catalog.Service
	media   *media.Service
	client  *http.Client
}

// New returns an importer that fetches pictures from public addresses only.
func New(pool *db.Pool, c *catalog.Service, m *media.Service) *Importer {
	return &Importer{pool: pool, catalog: c, media: m, client: download.Client()}
}

// Options say how to import.
type Options struct {
	StoreID  uuid.UUID
	Currency string // of all prices: an export names none
	// SkipBad imports the products that have no bad row. A product with one is
	// left out whole, since one without some of its sizes would mislead.
	SkipBad bool
	// FetchImages downloads the pictures. Without it products keep theirs.
	FetchImages bool
	// Progress, if set, is told how many bytes of the file are written.
	Progress func(done, total int64)
}

// Problem is something wrong with a row, numbered as a spreadsheet shows it:
// the header is row 1. Column is as the file spells it, empty for a whole row.
type Problem struct {
	Row             int
	Column, Message string
}

// Report says what an import did. Problems kept products out, Warnings did not.
type Report struct {
	Products, Created, Updated, Variants, Images int
	// Skipped is the number of products left out for a bad row.
	Skipped            int
	Problems, Warnings []Problem
}

func (r *Report) add(list []sheet.Problem) {
	for _, p := range list {
		line := Problem{p.Row, p.Column, p.Message}
		if p.Warning {
			r.Warnings = append(r.Warnings, line)
		} else {
			r.Problems = append(r.Problems, line)
		}
	}
}

// run is one import.
type run struct {
	*Importer
	Options
	file   io.ReadSeeker
	layout *sheet.Layout
	head   sheet.Head
	report Report

	fetch   *download.Pictures
	outages map[string]*outage
}

// Import writes the products of the file into a store. Done twice, it finds its
// products by handle and changes them instead of making others. When rows are
// bad it returns ErrBadRows and has written nothing, or, with SkipBad, the
// rest and no error. Any other error leaves the products written so far; the
// import can be run again.
func (im *Importer) Import(ctx context.Context, file io.ReadSeeker, opts Options) (Report, error) {
	r := &run{Importer: im, Options: opts, file: file, fetch: download.New(im.client, im.media), outages: map[string]*outage{}}
	total, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return r.report, fmt.Errorf("measure file: %w", err)
	}
	if err := r.open(); err != nil {
		return r.report, err
	}
	if err := r.each(ctx, func(p *sheet.Product, _ int64) error {
		r.report.add(p.Problems)
		return nil
	}); err != nil {
		return r.report, err
	}
	known := len(r.report.Problems)
	if known > 0 && !opts.SkipBad {
		return r.report, ErrBadRows
	}
	if err := r.writeAll(ctx, total); err != nil {
		return r.report, err
	}
	r.report.Warnings = append(r.report.Warnings, r.hostWarnings()...)
	slices.SortStableFunc(r.report.Warnings, func(a, b Problem) int { return a.Row - b.Row })
	if len(r.report.Problems) > known && !opts.SkipBad {
		return r.report, ErrBadRows
	}
	return r.report, nil
}

// columnOf is what Shopify calls the fields that no product can do without.
var columnOf = map[sheet.Field]string{sheet.Handle: "Handle", sheet.Name: "Title", sheet.Price: "Variant Price"}

// open reads the header. What is wrong with the whole file is reported as of row 1.
func (r *run) open() error {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("go to the start of the file: %w", err)
	}
	head, err := sheet.Sniff(r.file, 1)
	if e, ok := errs.As(err); ok {
		for _, f := range e.Fields {
			r.report.Problems = append(r.report.Problems, Problem{Row: 1, Message: f.Message})
		}
		return ErrBadRows
	}
	if err != nil {
		return err
	}
	format, mapping := sheet.Suggest(head.Header, nil, nil)
	layout, bad := sheet.NewLayout(format, head.Header, mapping, nil, true)
	for _, b := range bad {
		column := columnOf[b.Field]
		if b.Column >= 0 {
			column = head.Header[b.Column]
		}
		r.report.Problems = append(r.report.Problems, Problem{1, column, "the file has no such column"})
	}
	if len(bad) > 0 {
		return ErrBadRows
	}
	r.head, r.layout = head, layout
	return nil
}

// each reads all products, those with a handle that was there before as bad ones.
func (r *run) each(ctx context.Context, do func(p *sheet.Product, done int64) error) error {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("go to the start of the file: %w", err)
	}
	read, err := sheet.NewReader(r.file, sheet.Options{Layout: r.layout, Delimiter: r.head.Delimiter, Currency: r.Currency})
	if err != nil {
		return err
	}
	seed, seen := maphash.MakeSeed(), map[uint64]struct{}{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := read.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.Handle != "" {
			hash := maphash.String(seed, p.Handle)
			if _, twice := seen[hash]; twice {
				p.RefuseRepeated()
			}
			seen[hash] = struct{}{}
		}
		if err := do(p, read.Position().Offset); err != nil {
			return err
		}
	}
}

// atOnce is how many products are written in a transaction.
const atOnce = 100

func (r *run) writeAll(ctx context.Context, total int64) error {
	var batch []*sheet.Product
	flush := func(done int64) error {
		if err := r.write(ctx, batch); err != nil {
			return err
		}
		batch = batch[:0]
		if r.Progress != nil {
			r.Progress(min(done, total), total)
		}
		return nil
	}
	err := r.each(ctx, func(p *sheet.Product, done int64) error {
		if p.Bad {
			r.report.Skipped++
		} else {
			batch = append(batch, p)
		}
		if len(batch) < atOnce {
			return nil
		}
		return flush(done)
	})
	if err != nil {
		return err
	}
	return flush(total)
}

// write puts products. What the catalog refuses becomes a problem of the product:
// the catalog has rules that no column shows.
func (r *run) write(ctx context.Context, products []*sheet.Product) error {
	if len(products) == 0 {
		return nil
	}
	in := catalog.PutManyInput{
		StoreID: r.StoreID, Given: r.layout.Given(), Do: catalog.CreateAndUpdate, MakeCategories: true,
		Stock: catalog.Cause{Reason: catalog.ReasonImport},
	}
	for _, p := range products {
		one := p.Input
		if r.FetchImages {
			images, err := r.pictures(ctx, p)
			if err != nil {
				return err
			}
			p.Place(&one, images)
		}
		in.Products = append(in.Products, one)
	}
	batch, err := r.catalog.PrepareMany(ctx, in)
	if err != nil {
		return err
	}
	var results []catalog.PutManyResult
	err = db.InTx(ctx, r.pool, func(tx db.Tx) error {
		if results, err = batch.PutTx(ctx, tx, nil); err != nil {
			return err
		}
		return r.catalog.AnnounceTx(ctx, tx, r.StoreID, results)
	})
	if err != nil {
		return fmt.Errorf("import the products from row %d: %w", products[0].Row, err)
	}
	for i, res := range results {
		r.count(products[i], in.Products[i], res)
	}
	return nil
}

func (r *run) count(p *sheet.Product, in catalog.PutProductInput, res catalog.PutManyResult) {
	switch res.Outcome {
	case catalog.Refused:
		p.Problems = nil
		p.Refuse(res.Reason)
		r.report.Skipped++
		r.report.add(p.Problems)
		return
	case catalog.Created:
		r.report.Created++
	default:
		r.report.Updated++
	}
	r.report.Products++
	r.report.Variants += len(in.Variants)
	r.report.Images += len(in.Images)
}

// outage is a host that is no longer asked.
type outage struct {
	first  sheet.Picture
	reason string
	missed int
}

func (r *run) pictures(ctx context.Context, p *sheet.Product) ([]*media.Image, error) {
	addresses := make([]string, len(p.Pictures))
	for i, picture := range p.Pictures {
		addresses[i] = picture.Source
	}
	images, failures, err := r.fetch.All(ctx, addresses)
	if err != nil {
		return nil, err
	}
	for i, f := range failures {
		switch {
		case f == nil:
		case f.Host == "":
			r.report.add([]sheet.Problem{p.Pictures[i].Problem("picture", "the picture was left out: "+f.Reason)})
		default:
			if r.outages[f.Host] == nil {
				r.outages[f.Host] = &outage{first: p.Pictures[i], reason: f.Reason}
			}
			r.outages[f.Host].missed++
		}
	}
	return images, nil
}

// hostWarnings are one for each host that is down.
func (r *run) hostWarnings() (list []Problem) {
	for host, o := range r.outages {
		list = append(list, Problem{o.first.Row, o.first.Column, fmt.Sprintf("%s %s; pictures left out: %d", host, o.reason, o.missed)})
	}
	return list
}
