package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/orders"
	"rialto/internal/postal"
	"rialto/internal/stores"
)

type ordersHandler struct {
	orders  *orders.Service
	letters *orders.Letters
	names   storeNames
}

func (h ordersHandler) PlaceOrder(ctx context.Context, req *oas.PlaceOrder, p oas.PlaceOrderParams) (*oas.PlacedOrderHeaders, error) {
	in := orders.PlaceInput{
		IdempotencyKey: p.IdempotencyKey, UserID: userOf(ctx), CartID: req.CartId, Email: req.Email, Locale: string(req.Locale.Or("")),
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
	o, err := h.orders.Order(ctx, orderKey(ctx, p.OrderId, p.Token))
	if err != nil {
		return nil, err
	}
	return h.oneToAPI(ctx, o)
}

func (h ordersHandler) CancelOrder(ctx context.Context, p oas.CancelOrderParams) (*oas.Order, error) {
	o, err := h.orders.Cancel(ctx, orderKey(ctx, p.OrderId, p.Token))
	if err != nil {
		return nil, err
	}
	return h.oneToAPI(ctx, o)
}

func (h ordersHandler) OpenPaymentSession(ctx context.Context, p oas.OpenPaymentSessionParams) (*oas.PaymentSession, error) {
	url, err := h.orders.Pay(ctx, orderKey(ctx, p.OrderId, p.Token))
	if err != nil {
		return nil, err
	}
	return &oas.PaymentSession{PaymentUrl: url}, nil
}

func (h ordersHandler) ListOrders(ctx context.Context, p oas.ListOrdersParams) (*oas.OrderPage, error) {
	page, next, err := h.orders.Orders(ctx, callerOf(ctx).UserID, p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	items, err := h.toAPI(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.OrderPage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h ordersHandler) GetInvoice(ctx context.Context, p oas.GetInvoiceParams) (*oas.Invoice, error) {
	inv, err := h.letters.InvoiceOfOrder(ctx, orderKey(ctx, p.OrderId, p.Token), p.StoreOrderId)
	if err != nil {
		return nil, err
	}
	return invoiceToAPI(inv), nil
}

// orderKey opens an order for who makes the request, or for who has its token.
func orderKey(ctx context.Context, id uuid.UUID, token oas.OptString) orders.Key {
	return orders.Key{ID: id, Token: token.Or(""), UserID: userOf(ctx)}
}

func (h ordersHandler) oneToAPI(ctx context.Context, o orders.Order) (*oas.Order, error) {
	list, err := h.toAPI(ctx, []orders.Order{o})
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// toAPI adds to orders what their stores are called.
func (h ordersHandler) toAPI(ctx context.Context, list []orders.Order) ([]oas.Order, error) {
	return h.names.ordersToAPI(ctx, list)
}

func (n storeNames) ordersToAPI(ctx context.Context, list []orders.Order) ([]oas.Order, error) {
	var ids []uuid.UUID
	for _, o := range list {
		for _, so := range o.Stores {
			ids = append(ids, so.StoreID)
		}
	}
	names, err := n.of(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]oas.Order, len(list))
	for i, o := range list {
		out[i] = orderToAPI(o, names)
	}
	return out, nil
}

func orderToAPI(o orders.Order, names map[storeID]stores.Store) oas.Order {
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
			Status: oas.StoreOrderStatus(so.Status), Subtotal: moneyToAPI(so.Subtotal), Items: orderItemsToAPI(so.Items),
			Shipments: shipmentsToAPI(so.Shipments), Refunds: refundsToAPI(so.Refunds), HasInvoice: o.HasInvoices(),
		}
		if so.Refunded.Minor > 0 {
			part.Refunded = oas.NewOptMoney(moneyToAPI(so.Refunded))
		}
		out.Stores = append(out.Stores, part)
	}
	return out
}

func orderItemsToAPI(items []orders.Item) []oas.OrderItem {
	out := make([]oas.OrderItem, len(items))
	for i, it := range items {
		out[i] = orderItemToAPI(it)
	}
	return out
}

func orderItemToAPI(it orders.Item) oas.OrderItem {
	return oas.OrderItem{
		ID: it.ID, VariantId: it.VariantID, ProductId: it.ProductID, ProductSlug: it.ProductSlug, Name: it.Name,
		Sku: optStringToAPI(it.SKU), Options: chosenToAPI(it.Options), Image: optImageToAPI(it.Image),
		Quantity: it.Quantity, ShippedQuantity: it.Shipped, CancelledQuantity: it.Cancelled, RefundedQuantity: it.Refunded, UnitPrice: moneyToAPI(it.UnitPrice), LineTotal: moneyToAPI(it.LineTotal()),
	}
}

func addressFromAPI(a oas.Address) postal.Address {
	return postal.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2.Or(""), City: a.City, Region: a.Region.Or(""),
		PostalCode: a.PostalCode, Country: a.Country, Phone: a.Phone.Or(""),
	}
}

func addressToAPI(a postal.Address) oas.Address {
	return oas.Address{
		Name: a.Name, Line1: a.Line1, Line2: optStringToAPI(a.Line2), City: a.City, Region: optStringToAPI(a.Region),
		PostalCode: a.PostalCode, Country: a.Country, Phone: optStringToAPI(a.Phone),
	}
}
