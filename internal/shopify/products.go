package shopify

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"

	"rialto/internal/catalog"
)

// product is what the rows of one handle say.
type product struct {
	row    int // of its first row
	bad    bool
	input  catalog.PutProductInput // without the store and the images
	images []picture
	// variantImages has, for each variant, an index into images or -1.
	variantImages []int

	handle  string
	options []optionColumns
	skus    map[string]int // the row each is on
	chosen  map[string]int // the row each combination of options is on
}

// products reads products from the rows of a file and reports what is wrong
// with them.
type products struct {
	rows     *rows
	layout   layout
	currency string
	report   *Report
	ahead    *row // the first row of the next product
	current  *product
	seed     maphash.Seed
	seen     map[uint64]struct{} // hashes of the slugs read before
}

// readProducts starts at the beginning of file. What is wrong, now and on each
// call of next, is added to report.
func readProducts(file io.ReadSeeker, currency string, report *Report) (*products, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("go to the start of the file: %w", err)
	}
	rs, err := newRows(file)
	if err != nil {
		return nil, err
	}
	p := &products{rows: rs, currency: currency, report: report, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
	header, message, err := rs.next()
	switch {
	case errors.Is(err, io.EOF):
		message = "the file is empty"
	case errors.Is(err, errRowTooLong):
		message = tooLong
	case err != nil:
		return nil, err
	}
	if message != "" {
		p.problem(1, "", message)
		return p, nil
	}
	l, missing := layoutOf(header)
	p.layout = l
	report.Problems = append(report.Problems, missing...)
	if len(missing) > 0 {
		return p, nil
	}
	p.ahead, err = p.read()
	return p, err
}

const tooLong = "the row is longer than 4 MB; a quotation mark may be missing its partner"

// next returns the next product, a bad one too, and io.EOF after the last.
func (p *products) next() (*product, error) {
	r := p.ahead
	if r == nil {
		return nil, io.EOF
	}
	p.current = p.begin(r)
	current := p.current
	p.line(current, r)
	for {
		r, err := p.read()
		if err != nil {
			return nil, err
		}
		if r == nil || r.get(handle) != current.handle {
			p.ahead = r
			p.finish(current)
			return current, nil
		}
		p.line(current, r)
	}
}

// offset is how many bytes of the file were read.
func (p *products) offset() int64 { return p.rows.source.n }

// read returns the next row that belongs to a product, nil after the last.
func (p *products) read() (*row, error) {
	for {
		cells, message, err := p.rows.next()
		r := &row{number: p.rows.number, cells: cells, layout: &p.layout}
		switch {
		case errors.Is(err, io.EOF):
			return nil, nil
		case errors.Is(err, errRowTooLong):
			p.spoil(r, tooLong)
			return nil, nil
		case err != nil:
			return nil, err
		case message != "":
			p.spoil(r, message)
		case r.empty():
		case len(cells) > len(p.layout.names) && strings.Join(cells[len(p.layout.names):], "") != "":
			p.spoil(r, fmt.Sprintf("the row has %d columns, the header %d", len(cells), len(p.layout.names)))
		case r.get(handle) == "":
			p.problem(r.number, p.layout.name(handle), "the handle is missing")
			if p.current != nil && r.get(title) == "" {
				p.current.bad = true
			}
		default:
			return r, nil
		}
	}
}

// spoil reports a row as a whole. It may be a part of the product that is being
// read, unless one can see that its handle is another.
func (p *products) spoil(r *row, message string) {
	p.problem(r.number, "", message)
	if h := r.get(handle); p.current != nil && (h == "" || h == p.current.handle) {
		p.current.bad = true
	}
}

func (p *products) problem(row int, column, message string) {
	p.report.Problems = append(p.report.Problems, Problem{row, column, message})
}

// refuse reports a cell and marks its product.
func (p *products) refuse(to *product, r *row, c column, message string) {
	to.bad = true
	p.problem(r.number, p.layout.name(c), message)
}

func (p *products) warn(r *row, c column, message string) {
	p.report.Warnings = append(p.report.Warnings, Problem{r.number, p.layout.name(c), message})
}

// line adds what one row says: a variant, a picture, or both.
func (p *products) line(to *product, r *row) {
	at := p.image(to, r)
	for _, i := range p.layout.excess {
		if i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
			to.bad = true
			p.problem(r.number, p.layout.names[i], "a product has at most three options")
		}
	}
	if r.number == to.row || hasVariant(r) {
		p.variant(to, r)
	} else if at < 0 {
		p.warn(r, handle, "the row has neither a variant nor a picture")
	}
}

func (p *products) finish(to *product) {
	if len(to.input.Variants) > maxVariants {
		to.bad = true
		p.problem(to.row, "", fmt.Sprintf("a product has at most %d variants", maxVariants))
	}
	if len(to.images) > maxImages {
		to.bad = true
		p.problem(to.row, "", fmt.Sprintf("a product has at most %d pictures", maxImages))
	}
}
