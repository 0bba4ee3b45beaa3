package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/money"
)

// Product returns a product that is on sale, or ErrProductNotFound.
func (s *Service) Product(ctx context.Context, id uuid.UUID) (Product, error) {
	row, err := s.q.ProductByID(ctx, db.Reads(ctx, s.pool), id)
	if db.NoRows(err) {
		return Product{}, ErrProductNotFound
	}
	if err != nil {
		return Product{}, fmt.Errorf("product %s: %w", id, err)
	}
	p, err := s.completeIn(ctx, db.Reads(ctx, s.pool), row)
	if err != nil {
		return Product{}, err
	}
	if err := s.categorise(ctx, &p, row.CategoryID); err != nil {
		return Product{}, err
	}
	return p, s.recallPrices(ctx, &p)
}

// ProductBySlug returns the product of a store that has this slug, or
// ErrProductNotFound.
func (s *Service) ProductBySlug(ctx context.Context, store uuid.UUID, slug string) (Product, error) {
	id, err := s.q.ProductIDBySlug(ctx, db.Reads(ctx, s.pool), catalogdb.ProductIDBySlugParams{StoreID: store, Slug: slug})
	if db.NoRows(err) {
		return Product{}, ErrProductNotFound
	}
	if err != nil {
		return Product{}, fmt.Errorf("product by slug: %w", err)
	}
	return s.Product(ctx, id)
}

// completeIn adds what hangs on the product but for its category.
func (s *Service) completeIn(ctx context.Context, in catalogdb.DBTX, r catalogdb.ProductByIDRow) (Product, error) {
	p := productFromRow(r)
	options, err := s.q.OptionsByProduct(ctx, in, p.ID)
	if err != nil {
		return Product{}, fmt.Errorf("options of product %s: %w", p.ID, err)
	}
	for _, o := range options {
		p.Options = append(p.Options, Option{o.Name, o.Values})
	}
	images, err := s.q.ImagesByProduct(ctx, in, p.ID)
	if err != nil {
		return Product{}, fmt.Errorf("images of product %s: %w", p.ID, err)
	}
	for _, i := range images {
		p.Images = append(p.Images, media.Image{
			Key: i.MediaKey, Width: int(i.Width), Height: int(i.Height), Alt: i.Alt, Focus: focusFromRow(i.FocusX, i.FocusY),
		})
	}
	variants, err := s.q.VariantsByProduct(ctx, in, p.ID)
	if err != nil {
		return Product{}, fmt.Errorf("variants of product %s: %w", p.ID, err)
	}
	for _, v := range variants {
		variant := variantFromRow(v)
		p.Variants = append(p.Variants, variant)
		p.Available += variant.Available
	}
	return p, nil
}

// categorise adds the product's category and its values of the category's
// attributes, in their order. What it was given in another category is not shown.
func (s *Service) categorise(ctx context.Context, p *Product, category *uuid.UUID) error {
	if category == nil {
		return nil
	}
	c, err := s.q.CategoryByID(ctx, db.Reads(ctx, s.pool), *category)
	if err != nil {
		return fmt.Errorf("category of product %s: %w", p.ID, err)
	}
	p.Category = &Category{ID: c.ID, ParentID: c.ParentID, Slug: c.Slug, Name: c.Name}
	values, err := s.q.AttributeValues(ctx, db.Reads(ctx, s.pool), p.ID)
	if err != nil {
		return fmt.Errorf("attributes of product %s: %w", p.ID, err)
	}
	if len(values) == 0 {
		return nil
	}
	attributes, err := s.attributesOf(ctx, category)
	if err != nil {
		return err
	}
	for _, a := range attributes {
		for _, v := range values {
			if v.ID == a.ID {
				p.Attributes = append(p.Attributes, AttributeValue{Attribute: a, Text: v.TextValue, Number: v.NumberValue, Boolean: v.BooleanValue})
			}
		}
	}
	return nil
}

func productFromRow(r catalogdb.ProductByIDRow) Product {
	return Product{
		ID: r.ID, StoreID: r.StoreID, Slug: r.Slug, Name: r.Name, Status: Status(r.Status),
		Description: r.Description, Brand: r.Brand, Tags: r.Tags,
		Price: money.Amount{Minor: r.PriceAmount, Currency: r.Currency}, CompareAt: optionalAmount(r.CompareAtAmount, r.Currency),
		PriceVaries: r.PriceVaries, SEOTitle: r.SeoTitle, SEODescription: r.SeoDescription,
		Version: int(r.Version), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
}

func variantFromRow(r catalogdb.VariantsByProductRow) Variant {
	v := Variant{
		ID: r.ID, SKU: deref(r.Sku), Barcode: deref(r.Barcode), Options: r.Options,
		Price: money.Amount{Minor: r.PriceAmount, Currency: r.Currency}, CompareAt: optionalAmount(r.CompareAtAmount, r.Currency),
		Available: int(r.QuantityAvailable),
	}
	if r.WeightGrams != nil {
		v.WeightGrams = int(*r.WeightGrams)
	}
	if r.ImagePosition != nil {
		i := int(*r.ImagePosition)
		v.Image = &i
	}
	return v
}

func optionalAmount(minor *int64, currency string) *money.Amount {
	if minor == nil {
		return nil
	}
	return &money.Amount{Minor: *minor, Currency: currency}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
