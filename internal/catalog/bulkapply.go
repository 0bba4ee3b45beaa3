package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// ApplyBulk makes the changes of a preview in one transaction. Products that were
// edited since the preview are left alone, and their rows say so; so do variants
// of which not enough is left. The second time it changes nothing. It returns
// ErrBulkEditNotFound.
func (e *Editor) ApplyBulk(ctx context.Context, by By, id uuid.UUID) (BulkEdit, error) {
	return e.bulk(ctx, by, id, applying, func(tx db.Tx, status BulkStatus) (done bool, err error) {
		if status != BulkPreviewed {
			return false, nil
		}
		if err := e.q.RefuseChanged(ctx, tx, id); err != nil {
			return false, fmt.Errorf("refuse what changed: %w", err)
		}
		for name, apply := range map[string]func(context.Context, catalogdb.DBTX, uuid.UUID) error{
			"prices": e.q.ApplyPrices, "compare-at prices": e.q.ApplyCompareAt, "status": e.q.ApplyStatus, "tags": e.q.ApplyTags, "category": e.q.ApplyCategory,
		} {
			if err := apply(ctx, tx, id); err != nil {
				return false, fmt.Errorf("apply %s: %w", name, err)
			}
		}
		now := e.now()
		if err := e.q.SetBulkEditApplied(ctx, tx, catalogdb.SetBulkEditAppliedParams{At: &now, ID: id}); err != nil {
			return false, fmt.Errorf("set applied: %w", err)
		}
		return true, nil
	})
}

// UndoBulk puts back what is still as the bulk edit left it; rows of what is not
// say so. Stock is moved back by as much as it was moved, so that sales stay
// sales. The second time it changes nothing. It returns ErrBulkEditNotFound or
// ErrBulkEditNotApplied.
func (e *Editor) UndoBulk(ctx context.Context, by By, id uuid.UUID) (BulkEdit, error) {
	categories, err := e.q.AllCategories(ctx, e.pool)
	if err != nil {
		return BulkEdit{}, fmt.Errorf("categories: %w", err)
	}
	known := make([]uuid.UUID, len(categories))
	for i, c := range categories {
		known[i] = c.ID
	}
	return e.bulk(ctx, by, id, undoing, func(tx db.Tx, status BulkStatus) (done bool, err error) {
		switch status {
		case BulkPreviewed:
			return false, ErrBulkEditNotApplied
		case BulkUndone:
			return false, nil
		case BulkApplied:
		}
		if err := e.q.KeepChangedVariants(ctx, tx, id); err != nil {
			return false, fmt.Errorf("keep changed variants: %w", err)
		}
		if err := e.q.KeepChangedProducts(ctx, tx, id); err != nil {
			return false, fmt.Errorf("keep changed products: %w", err)
		}
		if err := e.q.KeepLostCategories(ctx, tx, catalogdb.KeepLostCategoriesParams{BulkEditID: id, Known: known}); err != nil {
			return false, fmt.Errorf("keep lost categories: %w", err)
		}
		for name, undo := range map[string]func(context.Context, catalogdb.DBTX, uuid.UUID) error{
			"prices": e.q.UndoPrices, "compare-at prices": e.q.UndoCompareAt, "status": e.q.UndoStatus, "tags": e.q.UndoTags, "category": e.q.UndoCategory,
		} {
			if err := undo(ctx, tx, id); err != nil {
				return false, fmt.Errorf("undo %s: %w", name, err)
			}
		}
		now := e.now()
		if err := e.q.SetBulkEditUndone(ctx, tx, catalogdb.SetBulkEditUndoneParams{At: &now, ID: id}); err != nil {
			return false, fmt.Errorf("set undone: %w", err)
		}
		return true, nil
	})
}

// direction is whether a bulk edit is applied or undone.
type direction struct {
	action string // as the audit log calls it
	sign   int    // of what is added to stock
}

var (
	applying = direction{"bulk_edit.applied", +1}
	undoing  = direction{"bulk_edit.undone", -1}
)

