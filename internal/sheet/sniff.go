package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rialto/internal/errs"
)

// ErrUnreadable is returned for a file that is no CSV file of ours to read. Its
// field says why.
var ErrUnreadable = errs.New(errs.Invalid, "import_unreadable", "The file cannot be read.")

// Head is the beginning of a file.
type Head struct {
	Delimiter rune
	Header    []string
	Rows      [][]string // the first few
}

// sampleCell bounds what is shown of a cell.
const sampleCell = 200

// Sniff reads the beginning of a file. It returns ErrUnreadable for one in
// another encoding or of another kind, and for one without rows.
func Sniff(r io.Reader, samples int) (Head, error) {
	start := make([]byte, 64<<10)
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Head{}, fmt.Errorf("read file: %w", err)
	}
	start = start[:n]
	if err := readable(start); err != nil {
		return Head{}, err
	}
	h := Head{Delimiter: delimiterOf(bytes.TrimPrefix(start, []byte(byteOrderMark)))}
	rs, err := newRows(io.MultiReader(bytes.NewReader(start), r), h.Delimiter, Position{})
	if err != nil {
		return Head{}, err
	}
	header, code, message, err := rs.next()
	switch {
	case errors.Is(err, io.EOF):
		return Head{}, unreadable("empty", "The file is empty.")
	case err != nil && !errors.Is(err, errRowTooLong):
		return Head{}, err
	case message != "":
		return Head{}, unreadable(code, "In the first row, "+message+".")
	case len(header) > MaxColumns:
		return Head{}, unreadable("too_many_columns", fmt.Sprintf("The file has more than %d columns.", MaxColumns))
	}
	for _, name := range header {
		h.Header = append(h.Header, cut(strings.TrimSpace(name)))
	}
	for len(h.Rows) < samples {
		cells, _, message, err := rs.next()
		if err != nil {
			break
		}
		if message != "" {
			continue
		}
		shown := make([]string, len(h.Header))
		for i := range min(len(cells), len(shown)) {
			shown[i] = cut(strings.TrimSpace(cells[i]))
		}
		if strings.Join(shown, "") != "" {
			h.Rows = append(h.Rows, shown)
		}
	}
	if len(h.Rows) == 0 && len(start) < cap(start) {
		return Head{}, unreadable("no_rows", "The file has no rows below the names of the columns.")
	}
	return h, nil
}

func unreadable(code, message string) error {
	return ErrUnreadable.With(errs.Field{Path: "body", Code: code, Message: message})
}

// readable refuses what is plainly something else, with what to do instead.
func readable(start []byte) error {
	for _, k := range []struct{ begins, code, message string }{
		{"PK\x03\x04", "workbook", "This is a workbook or an archive. In your spreadsheet, save it as CSV UTF-8."},
		{"\xd0\xcf\x11\xe0", "workbook", "This is an old workbook. In your spreadsheet, save it as CSV UTF-8."},
		{"\xff\xfe", "encoding", "The file is in UTF-16. Save it as CSV UTF-8."},
		{"\xfe\xff", "encoding", "The file is in UTF-16. Save it as CSV UTF-8."},
		{"\x1f\x8b", "compressed", "The file is compressed. Unpack it first."},
		{"%PDF", "pdf", "This is a PDF, not a CSV file."},
	} {
		if bytes.HasPrefix(start, []byte(k.begins)) {
			return unreadable(k.code, k.message)
		}
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	switch {
	case bytes.IndexByte(line, 0) >= 0:
		return unreadable("binary", "This is not a text file.")
	case !utf8.Valid(line), isOfAnotherEncoding(start):
		return unreadable("encoding", "The file is not in UTF-8. Save it as CSV UTF-8.")
	}
	return nil
}

// isOfAnotherEncoding tells a file in another encoding from one with a few rows
// that are broken: nothing in it is UTF-8 beyond ASCII, and several lines are no
// UTF-8 at all.
func isOfAnotherEncoding(start []byte) bool {
	broken := 0
	for line := range bytes.Lines(start) {
		switch {
		case !bytes.HasSuffix(line, []byte("\n")) || utf8.RuneCount(line) == len(line) && utf8.Valid(line):
		case utf8.Valid(line):
			return false
		default:
			broken++
		}
	}
	return broken >= 3
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= sampleCell {
		return text
	}
	return string([]rune(text)[:sampleCell]) + "…"
}
