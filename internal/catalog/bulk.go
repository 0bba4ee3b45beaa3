package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/paging"
)

// A bulk edit is previewed, which writes down each change of each field; applied,
// which makes those changes that still fit; and perhaps undone, which puts back
// what has not been changed since.
//
//	Preview ──> previewed ──> applied ──> undone
const (
	// keepBulkEdits is how long a bulk edit can be undone.
	keepBulkEdits = 7 * 24 * time.Hour
	// maxBulk is how many products one bulk edit changes.
	maxBulk = 2000
)

// BulkStatus says how far a bulk edit is.
type BulkStatus string

// The states of a bulk edit.
const (
	BulkPreviewed BulkStatus = "previewed"
	BulkApplied   BulkStatus = "applied"
	BulkUndone    BulkStatus = "undone"
)

// BulkEdit is a change of many products.
type BulkEdit struct {
	ID                              uuid.UUID
	Status                          BulkStatus
	Products                        int // selected
	Changes, Refused, Applied, Kept int // rows: in all, that cannot be made, that were made, that could not be undone
	CreatedAt                       time.Time
	AppliedAt, UndoneAt             *time.Time
	ExpiresAt                       time.Time
}

// BulkField is what a row of a bulk edit changes.
type BulkField string

// The fields that bulk edits change. The first three are of variants.
const (
	FieldPrice     BulkField = "price"
	FieldCompareAt BulkField = "compare_at"
	FieldStock     BulkField = "stock"
	FieldStatus    BulkField = "status"
	FieldTags      BulkField = "tags"
	FieldCategory  BulkField = "category"
)

// BulkProblem says why a row was not applied, or not undone.
type BulkProblem string

// Why rows are refused when they are previewed or applied, and kept when they
// are to be undone.
const (
	ProblemRange      BulkProblem = "out_of_range"
	ProblemCompareAt  BulkProblem = "price_not_below_compare_at"
	ProblemStock      BulkProblem = "not_enough_stock"
	ProblemAttributes BulkProblem = "attributes_missing"
	ProblemTags       BulkProblem = "too_many_tags"
	ProblemMeanwhile  BulkProblem = "changed_meanwhile"
	ProblemSince      BulkProblem = "changed_since"
	ProblemGone       BulkProblem = "gone"
)

// BulkValue is a value of a field: what fits the field is there, nothing for none.
type BulkValue struct {
	Amount   *int64     `json:"amount,omitempty"`
	Currency string     `json:"currency,omitempty"`
	Quantity *int       `json:"quantity,omitempty"`
	Status   Status     `json:"status,omitempty"`
	Tags     *[]string  `json:"tags,omitempty"`
	Category *uuid.UUID `json:"id,omitempty"`
	Name     string     `json:"name,omitempty"` // of the category
}

// Money is the amount of a price, nil for none.
func (v BulkValue) Money() *money.Amount {
	if v.Amount == nil {
		return nil
	}
	return &money.Amount{Minor: *v.Amount, Currency: v.Currency}
}

// BulkRow is one field of one product or variant.
type BulkRow struct {
	Number         int        `json:"number"`
	ProductID      uuid.UUID  `json:"product_id"`
	ProductName    string     `json:"product_name"`
	ProductVersion int        `json:"product_version"`
	VariantID      *uuid.UUID `json:"variant_id"`
	Options        []string   `json:"options"`
	Field          BulkField  `json:"field"`
	Before         BulkValue  `json:"before"`
	After          BulkValue  `json:"after"`
	Problem        *string    `json:"problem"`
	UndoProblem    *string    `json:"-"`
}

// BulkSelection says which products a bulk edit changes: those with the ids,
// else those of the filter.
type BulkSelection struct {
	IDs    []uuid.UUID
	Filter *Selection
}

