package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// reportColumns come before the columns of the file. No column of a file is
// mapped to them, so a mended report can be imported.
var reportColumns = []string{"report_row", "report_kind", "report_column", "report_code", "report_reason"}

// ReportWriter writes rows of a file with what is wrong with them.
type ReportWriter struct {
	csv       *csv.Writer
	delimiter rune
	columns   int
}

// NewReportWriter writes the header of a report on a file with that header.
func NewReportWriter(w io.Writer, delimiter rune, header []string) (*ReportWriter, error) {
	out := &ReportWriter{csv: csv.NewWriter(w), delimiter: delimiter, columns: len(header)}
	out.csv.Comma = delimiter
	line := append([]string{}, reportColumns...)
	for _, name := range header {
		line = append(line, safe(name))
	}
	return out, out.csv.Write(line)
}

// Write writes a problem and the row it is about, which is given as it is in the
// file. One that is no row is left out.
func (w *ReportWriter) Write(p Problem, raw []byte) error {
	kind := "problem"
	if p.Warning {
		kind = "warning"
	}
	line := []string{strconv.Itoa(p.Row), kind, safe(p.Column), p.Code, safe(p.Message)}
	if utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 {
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte(byteOrderMark))))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = w.delimiter, -1, true
		if cells, err := r.Read(); err == nil {
			for i := range min(len(cells), w.columns) {
				line = append(line, safe(cells[i]))
			}
		}
	}
	for len(line) < len(reportColumns)+w.columns {
		line = append(line, "")
	}
	if err := w.csv.Write(line); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// Flush writes what is buffered.
func (w *ReportWriter) Flush() error {
	w.csv.Flush()
	return w.csv.Error()
}

// safe keeps a spreadsheet from running what somebody else wrote. A cell that
// was safe stays as it was.
func safe(cell string) string {
	if cell != "" && bytes.IndexByte([]byte("=+-@\t\r"), cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
