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
// database eight times. A cursor of another list is paging.ErrBadCursor.
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

// complete adds to orders all that is in other tables, and how their money stands.
func (s *Service) complete(ctx context.Context, rows []ordersdb.OrdersOrder) ([]Order, error) {
	list, err := s.assemble(ctx, s.pool, rows)
	if err != nil || len(list) == 0 {
		return list, err
	}
	if err := s.readPages(ctx, list); err != nil {
		return nil, err
	}
	return list, s.readRefundStatuses(ctx, list)
}

// assemble adds to orders all that is in other tables of this module.
func (s *Service) assemble(ctx context.Context, on ordersdb.DBTX, rows []ordersdb.OrdersOrder) ([]Order, error) {
	list, ids, at := make([]Order, len(rows)), make([]uuid.UUID, len(rows)), make(map[uuid.UUID]*Order, len(rows))
	for i, r := range rows {
		list[i], ids[i], at[r.ID] = orderFromRow(r), r.ID, &list[i]
	}
	if len(list) == 0 {
		return list, nil
	}
	if err := s.readAddresses(ctx, on, ids, at); err != nil {
		return nil, err
	}
	return list, s.readParts(ctx, on, ids, at)
}

func (s *Service) readAddresses(ctx context.Context, on ordersdb.DBTX, ids []uuid.UUID, at map[uuid.UUID]*Order) error {
	rows, err := s.q.AddressesByOrders(ctx, on, ids)
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

func (s *Service) readParts(ctx context.Context, on ordersdb.DBTX, ids []uuid.UUID, at map[uuid.UUID]*Order) error {
	parts, err := s.q.StoreOrdersByOrders(ctx, on, ids)
	if err != nil {
		return fmt.Errorf("store orders of orders: %w", err)
	}
	p, err := s.particularsOf(ctx, on, parts)
	if err != nil {
		return err
	}
	for _, r := range parts {
		o := at[r.OrderID]
		o.Stores = append(o.Stores, storeOrderFromRow(r, p))
	}
	return nil
}

// particulars are what store orders hold, by their ids.
type particulars struct {
	items     map[uuid.UUID][]Item
	shipments map[uuid.UUID][]Shipment
	refunds   map[uuid.UUID][]Refund
}

func (s *Service) particularsOf(ctx context.Context, on ordersdb.DBTX, parts []ordersdb.OrdersStoreOrder) (particulars, error) {
	ids := make([]uuid.UUID, len(parts))
	for i, r := range parts {
		ids[i] = r.ID
	}
	items, err := s.q.ItemsByStoreOrders(ctx, on, ids)
	if err != nil {
		return particulars{}, fmt.Errorf("items of store orders: %w", err)
	}
	shipments, err := s.q.ShipmentsByStoreOrders(ctx, on, ids)
	if err != nil {
		return particulars{}, fmt.Errorf("shipments of store orders: %w", err)
	}
	refunds, err := s.q.RefundsByStoreOrders(ctx, on, ids)
	if err != nil {
		return particulars{}, fmt.Errorf("refunds of store orders: %w", err)
	}
	p := particulars{shipments: map[uuid.UUID][]Shipment{}, refunds: map[uuid.UUID][]Refund{}}
	for _, r := range shipments {
		p.shipments[r.StoreOrderID] = append(p.shipments[r.StoreOrderID], shipmentFromRow(r))
	}
	for _, r := range refunds {
		p.refunds[r.StoreOrderID] = append(p.refunds[r.StoreOrderID], refundFromRow(r))
	}
	p.items, err = itemsByPart(items)
	return p, err
}

// readPages adds where orders that wait for their payment can be paid.
func (s *Service) readPages(ctx context.Context, list []Order) error {
	var unpaid []uuid.UUID
	for _, o := range list {
		if o.Status == StatusPaymentPending {
			unpaid = append(unpaid, o.ID)
		}
	}
	if len(unpaid) == 0 {
		return nil
	}
	states, err := s.payments.OfOrders(ctx, unpaid)
	if err != nil {
		return err
	}
	for i := range list {
		if st := states[list[i].ID]; st.Status == payments.StatusPending {
			list[i].PaymentURL = st.URL
		}
	}
	return nil
}

// readRefundStatuses adds how refunds stand at the payment provider.
func (s *Service) readRefundStatuses(ctx context.Context, list []Order) error {
	var refunds []*Refund
	for _, o := range list {
		for _, so := range o.Stores {
			refunds = append(refunds, pointers(so.Refunds)...)
		}
	}
	return s.askRefunds(ctx, refunds)
}

func (s *Service) askRefunds(ctx context.Context, refunds []*Refund) error {
	ids := make([]uuid.UUID, len(refunds))
	for i, r := range refunds {
		ids[i] = r.ID
	}
	statuses, err := s.payments.RefundStatuses(ctx, ids)
	for _, r := range refunds {
		r.Status = statuses[r.ID]
	}
	return err
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}
