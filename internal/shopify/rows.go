package shopify

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxRow bounds what a row may have in bytes. Without it one quotation mark
// that is never closed would pull the rest of the file into memory.
const maxRow = 4 << 20

var errRowTooLong = errors.New("shopify: row too long")

// row is one record of the file.
type row struct {
	number int
	cells  []string
	layout *layout
}

// get is the text of column c without the spaces around it.
func (r *row) get(c column) string {
	if i := r.layout.at[c]; i >= 0 && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}

func (r *row) empty() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// rows reads records and numbers them as a spreadsheet does, which counts blank
// lines but not line breaks inside of quotation marks.
type rows struct {
	csv    *csv.Reader
	source *metered
	number int
	line   int // on which the last record ended
}

func newRows(r io.Reader) (*rows, error) {
	source := &metered{r: r}
	buf := bufio.NewReader(source)
	source.allow(maxRow)
	start, err := buf.Peek(buf.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read file: %w", err)
	}
	bom := []byte("\ufeff")
	if bytes.HasPrefix(start, bom) {
		start = start[len(bom):]
		_, _ = buf.Discard(len(bom)) // it was peeked at
	}
	c := csv.NewReader(buf)
	c.Comma = separator(start)
	c.FieldsPerRecord = -1
	return &rows{csv: c, source: source}, nil
}

// separator is what the first line uses: spreadsheets of some countries save
// with semicolons.
func separator(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// next returns the cells of the next record. For a record that cannot be read
// it returns a message and the cells before the fault; the one after it may be
// good. With errRowTooLong, after which there is none, it does likewise.
func (r *rows) next() (cells []string, message string, err error) {
	r.source.allow(maxRow)
	cells, err = r.csv.Read()
	var syntax *csv.ParseError
	switch {
	case errors.As(err, &syntax):
		r.advance(syntax.StartLine, syntax.Line)
		return cells, "quotation marks do not pair up", nil
	case errors.Is(err, errRowTooLong):
		r.number++
		return cells, "", errRowTooLong
	case errors.Is(err, io.EOF):
		return nil, "", io.EOF
	case err != nil:
		return nil, "", fmt.Errorf("read file: %w", err)
	}
	first, _ := r.csv.FieldPos(0)
	last, _ := r.csv.FieldPos(len(cells) - 1)
	r.advance(first, last+strings.Count(cells[len(cells)-1], "\n"))
	for _, c := range cells {
		if !utf8.ValidString(c) || strings.ContainsRune(c, 0) {
			return cells, "not UTF-8 text; save the file as CSV UTF-8", nil
		}
	}
	return cells, "", nil
}

// advance counts a record from line first to line last and the blank lines
// before it, which the csv package skips.
func (r *rows) advance(first, last int) {
	r.number += first - r.line
	r.line = last
}

// metered counts what is read and stops at a limit.
type metered struct {
	r    io.Reader
	n    int64
	left int64
}

func (m *metered) allow(n int64) { m.left = n }

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left)])
	m.n += int64(n)
	m.left -= int64(n)
	return n, err
}