// PreviewBulk works out what the change would do and writes it down; it changes
// no product. Ids that are no products of the store are left out. It returns
// ErrBulkEditInvalid with the fields that are wrong, or ErrBulkEditTooLarge.
func (e *Editor) PreviewBulk(ctx context.Context, by By, sel BulkSelection, change BulkChange) (BulkEdit, error) {
	if err := change.validate(sel); err != nil {
		return BulkEdit{}, err
	}
	around, err := e.surroundings(ctx, change)
	if err != nil {
		return BulkEdit{}, err
	}
	var branch []uuid.UUID
	if sel.Filter != nil {
		if branch, err = e.branch(ctx, sel.Filter.Category); err != nil {
			return BulkEdit{}, err
		}
	}
	id := db.NewID()
	err = db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		ids, err := selectTx(ctx, tx, by.Store, sel, branch)
		if err != nil {
			return err
		}
		rows, products, err := e.previewTx(ctx, tx, by.Store, ids, change, around)
		if err != nil {
			return err
		}
		arg := catalogdb.InsertBulkEditParams{ID: id, StoreID: by.Store, Products: int32(products), CreatedAt: e.now()}
		if err := e.q.InsertBulkEdit(ctx, tx, arg); err != nil {
			return fmt.Errorf("insert bulk edit: %w", err)
		}
		return insertRowsTx(ctx, tx, id, rows)
	})
	if err != nil {
		return BulkEdit{}, fmt.Errorf("preview bulk edit: %w", err)
	}
	return e.BulkEdit(ctx, by.Store, id)
}

// selectTx returns the ids of the selected products.
func selectTx(ctx context.Context, tx db.Tx, store uuid.UUID, sel BulkSelection, branch []uuid.UUID) ([]uuid.UUID, error) {
	if sel.Filter == nil {
		return sel.IDs, nil
	}
	where, args := sel.Filter.where(store, branch)
	rows, err := tx.Query(ctx, `SELECT p.id FROM catalog.products p WHERE `+strings.Join(where, " AND ")+
		` LIMIT `+strconv.Itoa(maxBulk+1), args)
	if err != nil {
		return nil, fmt.Errorf("select products: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("select products: %w", err)
	}
	if len(ids) > maxBulk {
		return nil, ErrBulkEditTooLarge
	}
	return ids, nil
}

func (e *Editor) previewTx(ctx context.Context, tx db.Tx, store uuid.UUID, ids []uuid.UUID, change BulkChange, around surroundings) ([]BulkRow, int, error) {
	products, err := e.q.BulkProducts(ctx, tx, catalogdb.BulkProductsParams{StoreID: store, Ids: ids})
	if err != nil {
		return nil, 0, fmt.Errorf("products: %w", err)
	}
	found := make([]uuid.UUID, len(products))
	for i, p := range products {
		found[i] = p.ID
	}
	variants, err := e.q.BulkVariants(ctx, tx, found)
	if err != nil {
		return nil, 0, fmt.Errorf("variants: %w", err)
	}
	values, err := e.q.BulkAttributes(ctx, tx, found)
	if err != nil {
		return nil, 0, fmt.Errorf("attributes: %w", err)
	}
	has := map[uuid.UUID]map[uuid.UUID]bool{}
	for _, v := range values {
		if has[v.ProductID] == nil {
			has[v.ProductID] = map[uuid.UUID]bool{}
		}
		has[v.ProductID][v.AttributeID] = true
	}
	byProduct := map[uuid.UUID][]catalogdb.BulkVariantsRow{}
	for _, v := range variants {
		byProduct[v.ProductID] = append(byProduct[v.ProductID], v)
	}
	var rows []BulkRow
	for _, p := range products {
		rows = append(rows, change.rowsOf(p, byProduct[p.ID], has[p.ID], around)...)
	}
	for i := range rows {
		rows[i].Number = i + 1
	}
	return rows, len(products), nil
}

func insertRowsTx(ctx context.Context, tx db.Tx, id uuid.UUID, rows []BulkRow) error {
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode rows: %w", err)
	}
	const q = `
		INSERT INTO catalog.bulk_edit_rows (bulk_edit_id, number, product_id, product_name, product_version, variant_id, options, field, before, after, problem)
		SELECT $1, r.number, r.product_id, r.product_name, r.product_version, r.variant_id, coalesce(r.options, '{}'), r.field, r.before, r.after, r.problem
		FROM jsonb_to_recordset($2::jsonb) AS r(number int, product_id uuid, product_name text, product_version int, variant_id uuid,
			options text[], field text, before jsonb, after jsonb, problem text)`
	if _, err := tx.Exec(ctx, q, id, list); err != nil {
		return fmt.Errorf("insert rows of bulk edit: %w", err)
	}
	return nil
}

