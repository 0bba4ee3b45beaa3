package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// Category groups products over all stores.
type Category struct {
	ID         uuid.UUID
	ParentID   *uuid.UUID
	Slug, Name string
	// Products is how many are on sale; zero where nobody counted.
	Products int
}

// Categories returns every category that has products on sale, of one store
// when store is not nil, with their number.
func (s *Service) Categories(ctx context.Context, store *uuid.UUID) ([]Category, error) {
	rows, err := s.q.CategoriesWithCounts(ctx, db.Reads(ctx, s.pool), store)
	if err != nil {
		return nil, fmt.Errorf("categories: %w", err)
	}
	out := make([]Category, len(rows))
	for i, r := range rows {
		out[i] = Category{r.ID, r.ParentID, r.Slug, r.Name, int(r.ProductCount)}
	}
	return out, nil
}

// SuggestCategories returns the first few categories whose name contains words.
func (s *Service) SuggestCategories(ctx context.Context, words string, limit int) ([]Category, error) {
	rows, err := s.q.SuggestCategories(ctx, db.Reads(ctx, s.pool), catalogdb.SuggestCategoriesParams{Words: db.EscapeLike(words), PageSize: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("suggest categories: %w", err)
	}
	out := make([]Category, len(rows))
	for i, r := range rows {
		out[i] = Category{ID: r.ID, ParentID: r.ParentID, Slug: r.Slug, Name: r.Name}
	}
	return out, nil
}

// Counts returns how many products each of the stores has on sale.
func (s *Service) Counts(ctx context.Context, stores []uuid.UUID) (map[uuid.UUID]int, error) {
	rows, err := s.q.ProductCounts(ctx, db.Reads(ctx, s.pool), stores)
	if err != nil {
		return nil, fmt.Errorf("product counts: %w", err)
	}
	counts := make(map[uuid.UUID]int, len(rows))
	for _, r := range rows {
		counts[r.StoreID] = int(r.ProductCount)
	}
	return counts, nil
}

// categoryTx returns the id of the category with this name and makes it when
// there is none.
func (s *Service) categoryTx(ctx context.Context, tx db.Tx, name string) (*uuid.UUID, error) {
	slug := Slug(name)
	if slug == "" {
		return nil, nil
	}
	if err := s.q.InsertCategory(ctx, tx, catalogdb.InsertCategoryParams{ID: db.NewID(), Slug: slug, Name: name}); err != nil {
		return nil, fmt.Errorf("insert category: %w", err)
	}
	c, err := s.q.CategoryBySlug(ctx, tx, slug)
	if err != nil {
		return nil, fmt.Errorf("category by slug: %w", err)
	}
	return &c.ID, nil
}
