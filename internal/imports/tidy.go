package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/gcerrors"

	"rialto/internal/db"
	"rialto/internal/imports/internal/importsdb"
)

// uploadWithin is how old a file without a row may be: it may be arriving.
const uploadWithin = time.Hour

// Tidy deletes files that are not kept any more, and those that no import names,
// and gives imports that lost their job a new one.
func (s *Service) Tidy(ctx context.Context) error {
	return errors.Join(s.expire(ctx), s.sweep(ctx), s.wake(ctx))
}

func (s *Service) expire(ctx context.Context) error {
	ids, err := s.q.ExpiredFiles(ctx, s.Pool, s.Now())
	if err != nil {
		return fmt.Errorf("files that expired: %w", err)
	}
	for _, id := range ids {
		if err := s.files.Delete(ctx, fileOf(id)); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("delete file: %w", err)
		}
		if err := s.q.FileGone(ctx, s.Pool, id); err != nil {
			return fmt.Errorf("note that a file is gone: %w", err)
		}
	}
	return nil
}

// sweep deletes files without a row: of an upload that broke off with the process,
// or of a store that is gone.
func (s *Service) sweep(ctx context.Context) error {
	list := s.files.List(nil)
	for {
		file, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		if s.Now().Sub(file.ModTime) < uploadWithin {
			continue
		}
		if id, err := uuid.Parse(file.Key[:min(len(file.Key), len(uuid.Nil.String()))]); err == nil {
			known, err := s.q.ImportExists(ctx, s.Pool, id)
			if err != nil {
				return fmt.Errorf("import of a file: %w", err)
			}
			if known {
				continue
			}
		}
		if err := s.files.Delete(ctx, file.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("delete file: %w", err)
		}
	}
}

func (s *Service) wake(ctx context.Context) error {
	ids, err := s.q.Stalled(ctx, s.Pool, s.Now().Add(-stalled))
	if err != nil {
		return fmt.Errorf("imports that do not move: %w", err)
	}
	for _, id := range ids {
		err := db.InTx(ctx, s.Pool, func(tx db.Tx) error {
			store, err := s.q.ImportStore(ctx, tx, id)
			if err != nil {
				return err
			}
			s.Log.WarnContext(ctx, "an import did not move: its job is queued again", "import", id, "store", store)
			if err := s.job.QueueTx(ctx, tx, task{id}); err != nil {
				return err
			}
			return s.q.Touch(ctx, tx, importsdb.TouchParams{ID: id, Now: s.Now()})
		})
		if err != nil {
			return fmt.Errorf("wake import: %w", err)
		}
	}
	return nil
}