// BulkEdit returns a bulk edit of the store, or ErrBulkEditNotFound.
func (e *Editor) BulkEdit(ctx context.Context, store, id uuid.UUID) (BulkEdit, error) {
	var row catalogdb.BulkEditRow
	err := db.InStoreTx(ctx, e.pool, store, func(tx db.Tx) (err error) {
		row, err = e.q.BulkEdit(ctx, tx, catalogdb.BulkEditParams{ID: id, StoreID: store, Since: e.now().Add(-keepBulkEdits)})
		return err
	})
	if db.NoRows(err) {
		return BulkEdit{}, ErrBulkEditNotFound
	}
	if err != nil {
		return BulkEdit{}, fmt.Errorf("bulk edit: %w", err)
	}
	return bulkEditFromRow(row), nil
}

// BulkEdits returns the last bulk edits of the store that were applied, the latest
// first.
func (e *Editor) BulkEdits(ctx context.Context, store uuid.UUID) ([]BulkEdit, error) {
	var rows []catalogdb.BulkEditsRow
	err := db.InStoreTx(ctx, e.pool, store, func(tx db.Tx) (err error) {
		rows, err = e.q.BulkEdits(ctx, tx, catalogdb.BulkEditsParams{StoreID: store, Since: e.now().Add(-keepBulkEdits)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("bulk edits: %w", err)
	}
	out := make([]BulkEdit, len(rows))
	for i, r := range rows {
		out[i] = bulkEditFromRow(catalogdb.BulkEditRow(r))
	}
	return out, nil
}

// BulkRows returns a page of the rows of a bulk edit, only those with a problem if
// so asked, and the cursor of the next page. It returns ErrBulkEditNotFound, or
// paging.ErrBadCursor.
func (e *Editor) BulkRows(ctx context.Context, store, id uuid.UUID, problems bool, cursor string, limit int) ([]BulkRow, string, error) {
	after, err := paging.Decode[int32](cursor)
	if err != nil {
		return nil, "", err
	}
	if _, err := e.BulkEdit(ctx, store, id); err != nil {
		return nil, "", err
	}
	arg := catalogdb.BulkEditRowsParams{BulkEditID: id, Problems: problems, PageSize: int32(limit + 1)}
	if after != nil {
		arg.AfterNumber = *after
	}
	var rows []catalogdb.BulkEditRowsRow
	err = db.InStoreTx(ctx, e.pool, store, func(tx db.Tx) (err error) {
		rows, err = e.q.BulkEditRows(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("rows of bulk edit: %w", err)
	}
	rows, next := paging.Cut(rows, limit, func(r catalogdb.BulkEditRowsRow) int32 { return r.Number })
	out := make([]BulkRow, len(rows))
	for i, r := range rows {
		if out[i], err = bulkRowFromRow(r); err != nil {
			return nil, "", err
		}
	}
	return out, next, nil
}

// forgetBulkEdits drops those that can no longer be undone.
func (e *Editor) forgetBulkEdits(ctx context.Context) error {
	if _, err := e.q.ForgetBulkEdits(ctx, e.pool, e.now().Add(-keepBulkEdits)); err != nil {
		return fmt.Errorf("forget bulk edits: %w", err)
	}
	return nil
}

func bulkEditFromRow(r catalogdb.BulkEditRow) BulkEdit {
	b := BulkEdit{
		ID: r.ID, Status: BulkStatus(r.Status), Products: int(r.Products), Changes: int(r.Done + r.Refused), Refused: int(r.Refused),
		Kept: int(r.Kept), CreatedAt: r.CreatedAt, AppliedAt: r.AppliedAt, UndoneAt: r.UndoneAt, ExpiresAt: r.CreatedAt.Add(keepBulkEdits),
	}
	if b.Status != BulkPreviewed {
		b.Applied = int(r.Done)
	}
	return b
}

func bulkRowFromRow(r catalogdb.BulkEditRowsRow) (BulkRow, error) {
	out := BulkRow{
		Number: int(r.Number), ProductID: r.ProductID, ProductName: r.ProductName, VariantID: r.VariantID, Options: r.Options,
		Field: BulkField(r.Field), Problem: r.Problem, UndoProblem: r.UndoProblem,
	}
	if err := json.Unmarshal(r.Before, &out.Before); err != nil {
		return out, fmt.Errorf("read row %d of bulk edit: %w", r.Number, err)
	}
	if err := json.Unmarshal(r.After, &out.After); err != nil {
		return out, fmt.Errorf("read row %d of bulk edit: %w", r.Number, err)
	}
	return out, nil
}
