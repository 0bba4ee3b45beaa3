package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/media"
)

// Worth is what a store has in stock, and what all of it costs at the prices of
// now. Archived products do not count.
type Worth struct {
	Value, Units      int64 // minor units of the marketplace's currency; pieces
	Variants, SoldOut int64
}

// StockValues returns what the stock of the stores is worth. A store that sells
// nothing is missing. Its cost grows with the number of variants.
func (s *Service) StockValues(ctx context.Context, stores []uuid.UUID) (map[uuid.UUID]Worth, error) {
	rows, err := s.q.StockValues(ctx, s.pool, stores)
	if err != nil {
		return nil, fmt.Errorf("stock values: %w", err)
	}
	out := make(map[uuid.UUID]Worth, len(rows))
	for _, r := range rows {
		out[r.StoreID] = Worth{Value: r.ValueAmount, Units: r.Units, Variants: r.Variants, SoldOut: r.SoldOut}
	}
	return out, nil
}

// StoresWithProducts returns the ids of the next stores that have products, by
// id; begin with the zero id.
func (s *Service) StoresWithProducts(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	ids, err := s.q.StoresWithProducts(ctx, s.pool, catalogdb.StoresWithProductsParams{After: after, PageSize: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("stores with products: %w", err)
	}
	return ids, nil
}

// Label is what a product is called and looks like, whether or not it is on sale.
type Label struct {
	StoreID    uuid.UUID
	Slug, Name string
	Status     Status
	Image      *media.Image
}

// Labels returns the labels of products, keyed by their ids. A product that never
// was is missing.
func (s *Service) Labels(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Label, error) {
	rows, err := s.q.Labels(ctx, s.pool, ids)
	if err != nil {
		return nil, fmt.Errorf("labels of products: %w", err)
	}
	out := make(map[uuid.UUID]Label, len(rows))
	for _, r := range rows {
		out[r.ID] = Label{StoreID: r.StoreID, Slug: r.Slug, Name: r.Name, Status: Status(r.Status), Image: r.Image}
	}
	return out, nil
}
