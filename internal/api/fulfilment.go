package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/orders"
)

// fulfilmentHandler serves what a store's people do with its orders.
type fulfilmentHandler struct {
	orders  *orders.Service
	letters *orders.Letters
	auth    *auth.Service
}

func (h fulfilmentHandler) ListStoreOrders(ctx context.Context, p oas.ListStoreOrdersParams) (*oas.MerchantOrderPage, error) {
	page, next, err := h.orders.StoreOrders(ctx, orders.StoreOrdersFilter{
		StoreID: storeOf(ctx).ID, Status: orders.StoreOrderStatus(p.Status.Or("")), Words: trimmed(p.Q),
		Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	out := &oas.MerchantOrderPage{Items: make([]oas.MerchantOrder, len(page)), NextCursor: nilStringToAPI(next)}
	for i, o := range page {
		out.Items[i] = merchantOrderToAPI(o, nil)
	}
	return out, nil
}

func (h fulfilmentHandler) CountStoreOrders(ctx context.Context, _ oas.CountStoreOrdersParams) (*oas.StoreOrderCounts, error) {
	n, err := h.orders.StoreOrderCounts(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := &oas.StoreOrderCounts{
		AwaitingPayment: n[orders.StoreOrderAwaitingPayment], Processing: n[orders.StoreOrderProcessing], Shipped: n[orders.StoreOrderShipped],
		Delivered: n[orders.StoreOrderDelivered], Cancelled: n[orders.StoreOrderCancelled], Returned: n[orders.StoreOrderReturned],
	}
	for _, count := range n {
		out.Total += count
	}
	return out, nil
}

func (h fulfilmentHandler) GetStoreOrder(ctx context.Context, p oas.GetStoreOrderParams) (*oas.MerchantOrderHeaders, error) {
	return h.answer(ctx)(h.orders.StoreOrder(ctx, storeOf(ctx).ID, p.StoreOrderId))
}

func (h fulfilmentHandler) ShipStoreOrder(ctx context.Context, req *oas.ShipOrder, p oas.ShipStoreOrderParams) (*oas.MerchantOrderHeaders, error) {
	w, err := workOf(ctx, p.StoreOrderId, p.IfMatch, p.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	return h.answer(ctx)(h.orders.Ship(ctx, orders.ShipInput{
		Work: w, Items: piecesFromAPI(req.Items),
		Tracking: orders.Tracking{Carrier: req.Carrier, Number: req.TrackingNumber, URL: req.TrackingUrl.Or("")},
	}))
}

func (h fulfilmentHandler) ChangeTracking(ctx context.Context, req *oas.ChangeTracking, p oas.ChangeTrackingParams) (*oas.MerchantOrderHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	w := orders.Work{StoreID: storeOf(ctx).ID, StoreOrderID: p.StoreOrderId, Actor: callerOf(ctx).UserID, IfVersion: version}
	return h.answer(ctx)(h.orders.ChangeTracking(ctx, w, p.ShipmentId, orders.Tracking{
		Carrier: req.Carrier, Number: req.TrackingNumber, URL: req.TrackingUrl.Or(""),
	}))
}

func (h fulfilmentHandler) DeliverShipment(ctx context.Context, p oas.DeliverShipmentParams) (*oas.MerchantOrderHeaders, error) {
	w := orders.Work{StoreID: storeOf(ctx).ID, StoreOrderID: p.StoreOrderId, Actor: callerOf(ctx).UserID}
	return h.answer(ctx)(h.orders.Deliver(ctx, w, &p.ShipmentId))
}

func (h fulfilmentHandler) DeliverStoreOrder(ctx context.Context, p oas.DeliverStoreOrderParams) (*oas.MerchantOrderHeaders, error) {
	w := orders.Work{StoreID: storeOf(ctx).ID, StoreOrderID: p.StoreOrderId, Actor: callerOf(ctx).UserID}
	return h.answer(ctx)(h.orders.Deliver(ctx, w, nil))
}

func (h fulfilmentHandler) CancelStoreOrder(ctx context.Context, req *oas.CancelItems, p oas.CancelStoreOrderParams) (*oas.MerchantOrderHeaders, error) {
	w, err := workOf(ctx, p.StoreOrderId, p.IfMatch, p.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	return h.answer(ctx)(h.orders.CancelItems(ctx, orders.CancelItemsInput{Work: w, Items: piecesFromAPI(req.Items), Reason: req.Reason}))
}

func (h fulfilmentHandler) RefundStoreOrder(ctx context.Context, req *oas.RefundItems, p oas.RefundStoreOrderParams) (*oas.MerchantOrderHeaders, error) {
	w, err := workOf(ctx, p.StoreOrderId, p.IfMatch, p.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	return h.answer(ctx)(h.orders.RefundItems(ctx, orders.RefundInput{
		Work: w, Items: piecesFromAPI(req.Items), Amount: req.Amount.Or(0), Reason: req.Reason, Restock: req.Restock,
	}))
}

func (h fulfilmentHandler) AddOrderNote(ctx context.Context, req *oas.AddOrderNote, p oas.AddOrderNoteParams) (*oas.MerchantOrderHeaders, error) {
	w := orders.Work{StoreID: storeOf(ctx).ID, StoreOrderID: p.StoreOrderId, Actor: callerOf(ctx).UserID}
	return h.answer(ctx)(h.orders.AddNote(ctx, w, req.Body))
}

func (h fulfilmentHandler) GetStoreOrderInvoice(ctx context.Context, p oas.GetStoreOrderInvoiceParams) (*oas.Invoice, error) {
	inv, err := h.letters.InvoiceOfStore(ctx, storeOf(ctx).ID, p.StoreOrderId)
	if err != nil {
		return nil, err
	}
	return invoiceToAPI(inv), nil
}

// workOf says on what the caller works, of which version if they name one.
func workOf(ctx context.Context, storeOrder uuid.UUID, ifMatch oas.OptString, key string) (orders.Work, error) {
	w := orders.Work{StoreID: storeOf(ctx).ID, StoreOrderID: storeOrder, Actor: callerOf(ctx).UserID, IdempotencyKey: key}
	if !ifMatch.IsSet() {
		return w, nil
	}
	var err error
	w.IfVersion, err = versionOf(ifMatch)
	return w, err
}

// answer adds to a store order who wrote its notes.
func (h fulfilmentHandler) answer(ctx context.Context) func(orders.MerchantOrder, error) (*oas.MerchantOrderHeaders, error) {
	return func(o orders.MerchantOrder, err error) (*oas.MerchantOrderHeaders, error) {
		if err != nil {
			return nil, err
		}
		authors := make([]uuid.UUID, len(o.Notes))
		for i, n := range o.Notes {
			authors[i] = n.Author
		}
		known, err := h.auth.Contacts(ctx, authors)
		if err != nil {
			return nil, err
		}
		return &oas.MerchantOrderHeaders{ETag: etag(o.Version), Response: merchantOrderToAPI(o, known)}, nil
	}
}

func merchantOrderToAPI(o orders.MerchantOrder, authors map[uuid.UUID]auth.Contact) oas.MerchantOrder {
	out := oas.MerchantOrder{
		ID: o.ID, OrderNumber: o.OrderNumber, Status: oas.StoreOrderStatus(o.Status), Version: o.Version,
		Subtotal: moneyToAPI(o.Subtotal), Refunded: moneyToAPI(o.Refunded), Refundable: moneyToAPI(o.Refundable()),
		PlacedAt: o.PlacedAt, Shipping: addressToAPI(o.Shipping), Items: orderItemsToAPI(o.Items),
		Shipments: shipmentsToAPI(o.Shipments), Refunds: refundsToAPI(o.Refunds), Notes: make([]oas.OrderNote, len(o.Notes)),
		HasInvoice: o.HasInvoice(),
	}
	out.TotalItems, out.ShippedItems, out.CancelledItems = o.Pieces()
	if o.PaidAt != nil {
		out.PaidAt = oas.NewOptDateTime(*o.PaidAt)
	}
	if o.PaidAt == nil {
		out.Refundable.Amount = 0
	}
	for i, n := range o.Notes {
		author := authors[n.Author]
		name := author.Name
		if name == "" {
			name = author.Email
		}
		out.Notes[i] = oas.OrderNote{ID: n.ID, AuthorName: name, Body: n.Body, CreatedAt: n.CreatedAt}
	}
	return out
}

func piecesFromAPI(list oas.ItemQuantities) []orders.Pieces {
	out := make([]orders.Pieces, len(list))
	for i, q := range list {
		out[i] = orders.Pieces{ItemID: q.ItemId, N: q.Quantity}
	}
	return out
}

func piecesToAPI(list []orders.Pieces) []oas.ItemQuantity {
	out := make([]oas.ItemQuantity, len(list))
	for i, p := range list {
		out[i] = oas.ItemQuantity{ItemId: p.ItemID, Quantity: p.N}
	}
	return out
}

func shipmentsToAPI(list []orders.Shipment) []oas.Shipment {
	out := make([]oas.Shipment, len(list))
	for i, sh := range list {
		out[i] = oas.Shipment{
			ID: sh.ID, Carrier: sh.Carrier, CarrierName: orders.CarrierName(sh.Carrier), TrackingNumber: sh.TrackingNumber,
			TrackingUrl: optStringToAPI(sh.TrackingURL), ShippedAt: sh.ShippedAt, Items: piecesToAPI(sh.Items),
		}
		if sh.DeliveredAt != nil {
			out[i].DeliveredAt = oas.NewOptDateTime(*sh.DeliveredAt)
		}
	}
	return out
}

func refundsToAPI(list []orders.Refund) []oas.Refund {
	out := make([]oas.Refund, len(list))
	for i, r := range list {
		out[i] = oas.Refund{
			ID: r.ID, Kind: oas.RefundKind(r.Kind), Amount: moneyToAPI(r.Amount), Reason: r.Reason, CreatedAt: r.CreatedAt, Items: piecesToAPI(r.Items),
		}
		if r.Status != "" {
			out[i].Status = oas.NewOptRefundStatus(oas.RefundStatus(r.Status))
		}
	}
	return out
}

func invoiceToAPI(inv orders.Invoice) *oas.Invoice {
	out := &oas.Invoice{
		Number: inv.Number, IssuedAt: inv.IssuedAt, OrderNumber: inv.OrderNumber, PlacedAt: inv.PlacedAt,
		Seller: oas.InvoiceSeller{
			Name: inv.Seller.Name, Lines: inv.Seller.Lines, TaxId: optStringToAPI(inv.Seller.TaxID), Email: optStringToAPI(inv.Seller.Email),
		},
		Shipping: addressToAPI(inv.Shipping), Items: orderItemsToAPI(inv.Items), Total: moneyToAPI(inv.Total),
	}
	if inv.PaidAt != nil {
		out.PaidAt = oas.NewOptDateTime(*inv.PaidAt)
	}
	if inv.Billing != nil {
		out.Billing = oas.NewOptAddress(addressToAPI(*inv.Billing))
	}
	return out
}
