package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"gocloud.dev/gcerrors"

	"rialto/internal/db"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/sheet"
)

const (
	// slice is how long the job works on one import before others have their turn.
	slice = 10 * time.Second
	// rest is the part of a chunk's time that the job rests after it.
	rest = 4
	// chunkProducts and chunkBytes bound what is written in one transaction.
	chunkProducts = 250
	chunkBytes    = 2 << 20
	// tries is how often the job may fail without getting on.
	tries = 5
	// stalled is when an import that does not move has lost its job.
	stalled = 15 * time.Minute
)

// work is the job of an import: it goes on where the last one ended.
func (s *Service) work(ctx context.Context, t task) error {
	store, err := s.q.ImportStore(ctx, s.Pool, t.ImportID)
	if db.NoRows(err) {
		return nil // it went with its store
	}
	if err != nil {
		return fmt.Errorf("store of import: %w", err)
	}
	r := run{Service: s, store: store, id: t.ImportID}
	err = r.slice(ctx)
	if err != nil && ctx.Err() == nil {
		err = r.failed(ctx, err)
	}
	if err != nil {
		return err
	}
	return r.tell(ctx)
}

// run is an import while the job works on it.
type run struct {
	*Service
	store, id uuid.UUID
	layout    *sheet.Layout
	row       importsdb.ImportsImport // as it was after the last chunk
	reader    *sheet.Reader
}

// failed gives an import up that fails again and again, else it returns the error,
// so that the job is tried later.
func (r *run) failed(ctx context.Context, cause error) error {
	failures, err := r.q.CountFailure(ctx, r.Pool, r.id)
	if err != nil || failures < tries {
		return errors.Join(cause, err)
	}
	r.Log.ErrorContext(ctx, "an import was given up", "import", r.id, "error", cause)
	return r.end(ctx, Failed, failureInternal)
}

func (r *run) end(ctx context.Context, status Status, failure string) error {
	return r.change(ctx, r.store, r.id, func(tx db.Tx) error {
		n, err := r.q.End(ctx, tx, importsdb.EndParams{ID: r.id, Status: string(status), Failure: &failure, Now: r.Now()})
		if err != nil {
			return fmt.Errorf("end import: %w", err)
		}
		if n == 0 {
			return nil
		}
		return r.clearTx(ctx, tx, r.id)
	})
}

// slice works for some seconds, or to the end.
func (r *run) slice(ctx context.Context) (err error) {
	if r.row, err = r.Service.row(ctx, r.store, r.id); err != nil {
		return err
	}
	if !Status(r.row.Status).running() {
		return nil
	}
	file, err := r.files.NewRangeReader(ctx, fileOf(r.id), r.row.Position, -1, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return r.end(ctx, Failed, failureUnreadable)
	}
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	plan := planFromRow(r.row)
	attributes, err := r.Catalog.AttributeNames(ctx)
	if err != nil {
		return err
	}
	if r.layout, err = layoutOf(r.row, plan, attributes); err != nil {
		return fmt.Errorf("mapping that was accepted: %w", err)
	}
	delimiter, _ := utf8.DecodeRuneInString(r.row.Delimiter)
	r.reader, err = sheet.NewReader(file, sheet.Options{
		Layout: r.layout, Delimiter: delimiter, Currency: r.cfg.Currency, From: sheet.Position{Offset: r.row.Position, Row: int(r.row.PositionRow)},
	})
	if err != nil {
		return err
	}
	for begun := r.Now(); ; {
		started := r.Now()
		c, err := r.read(ctx)
		if err != nil {
			return err
		}
		handOver := r.Now().Sub(begun) > slice
		goOn, err := r.write(ctx, c, handOver)
		if err != nil || !goOn || handOver {
			return err
		}
		if err := pause(ctx, r.Now().Sub(started)/rest); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// chunk is some products of the file, which are written together.
type chunk struct {
	products []*sheet.Product
	ends     []sheet.Position // after each
	last     bool             // nothing comes after it
}

func (r *run) read(ctx context.Context) (chunk, error) {
	var c chunk
	begin := r.reader.Position().Offset
	inChunk := map[string]bool{}
	for len(c.products) < chunkProducts && r.reader.Position().Offset-begin < chunkBytes {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		p, err := r.reader.Next()
		if errors.Is(err, io.EOF) {
			c.last = true
			break
		}
		if err != nil {
			return c, err
		}
		if p.Handle != "" && inChunk[p.Handle] {
			p.RefuseRepeated()
		}
		inChunk[p.Handle] = true
		c.products, c.ends = append(c.products, p), append(c.ends, r.reader.Position())
	}
	return c, nil
}
