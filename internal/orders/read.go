package orders

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

// OfGuest returns the order that token opens. An order that is not there and a
// token that does not fit are both ErrNotFound.
func (s *Service) OfGuest(ctx context.Context, id uuid.UUID, token string) (Order, error) {
	if !s.cfg.Tokens.Valid(id, token) {
		return Order{}, ErrNotFound
	}
	return s.order(ctx, id)
}

func (s *Service) order(ctx context.Context, id uuid.UUID) (Order, error) {
	row, err := s.q.OrderByID(ctx, s.pool, id)
	if db.NoRows(err) {
		return Order{}, ErrNotFound
	}
	if err != nil {
		return Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	o := orderFromRow(row)
	if err := s.readAddresses(ctx, &o); err != nil {
		return Order{}, err
	}
	if err := s.readItems(ctx, &o); err != nil {
		return Order{}, err
	}
	if o.Status == StatusPaymentPending {
		st, err := s.payments.OfOrder(ctx, id)
		if err != nil {
			return Order{}, err
		}
		if st.Status == payments.StatusPending {
			o.PaymentURL = st.URL
		}
	}
	return o, nil
}

func (s *Service) readAddresses(ctx context.Context, o *Order) error {
	rows, err := s.q.AddressesByOrder(ctx, s.pool, o.ID)
	if err != nil {
		return fmt.Errorf("addresses of order %s: %w", o.ID, err)
	}
	for _, r := range rows {
		a := Address{r.Name, r.Line1, r.Line2, r.City, r.Region, r.PostalCode, r.Country, r.Phone}
		if r.Kind == "shipping" {
			o.Shipping = a
		} else {
			o.Billing = a
		}
	}
	return nil
}

func (s *Service) readItems(ctx context.Context, o *Order) error {
	parts, err := s.q.StoreOrdersByOrder(ctx, s.pool, o.ID)
	if err != nil {
		return fmt.Errorf("store orders of order %s: %w", o.ID, err)
	}
	at := map[uuid.UUID]int{}
	for i, r := range parts {
		at[r.ID] = i
		o.Stores = append(o.Stores, StoreOrder{
			ID: r.ID, StoreID: r.StoreID, Status: StoreOrderStatus(r.Status),
			Subtotal: money.Amount{Minor: r.SubtotalAmount, Currency: r.Currency},
		})
	}
	items, err := s.q.ItemsByOrder(ctx, s.pool, o.ID)
	if err != nil {
		return fmt.Errorf("items of order %s: %w", o.ID, err)
	}
	for _, r := range items {
		it, err := itemFromRow(r)
		if err != nil {
			return err
		}
		so := &o.Stores[at[r.StoreOrderID]]
		so.Items = append(so.Items, it)
	}
	return nil
}

func orderFromRow(r ordersdb.OrdersOrder) Order {
	return Order{
		ID: r.ID, Number: formatNumber(r.Number), Status: Status(r.Status), Email: r.Email,
		Total:    money.Amount{Minor: r.TotalAmount, Currency: r.Currency},
		Refunded: money.Amount{Minor: r.RefundedAmount, Currency: r.Currency},
		PlacedAt: r.PlacedAt, ExpiresAt: r.ExpiresAt, PaidAt: r.PaidAt,
	}
}

func itemFromRow(r ordersdb.OrdersItem) (Item, error) {
	it := Item{
		ID: r.ID, VariantID: r.VariantID, ProductID: r.ProductID, ProductSlug: r.ProductSlug, Name: r.Name, SKU: r.Sku,
		Image: r.Image, Quantity: int(r.Quantity), UnitPrice: money.Amount{Minor: r.UnitPriceAmount, Currency: r.Currency},
	}
	if err := json.Unmarshal(r.Options, &it.Options); err != nil {
		return Item{}, fmt.Errorf("options of item %s: %w", r.ID, err)
	}
	return it, nil
}
