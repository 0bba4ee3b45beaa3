package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// CountAsOfTx is CountTx with quantities that were right at a time: what orders took
// since, or gave back, is counted in. Less than none becomes none: it was sold
// already.
func (s *Service) CountAsOfTx(ctx context.Context, tx db.Tx, counts []Quantity, at time.Time, why Cause) error {
	ids := make([]uuid.UUID, len(counts))
	for i, c := range counts {
		ids[i] = c.VariantID
	}
	if _, err := s.q.LockStock(ctx, tx, ids); err != nil {
		return fmt.Errorf("lock stock: %w", err)
	}
	rows, err := s.q.OrderedSince(ctx, tx, catalogdb.OrderedSinceParams{VariantIds: ids, At: at})
	if err != nil {
		return fmt.Errorf("orders since: %w", err)
	}
	now := slices.Clone(counts)
	for _, r := range rows {
		i := slices.Index(ids, r.VariantID)
		now[i].N = max(0, now[i].N+int(r.Delta))
	}
	return s.CountTx(ctx, tx, now, why)
}

// VariantCode is a variant with the code by which its store knows it.
type VariantCode struct {
	ID  uuid.UUID
	SKU string
}

// VariantsTx returns those of the store's variants that have one of the ids or of the
// SKUs, which need not be unique.
func (s *Service) VariantsTx(ctx context.Context, tx db.Tx, store uuid.UUID, ids []uuid.UUID, skus []string) ([]VariantCode, error) {
	rows, err := s.q.VariantsOfStore(ctx, tx, catalogdb.VariantsOfStoreParams{StoreID: store, Ids: ids, Skus: skus})
	if err != nil {
		return nil, fmt.Errorf("variants of store: %w", err)
	}
	out := make([]VariantCode, len(rows))
	for i, r := range rows {
		out[i] = VariantCode{r.ID, r.Sku}
	}
	return out, nil
}
