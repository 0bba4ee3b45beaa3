package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/money"
)

// PriceChange is a moment at which a variant's price, or the one it is compared
// with, became another. Price and CompareAt are those of before.
type PriceChange struct {
	VariantID uuid.UUID
	Options   []string
	At        time.Time
	Price     money.Amount
	CompareAt *money.Amount
}

// PriceHistory returns what the variants of a product cost before, the latest
// first, at most 500 changes; ErrProductNotFound when the store has no such
// product. The database writes it whenever a price changes while the product is
// on sale: see migration catalog_editing.
func (s *Service) PriceHistory(ctx context.Context, store, product uuid.UUID) ([]PriceChange, error) {
	var out []PriceChange
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		if err := s.ownTx(ctx, tx, store, product); err != nil {
			return err
		}
		rows, err := s.q.PriceChanges(ctx, tx, product)
		out = make([]PriceChange, len(rows))
		for i, r := range rows {
			out[i] = PriceChange{
				VariantID: r.VariantID, Options: r.Options, At: r.ChangedAt,
				Price: money.Amount{Minor: r.PriceAmount, Currency: r.Currency}, CompareAt: optionalAmount(r.CompareAtAmount, r.Currency),
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("price history: %w", err)
	}
	return out, nil
}

// recallPrices adds to each variant that is announced as reduced the lowest
// price of the 30 days before. One whose price never changed had only this one.
func (s *Service) recallPrices(ctx context.Context, p *Product) error {
	var reduced []uuid.UUID
	for _, v := range p.Variants {
		if v.reduced() {
			reduced = append(reduced, v.ID)
		}
	}
	if len(reduced) == 0 {
		return nil
	}
	rows, err := s.q.LowestPrices(ctx, db.Reads(ctx, s.pool), reduced)
	if err != nil {
		return fmt.Errorf("lowest prices: %w", err)
	}
	lowest := make(map[uuid.UUID]int64, len(rows))
	for _, r := range rows {
		lowest[r.VariantID] = r.PriceAmount
	}
	for i, v := range p.Variants {
		if !v.reduced() {
			continue
		}
		before := v.Price
		if minor, changed := lowest[v.ID]; changed {
			before.Minor = minor
		}
		p.Variants[i].LowestBefore = &before
	}
	return nil
}

func (v Variant) reduced() bool { return v.CompareAt != nil && v.CompareAt.Minor > v.Price.Minor }

// LowestBefore is that of the variant whose price is the product's.
func (p Product) LowestBefore() *money.Amount {
	for _, v := range p.Variants {
		if v.Price == p.Price {
			return v.LowestBefore
		}
	}
	return nil
}
