package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/sheet"
)

const (
	maxFile = 100 << 20
	// keepFile is how long a file can be imported and its report be had.
	keepFile = 30 * 24 * time.Hour
	// fewFiles is of how many imports a store's files are kept.
	fewFiles = 10
	// sampleRows are shown beside the mapping.
	sampleRows = 5
)

// UploadInput is a file somebody brings.
type UploadInput struct {
	StoreID  uuid.UUID
	Actor    uuid.UUID
	FileName string
	File     io.Reader // read to its end, and not held
	// Allowed is asked once all has arrived, which may take long; nil: yes.
	Allowed func(context.Context) error
}

// Upload takes a file in and finds out what it is. Nothing is imported. It returns
// ErrTooLarge, sheet.ErrUnreadable for what is no CSV file in UTF-8, the error of
// Allowed, or that of the reader when the file does not arrive.
func (s *Service) Upload(ctx context.Context, in UploadInput) (Import, error) {
	id := db.NewID()
	size, err := s.store(ctx, id, in.File)
	if err != nil {
		return Import{}, err
	}
	if in.Allowed != nil {
		err = in.Allowed(ctx)
	}
	var im Import
	if err == nil {
		im, err = s.register(ctx, id, size, in)
	}
	if err != nil {
		s.discard(ctx, id)
		return Import{}, err
	}
	return im, nil
}

// store writes the file. What arrives in part is not kept.
func (s *Service) store(ctx context.Context, id uuid.UUID, file io.Reader) (int64, error) {
	writing, giveUp := context.WithCancel(ctx)
	defer giveUp()
	w, err := s.files.NewWriter(writing, fileOf(id), nil)
	if err != nil {
		return 0, fmt.Errorf("store file: %w", err)
	}
	size, err := io.Copy(w, io.LimitReader(file, maxFile+1))
	if err == nil && size > maxFile {
		err = ErrTooLarge
	}
	if err != nil {
		giveUp()
		_ = w.Close() // gives up, too
		return 0, fmt.Errorf("receive file: %w", err)
	}
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("store file: %w", err)
	}
	return size, nil
}

// discard deletes a file that no row names. If that fails, Tidy does it.
func (s *Service) discard(ctx context.Context, id uuid.UUID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.files.Delete(ctx, fileOf(id)); err != nil {
		s.Log.WarnContext(ctx, "a file of an import was not deleted", "import", id, "error", err)
	}
}

func (s *Service) register(ctx context.Context, id uuid.UUID, size int64, in UploadInput) (Import, error) {
	file, err := s.files.NewReader(ctx, fileOf(id), nil)
	if err != nil {
		return Import{}, fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	head, err := sheet.Sniff(file, sampleRows)
	if err != nil {
		return Import{}, err
	}
	samples, err := json.Marshal(head.Rows)
	if err != nil {
		return Import{}, fmt.Errorf("encode first rows: %w", err)
	}
	attributes, err := s.Catalog.AttributeNames(ctx)
	if err != nil {
		return Import{}, err
	}
	var row importsdb.ImportsImport
	err = s.change(ctx, in.StoreID, id, func(tx db.Tx) error {
		known, err := s.knownTx(ctx, tx, in.StoreID, head.Header)
		if err != nil {
			return err
		}
		format, suggested := sheet.Suggest(head.Header, known, attributes)
		now := s.Now()
		err = s.q.InsertImport(ctx, tx, importsdb.InsertImportParams{
			ID: id, StoreID: in.StoreID, CreatedBy: actorOrNil(in.Actor), FileName: nameOf(in.FileName), Bytes: size, Format: string(format),
			Delimiter: string(head.Delimiter), Columns: head.Header, Samples: samples, Suggested: textsOf(suggested),
			CreatedAt: now, FileUntil: now.Add(keepFile),
		})
		if err != nil {
			return fmt.Errorf("insert import: %w", err)
		}
		if err := s.q.KeepFewFiles(ctx, tx, importsdb.KeepFewFilesParams{StoreID: in.StoreID, Now: now, Keep: fewFiles}); err != nil {
			return fmt.Errorf("let go of old files: %w", err)
		}
		row, err = s.q.ImportByID(ctx, tx, importsdb.ImportByIDParams{ID: id, StoreID: in.StoreID})
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		return s.recordTx(ctx, tx, in.Actor, "import.uploaded", row, nil)
	})
	if err != nil {
		return Import{}, err
	}
	return s.detail(ctx, row)
}

// knownTx is what the store's columns were mapped to before.
func (s *Service) knownTx(ctx context.Context, tx db.Tx, store uuid.UUID, header []string) (map[string]sheet.Field, error) {
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = sheet.RememberAs(name)
	}
	rows, err := s.q.Mappings(ctx, tx, importsdb.MappingsParams{StoreID: store, ColumnNames: names})
	if err != nil {
		return nil, fmt.Errorf("mappings: %w", err)
	}
	known := make(map[string]sheet.Field, len(rows))
	for _, r := range rows {
		known[r.ColumnName] = sheet.Field(r.Field)
	}
	return known, nil
}

// recordTx leaves the store and appends to the audit log.
func (s *Service) recordTx(ctx context.Context, tx db.Tx, actor uuid.UUID, action string, row importsdb.ImportsImport, details map[string]string) error {
	if err := db.LeaveStoreTx(ctx, tx); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: actorOrNil(actor), Action: action, Target: audit.Target{Kind: "import", ID: row.ID.String()}, StoreID: &row.StoreID, Details: details,
	})
}

func actorOrNil(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// nameOf is the last part of a file's name.
func nameOf(name string) string {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	if name == "." || name == "/" {
		return "products.csv"
	}
	return name
}

func textsOf(fields []sheet.Field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = string(f)
	}
	return list
}
