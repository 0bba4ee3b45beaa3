package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
)

// Editor lets people edit: merchants the products of their store, operators the
// tree of categories. What it does is in the audit log. It does not ask who may
// act for a store, and the database lets it touch no other store's rows.
type Editor struct {
	*Service
	currency string
}

// NewEditor returns an Editor of the products of s, whose prices are in the
// marketplace's currency, and gives bus its chore.
func NewEditor(s *Service, bus *events.Bus, currency string) *Editor {
	e := &Editor{Service: s, currency: currency}
	bus.Every(time.Hour, "catalog.forget_bulk_edits", e.forgetBulkEdits)
	return e
}

// Currency is that of all prices.
func (e *Editor) Currency() string { return e.currency }

// ProductInput is a product as a merchant wants it. Images and the stock of
// variants that are on offer stay as they are: they have operations of their own.
type ProductInput struct {
	Name, Slug  string // no slug: one from the name, or that of before
	Description string // HTML as somebody wrote it
	Brand       string
	Status      Status
	Category    *uuid.UUID
	Tags        []string
	Options     []string
	Variants    []PutVariant // Quantity is for new ones
	Attributes  []AttributeInput
	Related     []uuid.UUID

	SEOTitle, SEODescription string
}

// By says who acts in which store.
type By struct{ Actor, Store uuid.UUID }

// Create makes a product. It returns ErrProductInvalid with the fields that are
// wrong, or ErrSlugTaken for a slug that in names.
func (e *Editor) Create(ctx context.Context, by By, in ProductInput) (Product, error) {
	put, err := e.prepare(ctx, by, in)
	if err != nil {
		return Product{}, err
	}
	var id uuid.UUID
	err = db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		if err := e.checkRelatedTx(ctx, tx, by.Store, nil, in.Related); err != nil {
			return err
		}
		if id, err = e.insertTx(ctx, tx, put, in); err != nil {
			return err
		}
		return e.finishTx(ctx, tx, by, id, put, in, "product.created")
	})
	if err != nil {
		return Product{}, fmt.Errorf("create product: %w", err)
	}
	return e.StoreProduct(ctx, by.Store, id)
}

// Edit makes the product what in says, if its version is still this one. It
// returns ErrProductChanged when it is not, ErrProductNotFound, ErrSlugTaken, or
// ErrProductInvalid with the fields that are wrong. A variant that in does not
// name is taken off sale with its stock.
func (e *Editor) Edit(ctx context.Context, by By, id uuid.UUID, version int, in ProductInput) (Product, error) {
	put, invalid := e.prepare(ctx, by, in)
	err := db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		now, err := e.q.LockForEdit(ctx, tx, catalogdb.LockForEditParams{ID: id, StoreID: by.Store})
		switch {
		case db.NoRows(err):
			return ErrProductNotFound
		case err != nil:
			return fmt.Errorf("lock product: %w", err)
		case int(now.Version) != version:
			return ErrProductChanged
		case invalid != nil:
			return invalid
		}
		if err := e.checkOwnTx(ctx, tx, by, id, in); err != nil {
			return err
		}
		put := put
		if in.Slug == "" {
			put.Slug = now.Slug
		}
		row := put.row(in.Category)
		row.ID, row.UpdatedAt = id, e.now()
		err = e.q.UpdateProduct(ctx, tx, updateFromInsert(row))
		if db.Violates(err, productSlugUnique) {
			return ErrSlugTaken.Because(err)
		}
		if err != nil {
			return fmt.Errorf("update product: %w", err)
		}
		return e.finishTx(ctx, tx, by, id, put, in, "product.changed")
	})
	if err != nil {
		return Product{}, fmt.Errorf("edit product: %w", err)
	}
	return e.StoreProduct(ctx, by.Store, id)
}

// prepare checks what needs no transaction.
func (e *Editor) prepare(ctx context.Context, by By, in ProductInput) (PutProductInput, error) {
	put := PutProductInput{
		StoreID: by.Store, Slug: in.Slug, Name: in.Name, Description: in.Description, Brand: in.Brand, Tags: distinct(in.Tags),
		Status: in.Status, SEOTitle: in.SEOTitle, SEODescription: in.SEODescription, Options: in.Options,
		Variants: slices.Clone(in.Variants), CreatedAt: e.now(),
		Stock: Cause{Reason: ReasonCorrection, Actor: &by.Actor},
	}
	if put.Slug == "" {
		put.Slug = autoSlug(in.Name)
	}
	var bad []errs.Field
	if err := put.validate(); err != nil {
		problem, _ := errs.As(err)
		bad = append(bad, problem.Fields...)
	}
	for i, v := range in.Variants {
		put.Variants[i].KeepStock, put.Variants[i].Image = true, nil
		if v.ID != uuid.Nil && v.Quantity != 0 {
			bad = append(bad, errs.Field{
				Path: fmt.Sprintf("variants[%d].quantity", i), Code: "not_here", Message: "The stock of a variant is changed in the inventory.",
			})
		}
		if v.Price.Currency != e.currency {
			bad = append(bad, errs.Field{Path: fmt.Sprintf("variants[%d].price", i), Code: "currency", Message: "Use the marketplace's currency."})
		}
	}
	attributes, err := e.attributesIn(ctx, in.Category)
	if err != nil {
		return put, err
	}
	if attributes == nil && in.Category != nil {
		bad = append(bad, errs.Field{Path: "categoryId", Code: "unknown", Message: "There is no such category."})
	} else {
		bad = append(bad, checkAttributes(attributes, in.Attributes, in.Status)...)
	}
	if len(bad) > 0 {
		return put, ErrProductInvalid.With(bad...)
	}
	put.Description = descriptionPolicy.Sanitize(put.Description)
	return put, nil
}

