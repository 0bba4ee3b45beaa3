package api

import (
	"context"
	"io"
	"mime"
	"net/http"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
	"rialto/internal/imports"
	"rialto/internal/sheet"
)

type importsHandler struct {
	imports *imports.Service
}

func (h importsHandler) ListImports(ctx context.Context, p oas.ListImportsParams) (*oas.ImportPage, error) {
	page, next, err := h.imports.Imports(ctx, storeOf(ctx).ID, p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	out := &oas.ImportPage{Items: make([]oas.Import, len(page)), NextCursor: nilStringToAPI(next)}
	for i, im := range page {
		out.Items[i] = importToAPI(im)
	}
	return out, nil
}

// CreateImport reads the body as it arrives.
func (h importsHandler) CreateImport(ctx context.Context, req oas.CreateImportReq, p oas.CreateImportParams) (*oas.ImportDetail, error) {
	return importDetail(h.imports.Upload(ctx, imports.UploadInput{
		StoreID: storeOf(ctx).ID, Actor: callerOf(ctx).UserID, FileName: p.FileName.Or("products.csv"), File: req.Data, Allowed: stillAllowed,
	}))
}

func (h importsHandler) GetImport(ctx context.Context, p oas.GetImportParams) (*oas.ImportDetail, error) {
	return importDetail(h.imports.Import(ctx, storeOf(ctx).ID, p.ImportId))
}

func (h importsHandler) DryRunImport(ctx context.Context, req *oas.ImportPlan, p oas.DryRunImportParams) (*oas.ImportDetail, error) {
	return importDetail(h.imports.DryRun(ctx, imports.StartInput{
		StoreID: storeOf(ctx).ID, ImportID: p.ImportId, Actor: callerOf(ctx).UserID, Plan: planFromAPI(req),
	}))
}

func (h importsHandler) StartImport(ctx context.Context, req *oas.ImportPlan, p oas.StartImportParams) (*oas.ImportDetail, error) {
	return importDetail(h.imports.Start(ctx, imports.StartInput{
		StoreID: storeOf(ctx).ID, ImportID: p.ImportId, Actor: callerOf(ctx).UserID, Plan: planFromAPI(req),
	}))
}

func (h importsHandler) CancelImport(ctx context.Context, p oas.CancelImportParams) (*oas.ImportDetail, error) {
	return importDetail(h.imports.Cancel(ctx, storeOf(ctx).ID, p.ImportId, callerOf(ctx).UserID))
}

func (h importsHandler) ListImportProblems(ctx context.Context, p oas.ListImportProblemsParams) (*oas.ImportProblemPage, error) {
	var warnings *bool
	if kind, ok := p.Kind.Get(); ok {
		is := kind == oas.ImportProblemKindWarning
		warnings = &is
	}
	page, next, err := h.imports.Problems(ctx, storeOf(ctx).ID, p.ImportId, warnings, p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	out := &oas.ImportProblemPage{Items: make([]oas.ImportProblem, len(page)), NextCursor: nilStringToAPI(next)}
	for i, pr := range page {
		out.Items[i] = oas.ImportProblem{Row: pr.Row, Column: pr.Column, Kind: oas.ImportProblemKindProblem, Code: pr.Code, Message: pr.Message}
		if pr.Warning {
			out.Items[i].Kind = oas.ImportProblemKindWarning
		}
	}
	return out, nil
}

func (h importsHandler) DownloadImportReport(ctx context.Context, p oas.DownloadImportReportParams) (*oas.DownloadImportReportOKHeaders, error) {
	file, err := h.imports.Report(ctx, storeOf(ctx).ID, p.ImportId)
	if err != nil {
		return nil, err
	}
	return &oas.DownloadImportReportOKHeaders{
		ContentDisposition: attachment(file.Name), Response: oas.DownloadImportReportOK{Data: whole{file}},
	}, nil
}

func (h importsHandler) ExportProducts(ctx context.Context, _ oas.ExportProductsParams) (*oas.ExportProductsOKHeaders, error) {
	store := storeOf(ctx)
	file, err := h.imports.Export(ctx, imports.ExportInput{StoreID: store.ID, Actor: callerOf(ctx).UserID, StoreSlug: store.Slug})
	if err != nil {
		return nil, err
	}
	return &oas.ExportProductsOKHeaders{ContentDisposition: attachment(file.Name), Response: oas.ExportProductsOK{Data: whole{file}}}, nil
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// whole breaks the connection when a file cannot be written to its end, so that
// nobody takes the part for all of it: the status was sent long ago. The generated
// server closes it.
type whole struct{ io.ReadCloser }

// Read implements io.Reader.
func (f whole) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		_ = f.Close()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

func planFromAPI(p *oas.ImportPlan) imports.Plan {
	out := imports.Plan{OnBadRow: imports.OnBadRow(p.OnBadRow), WhatToDo: catalog.Do(p.WhatToDo), Mapping: make([]sheet.Field, len(p.Mapping))}
	for i, f := range p.Mapping {
		out.Mapping[i] = sheet.Field(f)
	}
	return out
}

func importDetail(im imports.Import, err error) (*oas.ImportDetail, error) {
	if err != nil {
		return nil, err
	}
	out := &oas.ImportDetail{Import: importToAPI(im), Columns: make([]oas.ImportColumn, len(im.Columns)), Fields: []string{}}
	for i, c := range im.Columns {
		out.Columns[i] = oas.ImportColumn{Name: c.Name, Samples: c.Samples, Field: string(c.Field)}
	}
	for _, f := range im.Fields {
		out.Fields = append(out.Fields, string(f))
	}
	return out, nil
}

func importToAPI(im imports.Import) oas.Import {
	c := im.Counts
	out := oas.Import{
		ID: im.ID, FileName: im.FileName, Bytes: im.Bytes, Format: oas.ImportFormat(im.Format), Status: oas.ImportStatus(im.Status),
		Failure: optStringToAPI(im.Failure), CreatedAt: im.CreatedAt, StartedAt: optTimeToAPI(im.StartedAt),
		FinishedAt: optTimeToAPI(im.FinishedAt), FileKept: im.FileKept,
		Counts: oas.ImportCounts{
			BytesRead: c.BytesRead, Rows: c.Rows, Products: c.Products, Created: c.Created, Updated: c.Updated, Unchanged: c.Unchanged,
			LeftOut: c.LeftOut, BadRows: c.BadRows, BadProducts: c.BadProducts, Warnings: c.Warnings,
			Pictures: c.Pictures, PicturesDone: c.PicturesDone, PicturesFailed: c.PicturesFailed,
		},
	}
	if im.CreatedBy != nil {
		out.CreatedBy = oas.NewOptUUID(*im.CreatedBy)
	}
	if im.Plan != nil {
		out.OnBadRow, out.WhatToDo = oas.NewOptString(string(im.Plan.OnBadRow)), oas.NewOptString(string(im.Plan.WhatToDo))
	}
	return out
}
