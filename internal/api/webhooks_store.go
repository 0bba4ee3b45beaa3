package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/webhooks"
)

// The operations of a store's endpoints.

func (h webhooksHandler) ListWebhookEventTypes(ctx context.Context, _ oas.ListWebhookEventTypesParams) (*oas.WebhookEventTypeList, error) {
	return eventTypesToAPI(ofStore(ctx)), nil
}

func (h webhooksHandler) ListWebhookEndpoints(ctx context.Context, _ oas.ListWebhookEndpointsParams) (*oas.WebhookEndpointList, error) {
	return h.endpoints(ctx, ofStore(ctx))
}

func (h webhooksHandler) CreateWebhookEndpoint(ctx context.Context, req *oas.CreateWebhookEndpoint, _ oas.CreateWebhookEndpointParams) (*oas.WebhookEndpointWithSecret, error) {
	return h.create(ctx, ofStore(ctx), req)
}

func (h webhooksHandler) GetWebhookEndpoint(ctx context.Context, p oas.GetWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Endpoint(ctx, ofStore(ctx), p.WebhookEndpointId))
}

func (h webhooksHandler) UpdateWebhookEndpoint(ctx context.Context, req *oas.UpdateWebhookEndpoint, p oas.UpdateWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return h.update(ctx, ofStore(ctx), p.WebhookEndpointId, p.IfMatch, req)
}

func (h webhooksHandler) DeleteWebhookEndpoint(ctx context.Context, p oas.DeleteWebhookEndpointParams) error {
	return h.webhooks.Delete(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId)
}

func (h webhooksHandler) PauseWebhookEndpoint(ctx context.Context, p oas.PauseWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Pause(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) EnableWebhookEndpoint(ctx context.Context, p oas.EnableWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Enable(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) RotateWebhookSecret(ctx context.Context, p oas.RotateWebhookSecretParams) (*oas.WebhookEndpointWithSecret, error) {
	return withSecret(h.webhooks.RotateSecret(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) TestWebhookEndpoint(ctx context.Context, p oas.TestWebhookEndpointParams) (*oas.WebhookDelivery, error) {
	return oneDelivery(h.webhooks.Test(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) ReplayWebhookDeliveries(ctx context.Context, req *oas.ReplayWebhookDeliveries, p oas.ReplayWebhookDeliveriesParams) (*oas.ReplayedWebhookDeliveries, error) {
	return h.replayFailed(ctx, ofStore(ctx), p.WebhookEndpointId, req)
}

func (h webhooksHandler) ListWebhookDeliveries(ctx context.Context, p oas.ListWebhookDeliveriesParams) (*oas.WebhookDeliveryPage, error) {
	return h.deliveries(ctx, ofStore(ctx), p.WebhookEndpointId, webhooks.DeliveryFilter{
		Status: webhooks.DeliveryStatus(p.Status.Or("")), EventType: string(p.EventType.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
}

func (h webhooksHandler) GetWebhookDelivery(ctx context.Context, p oas.GetWebhookDeliveryParams) (*oas.WebhookDeliveryDetail, error) {
	return h.delivery(ctx, ofStore(ctx), p.WebhookEndpointId, p.WebhookDeliveryId)
}

func (h webhooksHandler) ReplayWebhookDelivery(ctx context.Context, p oas.ReplayWebhookDeliveryParams) (*oas.WebhookDelivery, error) {
	return oneDelivery(h.webhooks.Replay(ctx, ofStore(ctx), callerOf(ctx).UserID, p.WebhookEndpointId, p.WebhookDeliveryId))
}
