package imports

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"gocloud.dev/gcerrors"

	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/sheet"
)

const (
	reportPage = 500
	// maxReportedRow bounds what is shown of a row.
	maxReportedRow = 256 << 10
)

// Report returns the rows of an import that have problems, as they are in the file,
// each with what is wrong. It returns ErrNotFound, or ErrFileGone when the file is
// no longer kept.
func (s *Service) Report(ctx context.Context, store, id uuid.UUID) (Download, error) {
	row, err := s.row(ctx, store, id)
	if err != nil {
		return Download{}, err
	}
	file, err := s.files.NewReader(ctx, fileOf(id), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return Download{}, ErrFileGone
	}
	if err != nil {
		return Download{}, fmt.Errorf("open file: %w", err)
	}
	name := strings.TrimSuffix(row.FileName, ".csv") + "-report.csv"
	return stream(ctx, name, func(ctx context.Context, w io.Writer) error {
		defer func() { _ = file.Close() }() // nothing was written
		return s.writeReport(ctx, w, row, file)
	}), nil
}

func (s *Service) writeReport(ctx context.Context, w io.Writer, row importsdb.ImportsImport, file io.ReadSeeker) error {
	delimiter, _ := utf8.DecodeRuneInString(row.Delimiter)
	out, err := sheet.NewReportWriter(w, delimiter, row.Columns)
	if err != nil {
		return err
	}
	rows := rowReader{file: file, buffer: bufio.NewReaderSize(file, 64<<10)}
	for cursor := ""; ; {
		page, next, err := s.Problems(ctx, row.StoreID, row.ID, nil, cursor, reportPage)
		if err != nil {
			return err
		}
		for _, p := range page {
			raw, err := rows.at(p.Start, p.Bytes)
			if err != nil {
				return err
			}
			if err := out.Write(p, raw); err != nil {
				return err
			}
		}
		if err := out.Flush(); err != nil || next == "" {
			return err
		}
		cursor = next
	}
}

// rowReader reads rows of a file, most of them one after the other.
type rowReader struct {
	file   io.ReadSeeker
	buffer *bufio.Reader
	offset int64 // of the buffer
	start  int64
	raw    []byte
}

func (r *rowReader) at(start int64, n int) ([]byte, error) {
	if r.raw != nil && start == r.start {
		return r.raw, nil
	}
	if start < r.offset || start-r.offset > 1<<20 {
		if _, err := r.file.Seek(start, io.SeekStart); err != nil {
			return nil, fmt.Errorf("go to row: %w", err)
		}
		r.buffer.Reset(r.file)
		r.offset = start
	}
	if _, err := r.buffer.Discard(int(start - r.offset)); err != nil {
		return nil, fmt.Errorf("go to row: %w", err)
	}
	r.raw, r.start = make([]byte, min(n, maxReportedRow)), start
	read, err := io.ReadFull(r.buffer, r.raw)
	r.offset = start + int64(read)
	if err != nil && read < len(r.raw) {
		return nil, fmt.Errorf("read row: %w", err)
	}
	return r.raw, nil
}
