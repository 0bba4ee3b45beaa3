package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"rialto/internal/catalog"
)

// Product is what the rows of one handle say, and what is wrong with them. One
// with Bad is not to be written: without some of its rows it would mislead.
type Product struct {
	// Row is the number of its first row.
	Row    int
	Handle string // as it is in addresses
	Bad    bool
	// Input is the product without its store and its pictures.
	Input      catalog.PutProductInput
	Attributes map[string]string // by name; "" is one that the product has not
	Pictures   []Picture
	// VariantPictures has, for each variant, an index into Pictures or -1.
	VariantPictures []int
	Problems        []Problem
	Rows            int // that were read for it, blank ones not counted

	layout       *Layout
	first        *row
	raw          string // the handle as it is written
	options      []optionColumns
	skus         map[string]int // the row each is on
	chosen       map[string]int // the row each combination of options is on
	variantRows  []*row
	variantImage []string
}

// Options say how to read a file.
type Options struct {
	Layout    *Layout
	Delimiter rune
	Currency  string   // of all prices: no file names one
	From      Position // zero: the beginning, where the header is
}

// Reader reads products one after the other.
type Reader struct {
	rows     *rows
	opts     Options
	ahead    *row // the first row of the next product
	position Position
	started  bool
	loose    []Problem // of rows that are nobody's
	read     int
}

// NewReader reads from r, which is at the place that o.From says.
func NewReader(r io.Reader, o Options) (*Reader, error) {
	rs, err := newRows(r, o.Delimiter, o.From)
	if err != nil {
		return nil, err
	}
	rd := &Reader{rows: rs, opts: o, position: o.From}
	if o.From.Offset > 0 {
		return rd, nil
	}
	if _, _, _, err := rs.next(); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errRowTooLong) {
		return nil, err
	}
	rd.position = rs.position()
	return rd, nil
}

// Position is the place after the product that Next has returned.
func (rd *Reader) Position() Position { return rd.position }

// Next returns the next product, a bad one too, and io.EOF after the last. Rows
// that belong to no product are problems of the one before them, or of a bad
// product without a handle.
func (rd *Reader) Next() (*Product, error) {
	if !rd.started {
		rd.started = true
		if err := rd.advance(nil); err != nil {
			return nil, err
		}
	}
	if rd.ahead == nil {
		return rd.last()
	}
	r := rd.ahead
	p := rd.begin(r)
	p.Problems, rd.loose = append(p.Problems, rd.loose...), nil
	rd.line(p, r)
	for {
		rd.mark()
		if err := rd.advance(p); err != nil {
			return nil, err
		}
		if rd.ahead == nil {
			rd.position = rd.rows.position()
			break
		}
		if rd.ahead.get(Handle) != p.raw {
			break
		}
		rd.line(p, rd.ahead)
	}
	rd.finish(p)
	p.Rows, rd.read = rd.counted(), rd.left()
	return p, nil
}

// mark notes that everything so far belongs to what was returned or is being read.
func (rd *Reader) mark() { rd.position = rd.rows.position() }

// counted is how many rows were read but for the one ahead.
func (rd *Reader) counted() int { return rd.read - rd.left() }

func (rd *Reader) left() int {
	if rd.ahead != nil {
		return 1
	}
	return 0
}

// last returns what is left when there is no product any more.
func (rd *Reader) last() (*Product, error) {
	if len(rd.loose) == 0 {
		return nil, io.EOF
	}
	p := &Product{Bad: true, Row: rd.loose[0].Row, Problems: rd.loose, Rows: rd.read}
	rd.loose, rd.read = nil, 0
	rd.position = rd.rows.position()
	return p, nil
}

// advance goes to the next row that belongs to a product: nil after the last. What
// is wrong with the rows in between is of the product current, or of nobody.
func (rd *Reader) advance(current *Product) error {
	l := rd.opts.Layout
	for {
		cells, code, message, err := rd.rows.next()
		if errors.Is(err, io.EOF) {
			rd.ahead = nil
			return nil
		}
		if err != nil && !errors.Is(err, errRowTooLong) {
			return err
		}
		r := &row{number: rd.rows.number, start: rd.rows.start, cells: cells, layout: l}
		r.bytes = int(rd.rows.position().Offset - r.start)
		switch {
		case message != "":
			rd.read++
			rd.spoil(current, r, r.problem("", code, message))
			if err != nil {
				rd.ahead = nil
				return nil //nolint:nilerr // the file ends in a row that is too long, which is a problem of it
			}
		case r.empty():
		case len(cells) > len(l.columns) && strings.Join(cells[len(l.columns):], "") != "":
			rd.read++
			rd.spoil(current, r, r.problem("", "too_many_columns", fmt.Sprintf("the row has %d columns, the header %d", len(cells), len(l.columns))))
		case r.get(Handle) == "":
			rd.read++
			rd.add(current, r.problem(l.name(Handle), "handle_missing", "the handle is missing"))
			if current != nil && r.get(Name) == "" {
				current.Bad = true
			}
		default:
			rd.read++
			rd.ahead = r
			return nil
		}
		rd.mark()
	}
}

func (rd *Reader) add(current *Product, p Problem) {
	if current == nil {
		rd.loose = append(rd.loose, p)
		return
	}
	current.Problems = append(current.Problems, p)
}

// spoil reports a row as a whole. It may be a part of the product that is being
// read, unless one can see that its handle is another.
func (rd *Reader) spoil(current *Product, r *row, p Problem) {
	rd.add(current, p)
	if h := r.get(Handle); current != nil && (h == "" || h == current.raw) {
		current.Bad = true
	}
}

// refuse reports a cell and marks its product.
func (p *Product) refuse(r *row, f Field, code, message string) {
	p.Bad = true
	p.Problems = append(p.Problems, r.problem(p.layout.name(f), code, message))
}

func (p *Product) warn(r *row, f Field, code, message string) {
	w := r.problem(p.layout.name(f), code, message)
	w.Warning = true
	p.Problems = append(p.Problems, w)
}

// line adds what one row says: a variant, a picture, or both.
func (rd *Reader) line(p *Product, r *row) {
	pictured := p.picture(r)
	for _, i := range rd.opts.Layout.excess {
		if i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
			p.Bad = true
			p.Problems = append(p.Problems, r.problem(rd.opts.Layout.columns[i], "too_many_options", "a product has at most three options"))
		}
	}
	if r == p.first || hasVariant(r) {
		rd.variant(p, r)
	} else if !pictured {
		p.warn(r, Handle, "nothing_in_row", "the row has neither a variant nor a picture")
	}
}

func (rd *Reader) finish(p *Product) {
	for _, source := range p.variantImage {
		p.VariantPictures = append(p.VariantPictures, p.pictureOf(source))
	}
	if len(p.Input.Variants) > maxVariants {
		p.refuse(p.first, "", "too_many_variants", fmt.Sprintf("a product has at most %d variants", maxVariants))
	}
	if len(p.Pictures) > maxPictures {
		p.refuse(p.first, "", "too_many_pictures", fmt.Sprintf("a product has at most %d pictures", maxPictures))
	}
}
