package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
)

// maxRelated is how many related products a page shows.
const maxRelated = 4

// Related is another product of the store, which the product's page shows.
type Related struct {
	ID         uuid.UUID
	Slug, Name string
	Status     Status
	Image      *media.Image
}

// RelatedTo returns products on sale to show beside p: those its store chose,
// else the newest of its category. There may be none.
func (s *Service) RelatedTo(ctx context.Context, p Product) ([]Summary, error) {
	chosen, err := s.ranked(ctx, relatedQuery(p.ID), false)
	if err != nil {
		return nil, fmt.Errorf("related products: %w", err)
	}
	out := make([]Summary, 0, maxRelated)
	for _, r := range chosen {
		out = append(out, r.Summary)
	}
	if len(out) > 0 || p.Category == nil {
		return out, nil
	}
	f := Filter{Sort: SortNewest, Limit: maxRelated + 1, categories: []uuid.UUID{p.Category.ID}}
	others, _, err := s.list(ctx, f, nil, false)
	if err != nil {
		return nil, err
	}
	for _, o := range others {
		if o.ID != p.ID && len(out) < maxRelated {
			out = append(out, o)
		}
	}
	return out, nil
}

// checkRelatedTx refuses ids that are no products of the store.
func (s *Service) checkRelatedTx(ctx context.Context, tx db.Tx, store uuid.UUID, product *uuid.UUID, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	known, err := s.q.KnownProducts(ctx, tx, catalogdb.KnownProductsParams{StoreID: store, Ids: ids})
	if err != nil {
		return fmt.Errorf("related products: %w", err)
	}
	there := map[uuid.UUID]bool{}
	for _, id := range known {
		there[id] = product == nil || id != *product
	}
	for i, id := range ids {
		if !there[id] {
			return ErrProductInvalid.With(unknownRelated(i))
		}
		there[id] = false // the second time it is a repetition
	}
	return nil
}

// putRelatedTx replaces what is shown beside the product.
func (s *Service) putRelatedTx(ctx context.Context, tx db.Tx, product uuid.UUID, ids []uuid.UUID) error {
	if err := s.q.DeleteRelated(ctx, tx, product); err != nil {
		return fmt.Errorf("delete related products: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := s.q.InsertRelated(ctx, tx, catalogdb.InsertRelatedParams{ProductID: product, RelatedIds: ids}); err != nil {
		return fmt.Errorf("insert related products: %w", err)
	}
	return nil
}
