package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// Names are what files call categories and attributes.
type Names struct {
	categories map[uuid.UUID]string
	attributes map[uuid.UUID]Attribute
}

// Names returns the names of all categories and attributes as they are now.
func (s *Service) Names(ctx context.Context) (Names, error) {
	paths, _, err := s.categoryPaths(ctx)
	if err != nil {
		return Names{}, err
	}
	tree, err := s.attributeTree(ctx)
	return Names{paths, tree.byID}, err
}

// AttributesInUseTx returns the names of attributes that a product of the store has,
// in their order.
func (s *Service) AttributesInUseTx(ctx context.Context, tx db.Tx, store uuid.UUID, names Names) ([]string, error) {
	ids, err := s.q.AttributesInUse(ctx, tx, store)
	if err != nil {
		return nil, fmt.Errorf("attributes in use: %w", err)
	}
	used := map[string]bool{}
	for _, id := range ids {
		if a, known := names.attributes[id]; known {
			used[a.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(used)), nil
}

// Exported is a product as it would be put, with its attributes by their names.
type Exported struct {
	PutProductInput
	Attributes map[string]string
}

// ProductsByHandleTx returns the store's next products after that slug, whatever
// their status, as they would be put: an empty slug begins, an empty list ends.
// Variants that are off sale are left out.
func (s *Service) ProductsByHandleTx(ctx context.Context, tx db.Tx, store uuid.UUID, after string, limit int, names Names) ([]Exported, error) {
	rows, err := s.q.ProductsByHandle(ctx, tx, catalogdb.ProductsByHandleParams{StoreID: store, After: after, PageSize: int32(limit)})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list, ids, at := make([]Exported, len(rows)), make([]uuid.UUID, len(rows)), map[uuid.UUID]int{}
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		list[i].PutProductInput = PutProductInput{
			StoreID: store, Slug: r.Slug, Name: r.Name, Description: r.Description, Brand: r.Brand, Tags: r.Tags, Status: Status(r.Status),
			SEOTitle: r.SeoTitle, SEODescription: r.SeoDescription,
		}
		if r.CategoryID != nil {
			list[i].Category = names.categories[*r.CategoryID]
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
	values, err := s.q.AttributeValuesOfMany(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("attributes: %w", err)
	}
	for _, v := range values {
		a, known := names.attributes[v.AttributeID]
		if !known {
			continue
		}
		p := &list[at[v.ProductID]]
		if p.Attributes == nil {
			p.Attributes = map[string]string{}
		}
		p.Attributes[a.Name] = AttributeInput{v.AttributeID, v.TextValue, v.NumberValue, v.BooleanValue}.text()
	}
	return list, nil
}
