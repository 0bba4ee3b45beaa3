// Package shopify imports the products of a Shopify product export (CSV).
//
// The file is read twice and never held: the first pass checks every row, the
// second writes product by product. What is kept in memory is one product, an
// eight-byte hash of each handle, and the report.
//
//	file ─ rows ─ products ─┬─ first pass:  problems
//	                        └─ second pass: images ─ catalog.Put
//
// Rows with one handle form a product and have to follow each other, as
// Shopify writes them: a handle that comes again later is a bad row, because
// writing it would replace the product of the earlier rows.
package shopify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/media"
)

// ErrBadRows is returned when rows of the file cannot be imported. The report
// that comes with it lists them.
var ErrBadRows = errs.New(errs.Invalid, "import_bad_rows", "Rows of the file cannot be imported.")

// Importer writes exports into the catalog. It is safe for concurrent use.
type Importer struct {
	catalog *catalog.Service
	media   *media.Service
	client  *http.Client
}

// New returns an importer that fetches pictures from public addresses only.
func New(c *catalog.Service, m *media.Service) *Importer {
	return &Importer{catalog: c, media: m, client: publicClient()}
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

// Import writes the products of the file into a store. Done twice, it finds its
// products by handle and changes them instead of making others. When rows are
// bad it returns ErrBadRows and has written nothing, or, with SkipBad, the
// rest and no error. Any other error leaves the products written so far; the
// import can be run again.
func (im *Importer) Import(ctx context.Context, file io.ReadSeeker, opts Options) (Report, error) {
	var report Report
	total, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return report, fmt.Errorf("measure file: %w", err)
	}
	if err := im.check(ctx, file, opts, &report); err != nil {
		return report, err
	}
	if len(report.Problems) > 0 && !opts.SkipBad {
		return report, ErrBadRows
	}

	fetch := newFetcher(im.client, im.media)
	known := len(report.Problems)
	read, err := readProducts(file, opts.Currency, &Report{}) // the first pass reported
	if err != nil {
		return report, err
	}
	for {
		p, err := read.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return report, err
		}
		if p.bad {
			report.Skipped++
		} else if err := im.write(ctx, p, opts, fetch, &report); err != nil {
			return report, err
		}
		if opts.Progress != nil {
			opts.Progress(min(read.offset(), total), total)
		}
	}
	report.Warnings = append(report.Warnings, fetch.warnings()...)
	if opts.Progress != nil {
		opts.Progress(total, total)
	}
	if len(report.Problems) > known && !opts.SkipBad {
		return report, ErrBadRows
	}
	return report, nil
}

// check reads the whole file for problems.
func (im *Importer) check(ctx context.Context, file io.ReadSeeker, opts Options, report *Report) error {
	read, err := readProducts(file, opts.Currency, report)
	if err != nil {
		return err
	}
	if read.ahead == nil && len(report.Problems) > 0 {
		return ErrBadRows // not even one row can be read
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := read.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// write puts one product. What the catalog refuses becomes a problem of the
// product's first row: the catalog has rules that no column shows.
func (im *Importer) write(ctx context.Context, p *product, opts Options, fetch *fetcher, report *Report) error {
	in := p.input
	in.StoreID = opts.StoreID
	if opts.FetchImages {
		images, err := fetch.all(ctx, p.images)
		if err != nil {
			return err
		}
		p.place(&in, images)
	}
	res, err := im.catalog.Put(ctx, in)
	if e, ok := errs.As(err); ok && e.Kind == errs.Invalid {
		report.Skipped++
		report.Problems = append(report.Problems, refusals(p.row, e)...)
		return nil
	}
	if err != nil {
		return fmt.Errorf("import the product of row %d: %w", p.row, err)
	}
	report.Products++
	if res.Created {
		report.Created++
	} else {
		report.Updated++
	}
	report.Variants += len(in.Variants)
	report.Images += len(in.Images)
	return nil
}

func refusals(row int, e *errs.Error) []Problem {
	if len(e.Fields) == 0 {
		return []Problem{{Row: row, Message: e.Message}}
	}
	var list []Problem
	for _, f := range e.Fields {
		list = append(list, Problem{Row: row, Message: f.Path + ": " + f.Message})
	}
	return list
}
