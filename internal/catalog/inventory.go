package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/paging"
)

// Level is the stock of a variant as its store sees it.
type Level struct {
	VariantID, ProductID uuid.UUID
	ProductName, SKU     string
	Options              []string
	Available            int
}

// shelf is where a page of the stock ended.
type shelf struct {
	Product uuid.UUID `json:"p"`
	Variant uuid.UUID `json:"v"`
}

// Inventory returns a page of the stock of all that a store offers or may offer
// again, in the order of ids, and the cursor of the next page, empty on the last
// one. A cursor of another list is paging.ErrBadCursor. The database lets it see
// no other store's rows.
func (s *Service) Inventory(ctx context.Context, store uuid.UUID, cursor string, limit int) (list []Level, next string, err error) {
	after, err := paging.Decode[shelf](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := catalogdb.InventoryParams{StoreID: store, PageSize: int32(limit + 1)}
	if after != nil {
		arg.AfterProduct, arg.AfterVariant = &after.Product, &after.Variant
	}
	var rows []catalogdb.InventoryRow
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err = s.q.Inventory(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("inventory: %w", err)
	}
	rows, next = paging.Cut(rows, limit, func(r catalogdb.InventoryRow) shelf { return shelf{r.ProductID, r.ID} })
	list = make([]Level, len(rows))
	for i, r := range rows {
		list[i] = Level{r.ID, r.ProductID, r.Name, deref(r.Sku), r.Options, int(r.QuantityAvailable)}
	}
	return list, next, nil
}