// attributesIn is attributesOf, nil for a category that is not there.
func (e *Editor) attributesIn(ctx context.Context, category *uuid.UUID) ([]Attribute, error) {
	if category == nil {
		return nil, nil
	}
	if _, err := e.q.CategoryByID(ctx, e.pool, *category); db.NoRows(err) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("category: %w", err)
	}
	return e.attributesOf(ctx, category)
}

// checkOwnTx refuses ids of what belongs to another product or store.
func (e *Editor) checkOwnTx(ctx context.Context, tx db.Tx, by By, id uuid.UUID, in ProductInput) error {
	known, err := e.q.VariantKeys(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("variants: %w", err)
	}
	if bad := foreignVariants(known, in.Variants); bad != nil {
		return ErrProductInvalid.With(bad...)
	}
	return e.checkRelatedTx(ctx, tx, by.Store, &id, in.Related)
}

func foreignVariants(known []catalogdb.VariantKeysRow, variants []PutVariant) (bad []errs.Field) {
	seen := map[uuid.UUID]bool{}
	for i, v := range variants {
		if v.ID == uuid.Nil {
			continue
		}
		own := slices.ContainsFunc(known, func(k catalogdb.VariantKeysRow) bool { return k.ID == v.ID })
		if !own || seen[v.ID] {
			bad = append(bad, errs.Field{Path: fmt.Sprintf("variants[%d].id", i), Code: "unknown", Message: "The product has no such variant."})
		}
		seen[v.ID] = true
	}
	return bad
}

// insertTx makes the product's row. A slug that nobody asked for gets a number
// when it is taken.
func (e *Editor) insertTx(ctx context.Context, tx db.Tx, put PutProductInput, in ProductInput) (uuid.UUID, error) {
	for i, v := range put.Variants {
		if v.ID != uuid.Nil {
			return uuid.Nil, ErrProductInvalid.With(errs.Field{
				Path: fmt.Sprintf("variants[%d].id", i), Code: "unknown", Message: "The product has no such variant.",
			})
		}
	}
	row := put.row(in.Category)
	row.ID, row.CreatedAt, row.UpdatedAt = db.NewID(), put.CreatedAt, put.CreatedAt
	taken, err := e.q.SlugsLike(ctx, tx, catalogdb.SlugsLikeParams{StoreID: put.StoreID, Slug: put.Slug})
	if err != nil {
		return uuid.Nil, fmt.Errorf("slugs: %w", err)
	}
	if in.Slug == "" {
		row.Slug = freeSlug(put.Slug, taken)
	}
	inserted, err := e.q.InsertProduct(ctx, tx, row)
	switch {
	case err != nil:
		return uuid.Nil, fmt.Errorf("insert product: %w", err)
	case inserted == 0:
		return uuid.Nil, ErrSlugTaken
	}
	return row.ID, nil
}

// finishTx writes what hangs on the product, and tells of it.
func (e *Editor) finishTx(ctx context.Context, tx db.Tx, by By, id uuid.UUID, put PutProductInput, in ProductInput, action string) error {
	if err := e.putAttributesTx(ctx, tx, id, in.Attributes); err != nil {
		return err
	}
	if err := e.putRelatedTx(ctx, tx, id, in.Related); err != nil {
		return err
	}
	if err := e.putPartsTx(ctx, tx, id, put); err != nil {
		return err
	}
	return e.tellTx(ctx, tx, by, id, action, map[string]string{"status": string(in.Status)})
}

// tellTx leaves the store, publishes that the product changed and records who did.
func (e *Editor) tellTx(ctx context.Context, tx db.Tx, by By, product uuid.UUID, action string, details map[string]string) error {
	if err := db.LeaveStoreTx(ctx, tx); err != nil {
		return err
	}
	if err := e.bus.PublishTx(ctx, tx, Changed{ProductID: product, StoreID: by.Store}); err != nil {
		return err
	}
	return audit.RecordTx(ctx, tx, audit.Entry{
		Actor: &by.Actor, Action: action, Target: audit.Target{Kind: "product", ID: product.String()}, StoreID: &by.Store, Details: details,
	})
}

// autoSlug is the address a product gets by itself.
func autoSlug(name string) string {
	if slug := Slug(name); slug != "" {
		return slug
	}
	return "product"
}

// freeSlug is slug, or slug with the first number that makes it free.
func freeSlug(slug string, taken []string) string {
	if !slices.Contains(taken, slug) {
		return slug
	}
	for n := 2; ; n++ {
		suffix := "-" + strconv.Itoa(n)
		free := slug[:min(len(slug), maxSlug-len(suffix))] + suffix
		if !slices.Contains(taken, free) {
			return free
		}
	}
}

// distinct drops repetitions and keeps the order.
func distinct(list []string) []string {
	var out []string
	for _, one := range list {
		if !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

func unknownRelated(i int) errs.Field {
	return errs.Field{Path: fmt.Sprintf("relatedIds[%d]", i), Code: "unknown", Message: "The store has no such other product, or it is named twice."}
}
