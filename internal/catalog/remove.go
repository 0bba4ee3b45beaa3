package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// Remove deletes a draft that was never sold and archives any other product; it
// says whether it deleted. The second time an archived product stays as it is.
// It returns ErrProductNotFound.
func (e *Editor) Remove(ctx context.Context, by By, id uuid.UUID) (deleted bool, err error) {
	err = db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		now, err := e.q.LockForEdit(ctx, tx, catalogdb.LockForEditParams{ID: id, StoreID: by.Store})
		if db.NoRows(err) {
			return ErrProductNotFound
		}
		if err != nil {
			return fmt.Errorf("lock product: %w", err)
		}
		sold, err := e.q.WasSold(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("was sold: %w", err)
		}
		deleted = false
		if Status(now.Status) == StatusDraft && !sold {
			if deleted, err = e.deleteTx(ctx, tx, id); err != nil {
				return err
			}
		}
		switch {
		case deleted:
			return e.tellTx(ctx, tx, by, id, "product.deleted", nil)
		case Status(now.Status) == StatusArchived:
			return nil
		}
		if err := e.q.ArchiveProduct(ctx, tx, catalogdb.ArchiveProductParams{ID: id, UpdatedAt: e.now()}); err != nil {
			return fmt.Errorf("archive product: %w", err)
		}
		return e.tellTx(ctx, tx, by, id, "product.archived", map[string]string{"from": now.Status})
	})
	if err != nil {
		return false, fmt.Errorf("remove product: %w", err)
	}
	return deleted, nil
}

// deleteTx reports false when an order still points at a variant: one that was
// placed and given up, for example.
func (e *Editor) deleteTx(ctx context.Context, tx db.Tx, id uuid.UUID) (bool, error) {
	attempt, err := tx.Begin(ctx)
	if err != nil {
		return false, fmt.Errorf("savepoint: %w", err)
	}
	defer attempt.Rollback(ctx) //nolint:errcheck // no-op after Commit
	err = e.q.DeleteProduct(ctx, attempt, id)
	if db.Violates(err, orderedVariant) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("delete product: %w", err)
	}
	return true, attempt.Commit(ctx)
}

// orderedVariant is the key from the items of orders.
const orderedVariant = "items_variant_id_fkey"

// Duplicate makes a draft called name that is like the product, with its images
// and without its SKUs, barcodes and stock. It returns ErrProductNotFound.
func (e *Editor) Duplicate(ctx context.Context, by By, id uuid.UUID, name string) (Product, error) {
	from, err := e.StoreProduct(ctx, by.Store, id)
	if err != nil {
		return Product{}, err
	}
	related, err := e.RelatedOf(ctx, by.Store, id)
	if err != nil {
		return Product{}, err
	}
	in := ProductInput{
		Name: name, Description: from.Description, Brand: from.Brand, Status: StatusDraft, Tags: from.Tags,
		SEOTitle: from.SEOTitle, SEODescription: from.SEODescription,
	}
	if from.Category != nil {
		in.Category = &from.Category.ID
	}
	for _, o := range from.Options {
		in.Options = append(in.Options, o.Name)
	}
	for _, v := range from.Variants {
		in.Variants = append(in.Variants, PutVariant{
			Options: v.Options, Price: v.Price, CompareAt: v.CompareAt, WeightGrams: v.WeightGrams,
		})
	}
	for _, a := range from.Attributes {
		in.Attributes = append(in.Attributes, AttributeInput{AttributeID: a.ID, Text: a.Text, Number: a.Number, Boolean: a.Boolean})
	}
	for _, r := range related {
		in.Related = append(in.Related, r.ID)
	}
	put, err := e.prepare(ctx, by, in)
	if err != nil {
		return Product{}, err
	}
	put.Images = from.Images
	for i, v := range from.Variants {
		put.Variants[i].Image = v.Image
	}
	var made uuid.UUID
	err = db.InStoreTx(ctx, e.pool, by.Store, func(tx db.Tx) error {
		if made, err = e.insertTx(ctx, tx, put, in); err != nil {
			return err
		}
		return e.finishTx(ctx, tx, by, made, put, in, "product.duplicated")
	})
	if err != nil {
		return Product{}, fmt.Errorf("duplicate product: %w", err)
	}
	return e.StoreProduct(ctx, by.Store, made)
}
