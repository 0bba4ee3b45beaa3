package privacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/gcerrors"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/notify"
	"rialto/internal/privacy/internal/privacydb"
)

const (
	// KeepExports is how long an export can be downloaded.
	KeepExports = 7 * 24 * time.Hour
	// prepareWithin is when an export that is not ready has failed.
	prepareWithin = time.Hour
	// pageOfExports is where the mail leads.
	pageOfExports = "/account/privacy"

	exportsOneAtATime = "exports_one_at_a_time"
)

// ExportStatus is where an export stands.
type ExportStatus string

// The states of an export. One that failed is asked for anew.
const (
	ExportPreparing ExportStatus = "preparing"
	ExportReady     ExportStatus = "ready"
	ExportFailed    ExportStatus = "failed"
)

// Export is a copy of somebody's data.
type Export struct {
	ID          uuid.UUID
	Status      ExportStatus
	Bytes       int64 // once it is ready
	RequestedAt time.Time
	ReadyAt     *time.Time // nil until it is ready
	ExpiresAt   time.Time  // when the file is deleted
}

// preparation is the errand that makes an export.
type preparation struct {
	ExportID uuid.UUID `json:"exportId"`
}

// RequestExport begins a copy of everything personal of the user, who gets a
// mail when it is ready. It returns ErrExportInProgress while one is made.
func (s *Service) RequestExport(ctx context.Context, user uuid.UUID) (Export, error) {
	now := s.Now()
	e := Export{ID: db.NewID(), Status: ExportPreparing, RequestedAt: now, ExpiresAt: now.Add(KeepExports)}
	err := db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		err := s.q.InsertExport(ctx, tx, privacydb.InsertExportParams{ID: e.ID, UserID: user, RequestedAt: e.RequestedAt, ExpiresAt: e.ExpiresAt})
		if db.Violates(err, exportsOneAtATime) {
			return ErrExportInProgress
		}
		if err != nil {
			return fmt.Errorf("insert export: %w", err)
		}
		return s.preparation.QueueTx(ctx, tx, preparation{e.ID})
	})
	return e, err
}

// Exports returns the user's exports, the newest first.
func (s *Service) Exports(ctx context.Context, user uuid.UUID) ([]Export, error) {
	rows, err := s.q.ExportsOf(ctx, s.Pool, user)
	if err != nil {
		return nil, fmt.Errorf("exports: %w", err)
	}
	list := make([]Export, len(rows))
	for i, r := range rows {
		list[i] = exportFromRow(r)
	}
	return list, nil
}

// Download is an export to be read, once. The caller closes it.
type Download struct {
	io.ReadCloser
	Name string // of the file, for people
}

// OpenExport opens an export of the user. It returns ErrExportNotFound, also
// for one of somebody else and for one that is not ready or not kept any more.
func (s *Service) OpenExport(ctx context.Context, user, id uuid.UUID) (Download, error) {
	row, err := s.q.ReadyExport(ctx, s.Pool, privacydb.ReadyExportParams{ID: id, UserID: user, Now: s.Now()})
	if db.NoRows(err) {
		return Download{}, ErrExportNotFound
	}
	if err != nil {
		return Download{}, fmt.Errorf("export: %w", err)
	}
	file, err := s.files.NewReader(ctx, fileOf(id), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return Download{}, ErrExportNotFound
	}
	if err != nil {
		return Download{}, fmt.Errorf("open export: %w", err)
	}
	return Download{file, "my-data-" + row.RequestedAt.Format(time.DateOnly) + ".zip"}, nil
}

// prepare makes the export that was asked for, unless that was done before or
// the person is gone.
func (s *Service) prepare(ctx context.Context, p preparation) error {
	row, err := s.q.ExportToPrepare(ctx, s.Pool, p.ExportID)
	if db.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("export to prepare: %w", err)
	}
	who, doc, err := s.collect(ctx, row.UserID)
	if errors.Is(err, auth.ErrUserNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	size, err := s.write(ctx, fileOf(row.ID), doc, who.locale)
	if err != nil {
		return err
	}
	// Should the person be erased meanwhile, the file has no row: TidyExports
	// deletes it.
	return db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		now := s.Now()
		n, err := s.q.SetReady(ctx, tx, privacydb.SetReadyParams{ID: row.ID, Bytes: &size, ReadyAt: &now})
		if err != nil || n == 0 {
			return err
		}
		to := notify.To{Address: who.email, UserID: &who.user, Locale: who.locale}
		return s.Notify.SendTx(ctx, tx, to, row.ID.String(), notify.ExportReady{Path: pageOfExports, ValidFor: row.ExpiresAt.Sub(now)})
	})
}

// TidyExports deletes the exports that are not kept any more, fails those that
// nobody makes, and deletes every file that no row names. Erasure asks for it,
// and it comes round every minute, so a file is gone soon whatever fails meanwhile.
func (s *Service) TidyExports(ctx context.Context) error {
	now := s.Now()
	if _, err := s.q.FailStuck(ctx, s.Pool, now.Add(-prepareWithin)); err != nil {
		return fmt.Errorf("fail exports that nobody makes: %w", err)
	}
	if _, err := s.q.DeleteExpired(ctx, s.Pool, now); err != nil {
		return fmt.Errorf("delete old exports: %w", err)
	}
	var failed []error
	list := s.files.List(nil)
	for {
		file, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return errors.Join(failed...)
		}
		if err != nil {
			return fmt.Errorf("list exports: %w", err)
		}
		if err := s.deleteUnknown(ctx, file.Key); err != nil {
			failed = append(failed, fmt.Errorf("delete an export's file: %w", err))
		}
	}
}

// deleteUnknown deletes a file unless it begins with the id of an export: one
// that is just being written has something after it.
func (s *Service) deleteUnknown(ctx context.Context, file string) error {
	if id, err := uuid.Parse(file[:min(len(file), len(uuid.Nil.String()))]); err == nil {
		known, err := s.q.ExportExists(ctx, s.Pool, id)
		if err != nil || known {
			return err
		}
	}
	err := s.files.Delete(ctx, file)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil // another process was quicker
	}
	return err
}

func fileOf(export uuid.UUID) string { return export.String() + ".zip" }

func exportFromRow(r privacydb.PrivacyExport) Export {
	e := Export{ID: r.ID, Status: ExportStatus(r.Status), RequestedAt: r.RequestedAt, ReadyAt: r.ReadyAt, ExpiresAt: r.ExpiresAt}
	if r.Bytes != nil {
		e.Bytes = *r.Bytes
	}
	return e
}
