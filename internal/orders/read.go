package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/paging"
	"rialto/internal/payments"
)

// Key opens an order, by the token of a link to it or for the account that it
// belongs to.
type Key struct {
	ID     uuid.UUID
	Token  string     // empty without one
	UserID *uuid.UUID // who asks; nil for a guest
}

// Order returns the order that k opens. What is not there and what k does not
// open are both ErrNotFound.
func (s *Service) Order(ctx context.Context, k Key) (Order, error) {
	row, err := s.find(ctx, k)
	if err != nil {
		return Order{}, err
	}
	list, err := s.complete(ctx, []ordersdb.OrdersOrder{row})
	if err != nil {
		return Order{}, err
	}
	return list[0], nil
}

func (s *Service) find(ctx context.Context, k Key) (ordersdb.OrdersOrder, error) {
	arg := ordersdb.OrderByKeyParams{ID: k.ID, UserID: k.UserID, TokenFits: s.cfg.Tokens.Valid(k.ID, k.Token)}
	row, err := s.q.OrderByKey(ctx, s.pool, arg)
	if db.NoRows(err) {
		return ordersdb.OrdersOrder{}, ErrNotFound
	}
	if err != nil {
		return ordersdb.OrdersOrder{}, fmt.Errorf("order %s: %w", k.ID, err)
	}
	return row, nil
}

// place is where a page of orders ended.
type place struct {
	PlacedAt time.Time `json:"p"`
	Order    uuid.UUID `json:"o"`
}

// Orders returns a page of the user's orders, the newest first, and the cursor
// of the next page, empty on the last one. However many they are, it asks the
// database five times. A cursor of another list is paging.ErrBadCursor.
func (s *Service) Orders(ctx context.Context, user uuid.UUID, cursor string, limit int) ([]Order, string, error) {
	after, err := paging.Decode[place](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := ordersdb.OrdersOfUserParams{UserID: user, PageSize: int32(limit + 1)}
	if after != nil {
		arg.BeforeAt, arg.BeforeID = &after.PlacedAt, &after.Order
	}
	rows, err := s.q.OrdersOfUser(ctx, s.pool, arg)
	if err != nil {
		return nil, "", fmt.Errorf("orders of user: %w", err)
	}
	rows, next := paging.Cut(rows, limit, func(r ordersdb.OrdersOrder) place { return place{r.PlacedAt, r.ID} })
	list, err := s.complete(ctx, rows)
	return list, next, err
}

// complete adds to orders all that is in other tables.
func (s *Service) complete(ctx context.Context, rows []ordersdb.OrdersOrder) ([]Order, error) {
	list, ids, at := make([]Order, len(rows)), make([]uuid.UUID, len(rows)), make(map[uuid.UUID]*Order, len(rows))
	for i, r := range rows {
		list[i], ids[i], at[r.ID] = orderFromRow(r), r.ID, &list[i]
	}
	if len(list) == 0 {
		return list, nil
	}
	if err := s.readAddresses(ctx, ids, at); err != nil {
		return nil, err
	}
	if err := s.readItems(ctx, ids, at); err != nil {
		return nil, err
	}
	return list, s.readPages(ctx, at)
}

func (s *Service) readAddresses(ctx context.Context, ids []uuid.UUID, at map[uuid.UUID]*Order) error {
	rows, err := s.q.AddressesByOrders(ctx, s.pool, ids)
	if err != nil {
		return fmt.Errorf("addresses of orders: %w", err)
	}
	for _, r := range rows {
		if o := at[r.OrderID]; r.Kind == "shipping" {
			o.Shipping = addressFromRow(r)
		} else {
			o.Billing = addressFromRow(r)
		}
	}
	return nil
}

func (s *Service) readItems(ctx context.Context, ids []uuid.UUID, at map[uuid.UUID]*Order) error {
	parts, err := s.q.StoreOrdersByOrders(ctx, s.pool, ids)
	if err != nil {
		return fmt.Errorf("store orders of orders: %w", err)
	}
	items, err := s.q.ItemsByOrders(ctx, s.pool, ids)
	if err != nil {
		return fmt.Errorf("items of orders: %w", err)
	}
	of, err := itemsByPart(items)
	if err != nil {
		return err
	}
	for _, r := range parts {
		o := at[r.OrderID]
		o.Stores = append(o.Stores, storeOrderFromRow(r, of[r.ID]))
	}
	return nil
}

// readPages adds where orders that wait for their payment can be paid.
func (s *Service) readPages(ctx context.Context, at map[uuid.UUID]*Order) error {
	var unpaid []uuid.UUID
	for id, o := range at {
		if o.Status == StatusPaymentPending {
			unpaid = append(unpaid, id)
		}
	}
	if len(unpaid) == 0 {
		return nil
	}
	states, err := s.payments.OfOrders(ctx, unpaid)
	if err != nil {
		return err
	}
	for id, st := range states {
		if st.Status == payments.StatusPending {
			at[id].PaymentURL = st.URL
		}
	}
	return nil
}
