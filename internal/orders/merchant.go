package orders

import (
	"context"
	"fmt"
	"strings"
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
	PaidAt      *time.Time
	Shipping    postal.Address
	Notes       []Note // of a single one; none in a list
}

// HasInvoice reports whether an invoice can be opened: once it is paid.
func (o MerchantOrder) HasInvoice() bool { return o.PaidAt != nil }

// StoreOrdersFilter says which store orders a list holds.
type StoreOrdersFilter struct {
	StoreID uuid.UUID
	Status  StoreOrderStatus // empty: any
	Words   string           // an order's number, a part of the recipient's name or an SKU; empty: any
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
	arg := ordersdb.SearchStoreOrdersParams{StoreID: f.StoreID, Status: string(f.Status), PageSize: int32(f.Limit + 1)}
	if after != nil {
		arg.BeforeAt, arg.BeforeID = &after.PlacedAt, &after.StoreOrder
	}
	if words := strings.TrimPrefix(strings.TrimSpace(f.Words), "#"); words != "" {
		arg.Words, arg.Pattern = words, db.EscapeLike(words)
		return s.q.SearchStoreOrders(ctx, tx, arg)
	}
	if f.Status != "" {
		return s.q.StoreOrdersInStatus(ctx, tx, ordersdb.StoreOrdersInStatusParams{
			StoreID: arg.StoreID, Status: arg.Status, BeforeAt: arg.BeforeAt, BeforeID: arg.BeforeID, PageSize: arg.PageSize,
		})
	}
	return s.q.StoreOrdersOfStore(ctx, tx, ordersdb.StoreOrdersOfStoreParams{
		StoreID: arg.StoreID, BeforeAt: arg.BeforeAt, BeforeID: arg.BeforeID, PageSize: arg.PageSize,
	})
}

// StoreOrderCounts says how many of a store's orders are in each state; a state
// in which none is, is missing.
func (s *Service) StoreOrderCounts(ctx context.Context, store uuid.UUID) (counts map[StoreOrderStatus]int, err error) {
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err := s.q.CountStoreOrders(ctx, tx, store)
		if err != nil {
			return fmt.Errorf("count store orders: %w", err)
		}
		counts = map[StoreOrderStatus]int{}
		for _, r := range rows {
			counts[StoreOrderStatus(r.Status)] = int(r.Count)
		}
		return nil
	})
	return counts, err
}

// StoreOrder returns one of a store's orders with its notes, or
// ErrStoreOrderNotFound.
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
		o.Notes, err = s.notesTx(ctx, tx, id)
		return err
	})
	if err != nil {
		return MerchantOrder{}, err
	}
	return o, s.askRefunds(ctx, pointers(o.Refunds))
}

// forMerchantTx adds to store orders what a merchant needs of other tables.
func (s *Service) forMerchantTx(ctx context.Context, tx db.Tx, rows []ordersdb.OrdersStoreOrder) ([]MerchantOrder, error) {
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.OrderID
	}
	numbers, err := s.q.NumbersByOrders(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("numbers of orders: %w", err)
	}
	addresses, err := s.q.ShippingByOrders(ctx, tx, ids)
	if err != nil {
		return nil, fmt.Errorf("addresses of orders: %w", err)
	}
	p, err := s.particularsOf(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	order, shipping := map[uuid.UUID]ordersdb.NumbersByOrdersRow{}, map[uuid.UUID]postal.Address{}
	for _, n := range numbers {
		order[n.ID] = n
	}
	for _, a := range addresses {
		shipping[a.OrderID] = addressFromRow(a)
	}
	list := make([]MerchantOrder, len(rows))
	for i, r := range rows {
		of := order[r.OrderID]
		list[i] = MerchantOrder{
			StoreOrder: storeOrderFromRow(r, p), OrderNumber: formatNumber(of.Number), PlacedAt: r.PlacedAt, PaidAt: of.PaidAt,
			Shipping: shipping[r.OrderID],
		}
	}
	return list, nil
}
