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

// Sellable is a variant as a cart or an order needs it.
type Sellable struct {
	VariantID, ProductID, StoreID uuid.UUID
	ProductSlug, Name, SKU        string
	Options                       []ChosenOption
	Price                         money.Amount
	Available                     int
	OnSale                        bool // and its store is shown
	Suspended                     bool // its store is
	OnHoliday                     bool // its store is; it is on sale and not sold now
	Image                         *media.Image
}

// ChosenOption is one choice of a variant, such as Size: Large.
type ChosenOption struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Quantity is a number of pieces of a variant.
type Quantity struct {
	VariantID uuid.UUID
	N         int
}

// Sellables returns what the catalog says now of the variants, keyed by their
// ids. A variant that never was is missing.
func (s *Service) Sellables(ctx context.Context, variants []uuid.UUID) (map[uuid.UUID]Sellable, error) {
	return s.sellables(ctx, s.pool, variants)
}

// SellablesTx is Sellables as tx sees it. It locks nothing.
func (s *Service) SellablesTx(ctx context.Context, tx db.Tx, variants []uuid.UUID) (map[uuid.UUID]Sellable, error) {
	return s.sellables(ctx, tx, variants)
}

func (s *Service) sellables(ctx context.Context, in catalogdb.DBTX, variants []uuid.UUID) (map[uuid.UUID]Sellable, error) {
	rows, err := s.q.Sellables(ctx, in, catalogdb.SellablesParams{Ids: variants, Now: s.now()})
	if err != nil {
		return nil, fmt.Errorf("sellables: %w", err)
	}
	out := make(map[uuid.UUID]Sellable, len(rows))
	for _, r := range rows {
		v := Sellable{
			VariantID: r.ID, ProductID: r.ProductID, StoreID: r.StoreID, ProductSlug: r.Slug, Name: r.Name, SKU: deref(r.Sku),
			Price:     money.Amount{Minor: r.PriceAmount, Currency: r.Currency},
			Available: int(r.QuantityAvailable), OnSale: r.OnSale, Image: r.Image,
			Suspended: r.Hidden != nil && Hidden(*r.Hidden) == HiddenSuspended, OnHoliday: r.OnHoliday,
		}
		for i, name := range r.OptionNames {
			if i < len(r.Options) {
				v.Options = append(v.Options, ChosenOption{name, r.Options[i]})
			}
		}
		out[v.VariantID] = v
	}
	return out, nil
}

// SoleVariant returns the only variant of a product; ErrVariantNeeded when it
// has several, ErrProductNotFound when it has none.
func (s *Service) SoleVariant(ctx context.Context, product uuid.UUID) (uuid.UUID, error) {
	ids, err := s.q.SoleVariant(ctx, s.pool, product)
	switch {
	case err != nil:
		return uuid.Nil, fmt.Errorf("sole variant: %w", err)
	case len(ids) == 0:
		return uuid.Nil, ErrProductNotFound
	case len(ids) > 1:
		return uuid.Nil, ErrVariantNeeded
	}
	return ids[0], nil
}
