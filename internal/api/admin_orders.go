package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/orders"
	"rialto/internal/payments"
)

// adminOrdersHandler shows operators the orders of everybody.
type adminOrdersHandler struct {
	all   *orders.Service
	shown storeNames
}

func (h adminOrdersHandler) ListAllOrders(ctx context.Context, p oas.ListAllOrdersParams) (*oas.OrderPage, error) {
	page, next, err := h.all.AllOrders(ctx, orders.AllOrdersFilter{
		Words: trimmed(p.Q), Status: orders.Status(p.Status.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	items, err := h.shown.ordersToAPI(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.OrderPage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h adminOrdersHandler) GetAnyOrder(ctx context.Context, p oas.GetAnyOrderParams) (*oas.OrderDossier, error) {
	d, err := h.all.DossierOf(ctx, p.OrderId)
	if err != nil {
		return nil, err
	}
	return h.dossierToAPI(ctx, d)
}

func (h adminOrdersHandler) RetryRefund(ctx context.Context, p oas.RetryRefundParams) (*oas.OrderDossier, error) {
	d, err := h.all.RetryRefund(ctx, callerOf(ctx).UserID, p.OrderId, p.RefundId)
	if err != nil {
		return nil, err
	}
	return h.dossierToAPI(ctx, d)
}

func (h adminOrdersHandler) dossierToAPI(ctx context.Context, d orders.Dossier) (*oas.OrderDossier, error) {
	list, err := h.shown.ordersToAPI(ctx, []orders.Order{d.Order})
	if err != nil {
		return nil, err
	}
	out := &oas.OrderDossier{Order: list[0], Refunds: []oas.RefundRecord{}}
	if d.Payment == nil {
		return out, nil
	}
	out.Payment = oas.NewOptPaymentRecord(paymentToAPI(*d.Payment))
	for _, r := range d.Payment.Refunds {
		out.Refunds = append(out.Refunds, refundRecordToAPI(r))
	}
	return out, nil
}

func paymentToAPI(r payments.Record) oas.PaymentRecord {
	out := oas.PaymentRecord{
		ID: r.ID, Status: oas.PaymentRecordStatus(r.Status), Amount: moneyToAPI(r.Amount), Captured: moneyToAPI(r.Captured),
		Refunded: moneyToAPI(r.Refunded), ProviderRef: optStringToAPI(r.ProviderRef), Problem: optStringToAPI(r.Problem), CreatedAt: r.CreatedAt,
	}
	if r.ProcessedAt != nil {
		out.ProcessedAt = oas.NewOptDateTime(*r.ProcessedAt)
	}
	return out
}

func refundRecordToAPI(r payments.RefundRecord) oas.RefundRecord {
	out := oas.RefundRecord{
		ID: r.ID, Amount: moneyToAPI(r.Amount), Reason: r.Reason, Status: oas.RefundStatus(r.Status), ProviderRef: optStringToAPI(r.ProviderRef),
		Attempts: r.Attempts, Problem: optStringToAPI(r.Problem), CreatedAt: r.CreatedAt,
	}
	if r.NextAttemptAt != nil {
		out.NextAttemptAt = oas.NewOptDateTime(*r.NextAttemptAt)
	}
	if r.ProcessedAt != nil {
		out.ProcessedAt = oas.NewOptDateTime(*r.ProcessedAt)
	}
	return out
}