// bulk locks the bulk edit and its products, lets do change them, brings the
// products in line, moves stock and tells of it all.
func (e *Editor) bulk(ctx context.Context, by By, id uuid.UUID, way direction, do func(db.Tx, BulkStatus) (bool, error)) (BulkEdit, error) {
	since := e.now().Add(-keepBulkEdits)
	err := db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		status, err := e.q.LockBulkEdit(ctx, tx, catalogdb.LockBulkEditParams{ID: id, StoreID: by.Store, Since: since})
		if db.NoRows(err) {
			return ErrBulkEditNotFound
		}
		if err != nil {
			return fmt.Errorf("lock bulk edit: %w", err)
		}
		if _, err := e.q.LockBulkProducts(ctx, tx, id); err != nil {
			return fmt.Errorf("lock products: %w", err)
		}
		done, err := do(tx, BulkStatus(status))
		if err != nil || !done {
			return err
		}
		touched, err := e.q.TouchBulkProducts(ctx, tx, catalogdb.TouchBulkProductsParams{UpdatedAt: e.now(), BulkEditID: id})
		if err != nil {
			return fmt.Errorf("touch products: %w", err)
		}
		if err := e.moveBulkStockTx(ctx, tx, by, id, way); err != nil {
			return err
		}
		row, err := e.q.BulkEdit(ctx, tx, catalogdb.BulkEditParams{ID: id, StoreID: by.Store, Since: since})
		if err != nil {
			return fmt.Errorf("bulk edit: %w", err)
		}
		return e.tellBulkTx(ctx, tx, by, id, way.action, touched, bulkEditFromRow(row).describe())
	})
	if err != nil {
		return BulkEdit{}, fmt.Errorf("%s: %w", way.action, err)
	}
	return e.BulkEdit(ctx, by.Store, id)
}

func (e *Editor) tellBulkTx(ctx context.Context, tx db.Tx, by By, id uuid.UUID, action string, touched []uuid.UUID, details map[string]string) error {
	if err := db.LeaveStoreTx(ctx, tx); err != nil {
		return err
	}
	for _, product := range touched {
		if err := e.bus.PublishTx(ctx, tx, Changed{ProductID: product, StoreID: by.Store}); err != nil {
			return err
		}
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: &by.Actor, Action: action, Target: audit.Target{Kind: "bulk_edit", ID: id.String()}, StoreID: &by.Store, Details: details,
	})
}

// moveBulkStockTx moves the stock by what the rows say, or back. The rows for
// which too little is left are marked instead. It comes last: a checkout waits for
// these locks.
func (e *Editor) moveBulkStockTx(ctx context.Context, tx db.Tx, by By, id uuid.UUID, way direction) error {
	rows, err := e.q.BulkStock(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("stock of bulk edit: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	variants := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		variants[i] = r.VariantID
	}
	levels, err := e.q.LockStock(ctx, tx, variants)
	if err != nil {
		return fmt.Errorf("lock stock: %w", err)
	}
	available := make(map[uuid.UUID]int, len(levels))
	for _, l := range levels {
		available[l.VariantID] = int(l.QuantityAvailable)
	}
	var short []int32
	var deltas []Quantity
	for _, r := range rows {
		delta := way.sign * int(r.Delta)
		if available[r.VariantID]+delta < 0 {
			short = append(short, r.Number)
			continue
		}
		deltas = append(deltas, Quantity{VariantID: r.VariantID, N: delta})
	}
	if way == applying {
		err = e.q.RefuseRows(ctx, tx, catalogdb.RefuseRowsParams{Problem: string(ProblemStock), BulkEditID: id, Numbers: short})
	} else {
		err = e.q.KeepRows(ctx, tx, catalogdb.KeepRowsParams{Problem: string(ProblemStock), BulkEditID: id, Numbers: short})
	}
	if err != nil {
		return fmt.Errorf("mark what is short: %w", err)
	}
	if len(deltas) == 0 {
		return nil
	}
	return e.AdjustTx(ctx, tx, deltas, Cause{Reason: ReasonCorrection, Actor: &by.Actor})
}
