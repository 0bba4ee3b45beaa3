package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/orders"
)

type ordersHandler struct {
	orders *orders.Service
	names  storeNames
}

func (h ordersHandler) PlaceOrder(ctx context.Context, req *oas.PlaceOrder, p oas.PlaceOrderParams) (*oas.PlacedOrderHeaders, error) {
	in := orders.PlaceInput{
		IdempotencyKey: p.IdempotencyKey, CartID: req.CartId, Email: req.Email,
		Shipping: addressFromAPI(req.Shipping), Billing: addressFromAPI(req.Billing.Or(req.Shipping)),
	}
	placed, err := h.orders.Place(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &oas.PlacedOrderHeaders{Response: oas.PlacedOrder{
		OrderId: placed.OrderID, OrderNumber: placed.Number, OrderToken: placed.Token, Status: oas.OrderStatus(placed.Status),
		PaymentUrl: nilStringToAPI(placed.PaymentURL),
	}}
	if placed.Replayed {
		out.IdempotentReplayed = oas.NewOptBool(true)
	}
	return out, nil
}

func (h ordersHandler) GetOrder(ctx context.Context, p oas.GetOrderParams) (*oas.Order, error) {
	o, err := h.orders.OfGuest(ctx, p.OrderId, p.Token.Or(""))
	if err != nil {
		return nil, err
	}
	return h.toAPI(ctx, o)
}

func (h ordersHandler) CancelOrder(ctx context.Context, p oas.CancelOrderParams) (*oas.Order, error) {
	o, err := h.orders.CancelOfGuest(ctx, p.OrderId, p.Token.Or(""))
	if err != nil {
		return nil, err
	}
	return h.toAPI(ctx, o)
}

func (h ordersHandler) OpenPaymentSession(ctx context.Context, p oas.OpenPaymentSessionParams) (*oas.PaymentSession, error) {
	url, err := h.orders.PayOfGuest(ctx, p.OrderId, p.Token.Or(""))
	if err != nil {
		return nil, err
	}
	return &oas.PaymentSession{PaymentUrl: url}, nil
}

func (h ordersHandler) toAPI(ctx context.Context, o orders.Order) (*oas.Order, error) {
	ids := make([]uuid.UUID, len(o.Stores))
	for i, so := range o.Stores {
		ids[i] = so.StoreID
	}
	names, err := h.names.of(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := oas.Order{
		ID: o.ID, Number: o.Number, Status: oas.OrderStatus(o.Status), Email: o.Email, Total: moneyToAPI(o.Total),
		PlacedAt: o.PlacedAt, ExpiresAt: o.ExpiresAt, PaymentUrl: optStringToAPI(o.PaymentURL),
		Shipping: addressToAPI(o.Shipping), Billing: addressToAPI(o.Billing), Stores: []oas.StoreOrder{},
	}
	if o.Refunded.Minor > 0 {
		out.Refunded = oas.NewOptMoney(moneyToAPI(o.Refunded))
	}
	if o.PaidAt != nil {
		out.PaidAt = oas.NewOptDateTime(*o.PaidAt)
	}
	for _, so := range o.Stores {
		part := oas.StoreOrder{
			ID: so.ID, StoreId: so.StoreID, StoreSlug: names[so.StoreID].Slug, StoreName: names[so.StoreID].Name,
			Status: oas.StoreOrderStatus(so.Status), Subtotal: moneyToAPI(so.Subtotal), Items: []oas.OrderItem{},
		}
		for _, it := range so.Items {
			part.Items = append(part.Items, orderItemToAPI(it))
		}
		out.Stores = append(out.Stores, part)
	}
	return &out, nil
}

func orderItemToAPI(it orders.Item) oas.OrderItem {
	return oas.OrderItem{
		ID: it.ID, VariantId: it.VariantID, ProductId: it.ProductID, ProductSlug: it.ProductSlug, Name: it.Name,
		Sku: optStringToAPI(it.SKU), Options: chosenToAPI(it.Options), Image: optImageToAPI(it.Image),
		Quantity: it.Quantity, UnitPrice: moneyToAPI(it.UnitPrice), LineTotal: moneyToAPI(it.LineTotal()),
	}
}

func addressFromAPI(a oas.Address) orders.Address {
	return orders.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2.Or(""), City: a.City, Region: a.Region.Or(""),
		PostalCode: a.PostalCode, Country: a.Country, Phone: a.Phone.Or(""),
	}
}

func addressToAPI(a orders.Address) oas.Address {
	return oas.Address{
		Name: a.Name, Line1: a.Line1, Line2: optStringToAPI(a.Line2), City: a.City, Region: optStringToAPI(a.Region),
		PostalCode: a.PostalCode, Country: a.Country, Phone: optStringToAPI(a.Phone),
	}
}
