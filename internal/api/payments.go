package api

import (
	"context"
	"fmt"
	"io"

	"rialto/internal/api/internal/oas"
	"rialto/internal/payments"
)

type paymentsHandler struct{ payments *payments.Service }

func (h paymentsHandler) ReceivePaymentWebhook(ctx context.Context, req *oas.ReceivePaymentWebhookReqWithContentType, p oas.ReceivePaymentWebhookParams) error {
	body, err := io.ReadAll(req.Content.Data)
	if err != nil {
		return fmt.Errorf("read webhook: %w", err)
	}
	return h.payments.Receive(ctx, body, p.StripeSignature)
}
