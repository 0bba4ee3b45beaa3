package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// CategoryPaths returns the path of every category, as SplitCategoryPath takes it
// apart.
func (s *Service) CategoryPaths(ctx context.Context) (map[uuid.UUID]string, error) {
	paths, _, err := s.categoryPaths(ctx)
	return paths, err
}

// ProductsByHandleTx returns the store's next products after that slug, whatever
// their status, as they would be put: an empty slug begins, an empty list ends.
// Variants that are off sale are left out. paths are CategoryPaths.
func (s *Service) ProductsByHandleTx(ctx context.Context, tx db.Tx, store uuid.UUID, after string, limit int, paths map[uuid.UUID]string) ([]PutProductInput, error) {
	rows, err := s.q.ProductsByHandle(ctx, tx, catalogdb.ProductsByHandleParams{StoreID: store, After: after, PageSize: int32(limit)})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list, ids, at := make([]PutProductInput, len(rows)), make([]uuid.UUID, len(rows)), map[uuid.UUID]int{}
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		list[i] = PutProductInput{
			StoreID: store, Slug: r.Slug, Name: r.Name, Description: r.Description, Brand: r.Brand, Tags: r.Tags, Status: Status(r.Status),
			SEOTitle: r.SeoTitle, SEODescription: r.SeoDescription,
		}
		if r.CategoryID != nil {
			list[i].Category = paths[*r.CategoryID]
		}
	}
	options, err := s.q.OptionsOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	for _, o := range options {
		p := &list[at[o.ProductID]]
		p.Options = append(p.Options, o.Name)
	}
	images, err := s.q.ImagesOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("images: %w", err)
	}
	for _, r := range images {
		p := &list[at[r.ProductID]]
		p.Images = append(p.Images, imageFromMany(r))
	}
	variants, err := s.q.VariantsOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("variants: %w", err)
	}
	for _, r := range variants {
		if r.Archived {
			continue
		}
		v := putVariantFromRow(r)
		if r.ImagePosition != nil {
			i := int(*r.ImagePosition)
			v.Image = &i
		}
		p := &list[at[r.ProductID]]
		p.Variants = append(p.Variants, v)
	}
	return list, nil
}
