package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/paging"
	"rialto/internal/sheet"
)

// Import returns an import of the store, or ErrNotFound.
func (s *Service) Import(ctx context.Context, store, id uuid.UUID) (Import, error) {
	row, err := s.row(ctx, store, id)
	if err != nil {
		return Import{}, err
	}
	return s.detail(ctx, row)
}

// detail is an import with the fields that its columns can be mapped to.
func (s *Service) detail(ctx context.Context, row importsdb.ImportsImport) (Import, error) {
	im, err := importFromRow(row)
	if err != nil {
		return Import{}, err
	}
	attributes, err := s.Catalog.AttributeNames(ctx)
	im.Fields = sheet.Fields()
	for _, name := range attributes {
		im.Fields = append(im.Fields, sheet.Attribute(name))
	}
	return im, err
}

func (s *Service) row(ctx context.Context, store, id uuid.UUID) (row importsdb.ImportsImport, err error) {
	err = s.inStore(ctx, store, func(tx db.Tx) error {
		row, err = s.q.ImportByID(ctx, tx, importsdb.ImportByIDParams{ID: id, StoreID: store})
		return err
	})
	if db.NoRows(err) {
		return row, ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("import: %w", err)
	}
	return row, nil
}

// place is where a page of imports ended.
type place struct {
	At time.Time `json:"t"`
	ID uuid.UUID `json:"i"`
}

// Imports returns a page of the store's imports, the newest first, and the cursor
// of the next page, empty on the last one.
func (s *Service) Imports(ctx context.Context, store uuid.UUID, cursor string, limit int) (list []Import, next string, err error) {
	after, err := paging.Decode[place](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := importsdb.ImportsParams{StoreID: store, PageSize: int32(limit + 1)}
	if after != nil {
		arg.AfterCreated, arg.AfterID = &after.At, &after.ID
	}
	var rows []importsdb.ImportsImport
	err = s.inStore(ctx, store, func(tx db.Tx) error {
		rows, err = s.q.Imports(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("imports: %w", err)
	}
	rows, next = paging.Cut(rows, limit, func(r importsdb.ImportsImport) place { return place{r.CreatedAt, r.ID} })
	list = make([]Import, len(rows))
	for i, r := range rows {
		if list[i], err = importFromRow(r); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

// line is where a page of a report ended.
type line struct {
	Row int32 `json:"r"`
	Seq int32 `json:"s"`
}

// Problems returns a page of an import's report in the order of the rows, and the
// cursor of the next page. warnings is nil for both kinds. It returns ErrNotFound.
func (s *Service) Problems(ctx context.Context, store, id uuid.UUID, warnings *bool, cursor string, limit int) (list []sheet.Problem, next string, err error) {
	after, err := paging.Decode[line](cursor)
	if err != nil {
		return nil, "", err
	}
	if after == nil {
		after = &line{}
	}
	arg := importsdb.ProblemsParams{ImportID: id, AfterRow: after.Row, AfterSeq: after.Seq, PageSize: int32(limit + 1)}
	if warnings != nil {
		kind := kindOf(*warnings)
		arg.Kind = &kind
	}
	var rows []importsdb.ProblemsRow
	err = s.inStore(ctx, store, func(tx db.Tx) error {
		if _, err := s.q.ImportByID(ctx, tx, importsdb.ImportByIDParams{ID: id, StoreID: store}); err != nil {
			return err
		}
		rows, err = s.q.Problems(ctx, tx, arg)
		return err
	})
	if db.NoRows(err) {
		return nil, "", ErrNotFound
	}
	if err != nil {
		return nil, "", fmt.Errorf("problems: %w", err)
	}
	rows, next = paging.Cut(rows, limit, func(r importsdb.ProblemsRow) line { return line{r.Row, r.Seq} })
	list = make([]sheet.Problem, len(rows))
	for i, r := range rows {
		list[i] = problemFromRow(r)
	}
	return list, next, nil
}

func kindOf(warning bool) string {
	if warning {
		return "warning"
	}
	return "problem"
}

func problemFromRow(r importsdb.ProblemsRow) sheet.Problem {
	return sheet.Problem{
		Row: int(r.Row), Column: r.ColumnName, Code: r.Code, Message: r.Message, Warning: r.Kind == kindOf(true),
		Start: r.RowStart, Bytes: int(r.RowBytes),
	}
}

func importFromRow(r importsdb.ImportsImport) (Import, error) {
	im := Import{
		ID: r.ID, StoreID: r.StoreID, FileName: r.FileName, Bytes: r.Bytes, Format: sheet.Format(r.Format), Status: Status(r.Status),
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, StartedAt: r.StartedAt, FinishedAt: r.FinishedAt, FileKept: r.FileKept,
		Counts: Counts{
			BytesRead: r.Position, Rows: int(r.RowCount), Products: int(r.ProductCount), Created: int(r.CreatedCount),
			Updated: int(r.UpdatedCount), Unchanged: int(r.UnchangedCount), LeftOut: int(r.LeftOutCount), BadRows: int(r.BadRows),
			BadProducts: int(r.BadProducts), Warnings: int(r.WarningCount),
			Pictures: int(r.Pictures), PicturesDone: int(r.PicturesDone), PicturesFailed: int(r.PicturesFailed),
		},
	}
	if r.Failure != nil {
		im.Failure = *r.Failure
	}
	fields := r.Suggested
	if r.Mapping != nil {
		p := planFromRow(r)
		im.Plan, fields = &p, r.Mapping
	}
	var samples [][]string
	if err := json.Unmarshal(r.Samples, &samples); err != nil {
		return Import{}, fmt.Errorf("decode first rows: %w", err)
	}
	im.Columns = make([]Column, len(r.Columns))
	for i, name := range r.Columns {
		c := Column{Name: name, Field: sheet.Field(fields[i])}
		for _, row := range samples {
			c.Samples = append(c.Samples, row[i])
		}
		im.Columns[i] = c
	}
	return im, nil
}

func planFromRow(r importsdb.ImportsImport) Plan {
	p := Plan{Mapping: make([]sheet.Field, len(r.Mapping))}
	for i, f := range r.Mapping {
		p.Mapping[i] = sheet.Field(f)
	}
	if r.OnBadRow != nil {
		p.OnBadRow = OnBadRow(*r.OnBadRow)
	}
	if r.WhatToDo != nil {
		p.WhatToDo = catalog.Do(*r.WhatToDo)
	}
	return p
}
