package imports

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/sheet"
)

// StartInput is what Start and DryRun need.
type StartInput struct {
	StoreID, ImportID, Actor uuid.UUID
	Plan                     Plan
}

// DryRun begins to find out what an import would do, and writes nothing. Its errors
// are those of Start.
func (s *Service) DryRun(ctx context.Context, in StartInput) (Import, error) {
	return s.begin(ctx, in, Checking)
}

// Start begins to import a file, from its first row. The mapping is remembered for
// the store's next file. It returns ErrNotFound, ErrRunning while an import of the
// store runs, ErrOver for one that is done, ErrFileGone, or ErrMappingInvalid with
// the columns that are wrong.
func (s *Service) Start(ctx context.Context, in StartInput) (Import, error) {
	return s.begin(ctx, in, Importing)
}

func (s *Service) begin(ctx context.Context, in StartInput, to Status) (Import, error) {
	attributes, err := s.Catalog.AttributeNames(ctx)
	if err != nil {
		return Import{}, err
	}
	var row importsdb.ImportsImport
	err = s.change(ctx, in.StoreID, in.ImportID, func(tx db.Tx) (err error) {
		if row, err = s.lockTx(ctx, tx, in.StoreID, in.ImportID); err != nil {
			return err
		}
		switch {
		case Status(row.Status).running():
			return ErrRunning
		case Status(row.Status) == Done:
			return ErrOver
		case !row.FileKept || !row.FileUntil.After(s.Now()):
			return ErrFileGone
		}
		if _, err := layoutOf(row, in.Plan, attributes); err != nil {
			return err
		}
		if err := s.beginTx(ctx, tx, row, in.Plan, to); err != nil {
			return err
		}
		if to == Importing {
			if err := s.rememberTx(ctx, tx, row, in.Plan.Mapping); err != nil {
				return err
			}
		}
		if row, err = s.q.ImportByID(ctx, tx, importsdb.ImportByIDParams{ID: row.ID, StoreID: row.StoreID}); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		action := "import.started"
		if to == Checking {
			action = "import.checked"
		}
		if err := s.recordTx(ctx, tx, in.Actor, action, row, map[string]string{"whatToDo": string(in.Plan.WhatToDo)}); err != nil {
			return err
		}
		return s.job.QueueTx(ctx, tx, task{row.ID})
	})
	if err != nil {
		return Import{}, err
	}
	return s.detail(ctx, row)
}

func (s *Service) lockTx(ctx context.Context, tx db.Tx, store, id uuid.UUID) (importsdb.ImportsImport, error) {
	row, err := s.q.LockImport(ctx, tx, importsdb.LockImportParams{ID: id, StoreID: store})
	if db.NoRows(err) {
		return row, ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("lock import: %w", err)
	}
	return row, nil
}

func (s *Service) beginTx(ctx context.Context, tx db.Tx, row importsdb.ImportsImport, p Plan, to Status) error {
	if err := s.clearTx(ctx, tx, row.ID); err != nil {
		return err
	}
	if err := s.q.DeleteProblems(ctx, tx, row.ID); err != nil {
		return fmt.Errorf("delete report: %w", err)
	}
	onBadRow, whatToDo := string(p.OnBadRow), string(p.WhatToDo)
	err := s.q.Begin(ctx, tx, importsdb.BeginParams{
		ID: row.ID, Status: string(to), Mapping: textsOf(p.Mapping), OnBadRow: &onBadRow, WhatToDo: &whatToDo, Now: s.Now(),
	})
	if db.Violates(err, oneAtATime) {
		return ErrRunning
	}
	if err != nil {
		return fmt.Errorf("begin import: %w", err)
	}
	return nil
}

// clearTx forgets what is only needed while an import runs.
func (s *Service) clearTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	if err := s.q.DeleteHandles(ctx, tx, id); err != nil {
		return fmt.Errorf("forget handles: %w", err)
	}
	if err := s.q.DeletePictures(ctx, tx, id); err != nil {
		return fmt.Errorf("forget pictures: %w", err)
	}
	return nil
}

// layoutOf checks a plan against the file's header.
func layoutOf(row importsdb.ImportsImport, p Plan, attributes []string) (*sheet.Layout, error) {
	l, bad := sheet.NewLayout(sheet.Format(row.Format), row.Columns, p.Mapping, attributes, p.WhatToDo != catalog.OnlyUpdate)
	if len(bad) == 0 {
		return l, nil
	}
	fields := make([]errs.Field, len(bad))
	for i, b := range bad {
		fields[i] = errs.Field{Path: "mapping", Code: b.Code, Message: b.Message}
		if b.Column >= 0 {
			fields[i].Path = fmt.Sprintf("mapping[%d]", b.Column)
		}
	}
	return nil, ErrMappingInvalid.With(fields...)
}

// rememberTx keeps what the columns are mapped to, those that are not read, too.
func (s *Service) rememberTx(ctx context.Context, tx db.Tx, row importsdb.ImportsImport, mapping []sheet.Field) error {
	arg := importsdb.SaveMappingsParams{StoreID: row.StoreID, Now: s.Now()}
	seen := map[string]bool{}
	for i, f := range mapping {
		name := sheet.RememberAs(row.Columns[i])
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		arg.ColumnNames, arg.Fields = append(arg.ColumnNames, name), append(arg.Fields, string(f))
	}
	if err := s.q.SaveMappings(ctx, tx, arg); err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	return nil
}

// Cancel ends an import; what it has written stays, and pictures that wait are not
// fetched. A second time it changes nothing. It returns ErrNotFound.
func (s *Service) Cancel(ctx context.Context, store, id, actor uuid.UUID) (Import, error) {
	var row importsdb.ImportsImport
	err := s.change(ctx, store, id, func(tx db.Tx) (err error) {
		if row, err = s.lockTx(ctx, tx, store, id); err != nil {
			return err
		}
		n, err := s.q.End(ctx, tx, importsdb.EndParams{ID: id, Status: string(Cancelled), Now: s.Now()})
		if err == nil && n == 0 {
			n, err = s.q.CancelUpload(ctx, tx, importsdb.CancelUploadParams{ID: id, Now: s.Now()})
		}
		if err != nil {
			return fmt.Errorf("cancel import: %w", err)
		}
		if err := s.clearTx(ctx, tx, id); err != nil {
			return err
		}
		if row, err = s.q.ImportByID(ctx, tx, importsdb.ImportByIDParams{ID: id, StoreID: store}); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if n == 0 {
			return nil
		}
		return s.recordTx(ctx, tx, actor, "import.cancelled", row, nil)
	})
	if err != nil {
		return Import{}, err
	}
	return s.detail(ctx, row)
}
