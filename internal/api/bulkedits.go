package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
)

// bulkEditsHandler answers what merchants do to many products at once.
type bulkEditsHandler struct{ editor *catalog.Editor }

func (h bulkEditsHandler) ListBulkEdits(ctx context.Context, _ oas.ListBulkEditsParams) (*oas.BulkEditList, error) {
	list, err := h.editor.BulkEdits(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := &oas.BulkEditList{Items: make([]oas.BulkEdit, len(list))}
	for i, b := range list {
		out.Items[i] = bulkEditToAPI(b)
	}
	return out, nil
}

func (h bulkEditsHandler) PreviewBulkEdit(ctx context.Context, req *oas.BulkEditInput, _ oas.PreviewBulkEditParams) (*oas.BulkEdit, error) {
	sel := catalog.BulkSelection{IDs: req.Selection.ProductIds}
	if f, ok := req.Selection.Filter.Get(); ok {
		sel.Filter = &catalog.Selection{
			Words: trimmed(f.Q), Status: catalog.Status(f.Status.Or("")), Category: optID(f.CategoryId), Tag: f.Tag.Or(""),
			Stock: catalog.StockState(f.Stock.Or("")),
		}
	}
	return optBulkEdit(h.editor.PreviewBulk(ctx, byOf(ctx), sel, bulkChangeFromAPI(req.Change)))
}

func (h bulkEditsHandler) GetBulkEdit(ctx context.Context, p oas.GetBulkEditParams) (*oas.BulkEdit, error) {
	return optBulkEdit(h.editor.BulkEdit(ctx, storeOf(ctx).ID, p.BulkEditId))
}

func (h bulkEditsHandler) ListBulkEditRows(ctx context.Context, p oas.ListBulkEditRowsParams) (*oas.BulkEditRowPage, error) {
	rows, next, err := h.editor.BulkRows(ctx, storeOf(ctx).ID, p.BulkEditId, p.Problems.Or(false), p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	out := &oas.BulkEditRowPage{Items: make([]oas.BulkEditRow, len(rows)), NextCursor: nilStringToAPI(next)}
	for i, r := range rows {
		out.Items[i] = bulkRowToAPI(r)
	}
	return out, nil
}

func (h bulkEditsHandler) ApplyBulkEdit(ctx context.Context, p oas.ApplyBulkEditParams) (*oas.BulkEdit, error) {
	return optBulkEdit(h.editor.ApplyBulk(ctx, byOf(ctx), p.BulkEditId))
}

func (h bulkEditsHandler) UndoBulkEdit(ctx context.Context, p oas.UndoBulkEditParams) (*oas.BulkEdit, error) {
	return optBulkEdit(h.editor.UndoBulk(ctx, byOf(ctx), p.BulkEditId))
}

func optBulkEdit(b catalog.BulkEdit, err error) (*oas.BulkEdit, error) {
	if err != nil {
		return nil, err
	}
	out := bulkEditToAPI(b)
	return &out, nil
}

func bulkEditToAPI(b catalog.BulkEdit) oas.BulkEdit {
	out := oas.BulkEdit{
		ID: b.ID, Status: oas.BulkEditStatus(b.Status), Products: b.Products, Changes: b.Changes, Refused: b.Refused, Applied: b.Applied,
		Kept: b.Kept, CreatedAt: b.CreatedAt, ExpiresAt: b.ExpiresAt,
	}
	if b.AppliedAt != nil {
		out.AppliedAt = oas.NewOptDateTime(*b.AppliedAt)
	}
	if b.UndoneAt != nil {
		out.UndoneAt = oas.NewOptDateTime(*b.UndoneAt)
	}
	return out
}

func bulkChangeFromAPI(c oas.BulkChange) catalog.BulkChange {
	out := catalog.BulkChange{
		Status: catalog.Status(c.Status.Or("")), AddTags: c.AddTags, RemoveTags: c.RemoveTags, Category: optID(c.CategoryId),
		ClearCategory: c.ClearCategory.Or(false),
	}
	if p, ok := c.Price.Get(); ok {
		out.Price = &catalog.BulkPrice{Mode: catalog.PriceMode(p.Mode), Value: p.Value, Rounding: catalog.Rounding(p.Rounding.Or(oas.RoundingNone))}
	}
	if p, ok := c.CompareAt.Get(); ok {
		out.CompareAt = &catalog.BulkCompareAt{Mode: catalog.CompareAtMode(p.Mode), Value: p.Value.Or(0)}
	}
	if s, ok := c.Stock.Get(); ok {
		out.Stock = &catalog.BulkStock{Mode: catalog.StockMode(s.Mode), Quantity: s.Quantity}
	}
	return out
}

func bulkRowToAPI(r catalog.BulkRow) oas.BulkEditRow {
	out := oas.BulkEditRow{
		ProductId: r.ProductID, ProductName: r.ProductName, Options: r.Options, Field: oas.BulkEditRowField(r.Field),
		Before: bulkValueToAPI(r.Before), After: bulkValueToAPI(r.After),
	}
	if r.VariantID != nil {
		out.VariantId = oas.NewOptUUID(*r.VariantID)
	}
	if r.Problem != nil {
		out.Problem = oas.NewOptBulkEditRowProblem(oas.BulkEditRowProblem(*r.Problem))
	}
	if r.UndoProblem != nil {
		out.UndoProblem = oas.NewOptBulkEditRowUndoProblem(oas.BulkEditRowUndoProblem(*r.UndoProblem))
	}
	return out
}

func bulkValueToAPI(v catalog.BulkValue) oas.BulkValue {
	out := oas.BulkValue{Money: optMoneyToAPI(v.Money()), Category: optStringToAPI(v.Name)}
	if v.Quantity != nil {
		out.Quantity = oas.NewOptInt(*v.Quantity)
	}
	if v.Status != "" {
		out.Status = oas.NewOptProductStatus(oas.ProductStatus(v.Status))
	}
	if v.Tags != nil {
		out.Tags = *v.Tags
	}
	return out
}
