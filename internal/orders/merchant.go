package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/paging"
	"rialto/internal/postal"
)

// MerchantOrder is a store order as its store sees it: what to send and where
// to, and nothing else of the buyer.
type MerchantOrder struct {
	StoreOrder
	OrderNumber string
	PlacedAt    time.Time
	Shipping    postal.Address
}

// StoreOrdersFilter says which store orders a list holds.
type StoreOrdersFilter struct {
	StoreID uuid.UUID
	Status  StoreOrderStatus // empty: any
	Cursor  string
	Limit   int
}

// queuePlace is where a page of store orders ended.
type queuePlace struct {
	PlacedAt   time.Time `json:"p"`
	StoreOrder uuid.UUID `json:"s"`
}

// StoreOrders returns a page of a store's orders, the newest first, and the
// cursor of the next page, empty on the last one. A cursor of another list is
// paging.ErrBadCursor. The database lets it see no other store's rows.
func (s *Service) StoreOrders(ctx context.Context, f StoreOrdersFilter) (list []MerchantOrder, next string, err error) {
	after, err := paging.Decode[queuePlace](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	err = db.InStoreTx(ctx, s.pool, f.StoreID, func(tx db.Tx) error {
		rows, err := s.queueTx(ctx, tx, f, after)
		if err != nil {
			return fmt.Errorf("store orders: %w", err)
		}
		rows, next = paging.Cut(rows, f.Limit, func(r ordersdb.OrdersStoreOrder) queuePlace { return queuePlace{r.PlacedAt, r.ID} })
		list, err = s.forMerchantTx(ctx, tx, rows)
		return err
	})
	return list, next, err
}

func (s *Service) queueTx(ctx context.Context, tx db.Tx, f StoreOrdersFilter, after *queuePlace) ([]ordersdb.OrdersStoreOrder, error) {
	arg := ordersdb.StoreOrdersInStatusParams{StoreID: f.StoreID, Status: string(f.Status), PageSize: int32(f.Limit + 1)}
	if after != nil {
		arg.BeforeAt, arg.BeforeID = &after.PlacedAt, &after.StoreOrder
	}
	if f.Status != "" {
		return s.q.StoreOrdersInStatus(ctx, tx, arg)
	}
	return s.q.StoreOrdersOfStore(ctx, tx, ordersdb.StoreOrdersOfStoreParams{
		StoreID: arg.StoreID, BeforeAt: arg.BeforeAt, BeforeID: arg.BeforeID, PageSize: arg.PageSize,
	})
}

// StoreOrder returns one of a store's orders, or ErrStoreOrderNotFound.
func (s *Service) StoreOrder(ctx context.Context, store, id uuid.UUID) (o MerchantOrder, err error) {
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		row, err := s.q.StoreOrderOfStore(ctx, tx, ordersdb.StoreOrderOfStoreParams{StoreID: store, ID: id})
		if db.NoRows(err) {
			return ErrStoreOrderNotFound
		}
		if err != nil {
			return fmt.Errorf("store order %s: %w", id, err)
		}
		list, err := s.forMerchantTx(ctx, tx, []ordersdb.OrdersStoreOrder{row})
		if err != nil {
			return err
		}
		o = list[0]
		return nil
	})
	return o, err
}

// forMerchantTx adds to store orders what a merchant needs of other tables.
func (s *Service) forMerchantTx(ctx context.Context, tx db.Tx, rows []ordersdb.OrdersStoreOrder) ([]MerchantOrder, error) {
	ids, parts := make([]uuid.UUID, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i], parts[i] = r.OrderID, r.ID
	}
	numbers, err := s.q.NumbersByOrders(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("numbers of orders: %w", err)
	}
	addresses, err := s.q.ShippingByOrders(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("addresses of orders: %w", err)
	}
	items, err := s.q.ItemsByStoreOrders(ctx, tx, parts)
	if err != nil {
		return nil, fmt.Errorf("items of store orders: %w", err)
	}
	number, shipping := map[uuid.UUID]string{}, map[uuid.UUID]postal.Address{}
	for _, n := range numbers {
		number[n.ID] = formatNumber(n.Number)
	}
	for _, a := range addresses {
		shipping[a.OrderID] = addressFromRow(a)
	}
	of, err := itemsByPart(items)
	if err != nil {
		return nil, err
	}
	list := make([]MerchantOrder, len(rows))
	for i, r := range rows {
		list[i] = MerchantOrder{
			StoreOrder: storeOrderFromRow(r, of[r.ID]), OrderNumber: number[r.OrderID], PlacedAt: r.PlacedAt, Shipping: shipping[r.OrderID],
		}
	}
	return list, nil
}
