package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/webhooks"
)

// The operations of the marketplace's endpoints.

func (h webhooksHandler) ListMarketplaceWebhookEventTypes(context.Context) (*oas.WebhookEventTypeList, error) {
	return eventTypesToAPI(webhooks.Marketplace()), nil
}

func (h webhooksHandler) ListMarketplaceWebhookEndpoints(ctx context.Context) (*oas.WebhookEndpointList, error) {
	return h.endpoints(ctx, webhooks.Marketplace())
}

func (h webhooksHandler) CreateMarketplaceWebhookEndpoint(ctx context.Context, req *oas.CreateWebhookEndpoint) (*oas.WebhookEndpointWithSecret, error) {
	return h.create(ctx, webhooks.Marketplace(), req)
}

func (h webhooksHandler) GetMarketplaceWebhookEndpoint(ctx context.Context, p oas.GetMarketplaceWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Endpoint(ctx, webhooks.Marketplace(), p.WebhookEndpointId))
}

func (h webhooksHandler) UpdateMarketplaceWebhookEndpoint(ctx context.Context, req *oas.UpdateWebhookEndpoint, p oas.UpdateMarketplaceWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return h.update(ctx, webhooks.Marketplace(), p.WebhookEndpointId, p.IfMatch, req)
}

func (h webhooksHandler) DeleteMarketplaceWebhookEndpoint(ctx context.Context, p oas.DeleteMarketplaceWebhookEndpointParams) error {
	return h.webhooks.Delete(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId)
}

func (h webhooksHandler) PauseMarketplaceWebhookEndpoint(ctx context.Context, p oas.PauseMarketplaceWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Pause(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) EnableMarketplaceWebhookEndpoint(ctx context.Context, p oas.EnableMarketplaceWebhookEndpointParams) (*oas.WebhookEndpointHeaders, error) {
	return oneEndpoint(h.webhooks.Enable(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) RotateMarketplaceWebhookSecret(ctx context.Context, p oas.RotateMarketplaceWebhookSecretParams) (*oas.WebhookEndpointWithSecret, error) {
	return withSecret(h.webhooks.RotateSecret(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) TestMarketplaceWebhookEndpoint(ctx context.Context, p oas.TestMarketplaceWebhookEndpointParams) (*oas.WebhookDelivery, error) {
	return oneDelivery(h.webhooks.Test(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId))
}

func (h webhooksHandler) ReplayMarketplaceWebhookDeliveries(ctx context.Context, req *oas.ReplayWebhookDeliveries, p oas.ReplayMarketplaceWebhookDeliveriesParams) (*oas.ReplayedWebhookDeliveries, error) {
	return h.replayFailed(ctx, webhooks.Marketplace(), p.WebhookEndpointId, req)
}

func (h webhooksHandler) ListMarketplaceWebhookDeliveries(ctx context.Context, p oas.ListMarketplaceWebhookDeliveriesParams) (*oas.WebhookDeliveryPage, error) {
	return h.deliveries(ctx, webhooks.Marketplace(), p.WebhookEndpointId, webhooks.DeliveryFilter{
		Status: webhooks.DeliveryStatus(p.Status.Or("")), EventType: string(p.EventType.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
}

func (h webhooksHandler) GetMarketplaceWebhookDelivery(ctx context.Context, p oas.GetMarketplaceWebhookDeliveryParams) (*oas.WebhookDeliveryDetail, error) {
	return h.delivery(ctx, webhooks.Marketplace(), p.WebhookEndpointId, p.WebhookDeliveryId)
}

func (h webhooksHandler) ReplayMarketplaceWebhookDelivery(ctx context.Context, p oas.ReplayMarketplaceWebhookDeliveryParams) (*oas.WebhookDelivery, error) {
	return oneDelivery(h.webhooks.Replay(ctx, webhooks.Marketplace(), callerOf(ctx).UserID, p.WebhookEndpointId, p.WebhookDeliveryId))
}
