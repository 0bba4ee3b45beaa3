package sheet

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

const (
	// maxRow bounds what a row may have in bytes. Without it one quotation mark
	// that is never closed would pull the rest of the file into memory.
	maxRow = 4 << 20
	// MaxColumns is more than any shop's export has.
	MaxColumns = 500
)

var errRowTooLong = errors.New("sheet: row too long")

// row is one record of the file.
type row struct {
	number int
	start  int64
	bytes  int
	cells  []string
	layout *Layout
}

// get is the text of field f without the spaces around it. In our own files an
// apostrophe says that the rest is to be taken as it is.
func (r *row) get(f Field) string {
	i, ok := r.layout.at[f]
	if !ok || i >= len(r.cells) {
		return ""
	}
	if r.layout.format == Rialto {
		return unescape(r.cells[i])
	}
	return strings.TrimSpace(r.cells[i])
}

func (r *row) empty() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func (r *row) problem(column, code, message string) Problem {
	return Problem{Row: r.number, Column: column, Code: code, Message: message, Start: r.start, Bytes: r.bytes}
}

// rows reads records and numbers them as a spreadsheet does, which counts blank
// lines but not line breaks inside of quotation marks.
type rows struct {
	csv    *csv.Reader
	source *metered
	begin  int64 // where in the file csv began
	number int
	line   int   // on which the last record ended
	start  int64 // of the last record
}

const byteOrderMark = "\ufeff"

// newRows reads from the place in the file that r is at.
func newRows(r io.Reader, delimiter rune, at Position) (*rows, error) {
	source := &metered{r: r}
	buf := bufio.NewReader(source)
	source.allow(maxRow)
	begin := at.Offset
	if at.Offset == 0 {
		start, err := buf.Peek(len(byteOrderMark))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read file: %w", err)
		}
		if bytes.HasPrefix(start, []byte(byteOrderMark)) {
			_, _ = buf.Discard(len(byteOrderMark)) // it was peeked at
			begin = int64(len(byteOrderMark))
		}
	}
	c := csv.NewReader(buf)
	c.Comma = delimiter
	c.FieldsPerRecord = -1
	return &rows{csv: c, source: source, begin: begin, number: at.Row}, nil
}

// position is the place after the last record.
func (r *rows) position() Position { return Position{r.begin + r.csv.InputOffset(), r.number} }

// delimiterOf is what the first line uses: spreadsheets of some countries save
// with semicolons.
func delimiterOf(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// Codes and texts of rows that cannot be read.
const (
	codeQuotes, quotesText   = "quotes_broken", "quotation marks do not pair up"
	codeTooLong, tooLongText = "row_too_long", "the row is longer than 4 MB; a quotation mark may be missing its partner"
	codeNotText, notTextText = "not_utf8", "not UTF-8 text; save the file as CSV UTF-8"
)

// next returns the next record. For one that cannot be read it returns the code
// and the message of what is wrong and the cells before the fault; the one after
// it may be good. With errRowTooLong, after which there is none, it does likewise.
func (r *rows) next() (cells []string, code, message string, err error) {
	r.source.allow(maxRow)
	r.start = r.position().Offset
	cells, err = r.csv.Read()
	var syntax *csv.ParseError
	switch {
	case errors.As(err, &syntax):
		r.advance(syntax.StartLine, syntax.Line)
		return cells, codeQuotes, quotesText, nil
	case errors.Is(err, errRowTooLong):
		r.number++
		return cells, codeTooLong, tooLongText, errRowTooLong
	case errors.Is(err, io.EOF):
		return nil, "", "", io.EOF
	case err != nil:
		return nil, "", "", fmt.Errorf("read file: %w", err)
	}
	first, _ := r.csv.FieldPos(0)
	last, _ := r.csv.FieldPos(len(cells) - 1)
	r.advance(first, last+strings.Count(cells[len(cells)-1], "\n"))
	for _, c := range cells {
		if !utf8.ValidString(c) || strings.ContainsRune(c, 0) {
			return cells, codeNotText, notTextText, nil
		}
	}
	return cells, "", "", nil
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
	left int64
}

func (m *metered) allow(n int64) { m.left = n }

// Read implements io.Reader.
func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	return n, err
}
