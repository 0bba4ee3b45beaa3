package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/paging"
)

// Level says whether enough of a variant is left.
type Level string

// The levels. A variant that is out is not low.
const (
	LevelOK  Level = "ok"
	LevelLow Level = "low"
	LevelOut Level = "out"
)

// Stock is that of a variant as its store sees it.
type Stock struct {
	VariantID, ProductID          uuid.UUID
	ProductName, ProductSlug, SKU string
	ProductStatus                 Status
	Options                       []string
	Image                         *media.Image
	Available                     int
	LowAt                         int  // at as many or fewer it is low
	LowAtIsOwn                    bool // false: it is the store's
	Since                         time.Time
}

// Level says whether it is low.
func (s Stock) Level() Level {
	switch {
	case s.Available <= 0:
		return LevelOut
	case s.Available <= s.LowAt:
		return LevelLow
	}
	return LevelOK
}

// InventoryFilter chooses from a store's stock.
type InventoryFilter struct {
	StoreID uuid.UUID
	Words   string // in a product's name, or at the beginning of a SKU
	Cursor  string
	Limit   int
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
func (s *Service) Inventory(ctx context.Context, f InventoryFilter) (list []Stock, next string, err error) {
	after, err := paging.Decode[shelf](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	arg := catalogdb.InventoryParams{StoreID: f.StoreID, Words: db.EscapeLike(f.Words), PageSize: int32(f.Limit + 1)}
	if after != nil {
		arg.AfterProduct, arg.AfterVariant = &after.Product, &after.Variant
	}
	var rows []catalogdb.InventoryRow
	err = db.InStoreTx(ctx, s.pool, f.StoreID, func(tx db.Tx) error {
		rows, err = s.q.Inventory(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("inventory: %w", err)
	}
	rows, next = paging.Cut(rows, f.Limit, func(r catalogdb.InventoryRow) shelf { return shelf{r.ProductID, r.ID} })
	list = make([]Stock, len(rows))
	for i, r := range rows {
		list[i] = stockFromRow(catalogdb.StockOfRow(r))
	}
	return list, next, nil
}

// shortage is where a page of what is short ended.
type shortage struct {
	Since   time.Time `json:"s"`
	Variant uuid.UUID `json:"i"`
}

// Shortages is Inventory for what is at one of the levels, low or out, the
// latest to become so first. What is archived is not among them.
func (s *Service) Shortages(ctx context.Context, f InventoryFilter, levels ...Level) (list []Stock, next string, err error) {
	before, err := paging.Decode[shortage](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	arg := catalogdb.ShortagesParams{StoreID: f.StoreID, Words: db.EscapeLike(f.Words), PageSize: int32(f.Limit + 1)}
	for _, l := range levels {
		arg.Levels = append(arg.Levels, string(l))
	}
	if before != nil {
		arg.BeforeAt, arg.BeforeVariant = &before.Since, &before.Variant
	}
	var rows []catalogdb.ShortagesRow
	err = db.InStoreTx(ctx, s.pool, f.StoreID, func(tx db.Tx) error {
		rows, err = s.q.Shortages(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("shortages: %w", err)
	}
	rows, next = paging.Cut(rows, f.Limit, func(r catalogdb.ShortagesRow) shortage { return shortage{r.Since, r.ID} })
	list = make([]Stock, len(rows))
	for i, r := range rows {
		list[i] = stockFromRow(catalogdb.StockOfRow{
			ID: r.ID, ProductID: r.ProductID, Name: r.Name, Slug: r.Slug, Status: r.Status, Image: r.Image, Sku: r.Sku, Options: r.Options,
			QuantityAvailable: r.QuantityAvailable, LowAt: r.LowAt, LowAtIsOwn: r.LowAtIsOwn,
		})
		list[i].Since = r.Since
	}
	return list, next, nil
}

// CountShortages returns how many variants of a store are low and how many out
// of stock, without what is archived.
func (s *Service) CountShortages(ctx context.Context, store uuid.UUID) (low, out int, err error) {
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		row, err := s.q.CountShortages(ctx, tx, store)
		low, out = int(row.Low), int(row.Out)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count shortages: %w", err)
	}
	return low, out, nil
}

// stockOfTx returns the stock of a variant of the store, or ErrVariantNotFound.
func (s *Service) stockOfTx(ctx context.Context, tx db.Tx, store, variant uuid.UUID) (Stock, error) {
	rows, err := s.q.StockOf(ctx, tx, catalogdb.StockOfParams{StoreID: store, Ids: []uuid.UUID{variant}})
	switch {
	case err != nil:
		return Stock{}, fmt.Errorf("stock of variant: %w", err)
	case len(rows) == 0:
		return Stock{}, ErrVariantNotFound
	}
	return stockFromRow(rows[0]), nil
}

func stockFromRow(r catalogdb.StockOfRow) Stock {
	return Stock{
		VariantID: r.ID, ProductID: r.ProductID, ProductName: r.Name, ProductSlug: r.Slug, SKU: deref(r.Sku), ProductStatus: Status(r.Status),
		Options: r.Options, Image: r.Image, Available: int(r.QuantityAvailable), LowAt: int(r.LowAt), LowAtIsOwn: r.LowAtIsOwn,
	}
}
