package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/webhooks"
)

// webhooksHandler is for the endpoints of stores and of the marketplace: the same
// operations under two paths.
type webhooksHandler struct{ webhooks *webhooks.Service }

func ofStore(ctx context.Context) webhooks.Owner { return webhooks.OfStore(storeOf(ctx).ID) }

func eventTypesToAPI(o webhooks.Owner) *oas.WebhookEventTypeList {
	out := &oas.WebhookEventTypeList{}
	for _, name := range webhooks.EventTypes(o) {
		out.Items = append(out.Items, oas.WebhookEventName(name))
	}
	return out
}

func (h webhooksHandler) endpoints(ctx context.Context, o webhooks.Owner) (*oas.WebhookEndpointList, error) {
	list, err := h.webhooks.Endpoints(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &oas.WebhookEndpointList{Items: make([]oas.WebhookEndpoint, len(list)), Limit: webhooks.MaxEndpoints}
	for i, e := range list {
		out.Items[i] = webhookEndpointToAPI(e)
	}
	return out, nil
}

func (h webhooksHandler) create(ctx context.Context, o webhooks.Owner, req *oas.CreateWebhookEndpoint) (*oas.WebhookEndpointWithSecret, error) {
	return withSecret(h.webhooks.Create(ctx, webhooks.CreateInput{
		Owner: o, Actor: callerOf(ctx).UserID, URL: req.URL, Description: req.Description.Or(""), EventTypes: eventNames(req.EventTypes),
	}))
}

func (h webhooksHandler) update(ctx context.Context, o webhooks.Owner, id uuid.UUID, ifMatch oas.OptString, req *oas.UpdateWebhookEndpoint) (*oas.WebhookEndpointHeaders, error) {
	version, err := versionOf(ifMatch)
	if err != nil {
		return nil, err
	}
	return oneEndpoint(h.webhooks.Update(ctx, webhooks.UpdateInput{
		Owner: o, Actor: callerOf(ctx).UserID, ID: id, Version: version,
		URL: optText(req.URL), Description: optText(req.Description), EventTypes: eventNames(req.EventTypes),
	}))
}

func (h webhooksHandler) deliveries(ctx context.Context, o webhooks.Owner, id uuid.UUID, f webhooks.DeliveryFilter) (*oas.WebhookDeliveryPage, error) {
	list, next, err := h.webhooks.Deliveries(ctx, o, id, f)
	if err != nil {
		return nil, err
	}
	out := &oas.WebhookDeliveryPage{Items: make([]oas.WebhookDelivery, len(list)), NextCursor: nilStringToAPI(next)}
	for i, d := range list {
		out.Items[i] = webhookDeliveryToAPI(d)
	}
	return out, nil
}

func (h webhooksHandler) delivery(ctx context.Context, o webhooks.Owner, endpoint, id uuid.UUID) (*oas.WebhookDeliveryDetail, error) {
	d, attempts, url, err := h.webhooks.Delivery(ctx, o, endpoint, id)
	if err != nil {
		return nil, err
	}
	out := &oas.WebhookDeliveryDetail{Delivery: webhookDeliveryToAPI(d), URL: url, Body: d.Body, Attempts: make([]oas.WebhookAttempt, len(attempts))}
	for i, a := range attempts {
		out.Attempts[i] = oas.WebhookAttempt{
			Number: a.Number, At: a.At, DurationMs: int(a.Duration.Milliseconds()), Result: oas.WebhookResult(a.Result), StatusCode: optIntToAPI(a.StatusCode),
			RequestHeaders: a.RequestHeaders, ResponseHeaders: a.ResponseHeaders, ResponseBody: a.ResponseBody, ResponseCut: a.ResponseCut,
		}
	}
	return out, nil
}

func (h webhooksHandler) replayFailed(ctx context.Context, o webhooks.Owner, endpoint uuid.UUID, req *oas.ReplayWebhookDeliveries) (*oas.ReplayedWebhookDeliveries, error) {
	n, err := h.webhooks.ReplayFailed(ctx, o, callerOf(ctx).UserID, endpoint, req.Since)
	return &oas.ReplayedWebhookDeliveries{Replayed: n}, err
}

func oneEndpoint(e webhooks.Endpoint, err error) (*oas.WebhookEndpointHeaders, error) {
	if err != nil {
		return nil, err
	}
	return &oas.WebhookEndpointHeaders{ETag: etag(e.Version), Response: webhookEndpointToAPI(e)}, nil
}

func withSecret(e webhooks.Endpoint, secret string, err error) (*oas.WebhookEndpointWithSecret, error) {
	if err != nil {
		return nil, err
	}
	return &oas.WebhookEndpointWithSecret{Endpoint: webhookEndpointToAPI(e), Secret: secret}, nil
}

func oneDelivery(d webhooks.Delivery, err error) (*oas.WebhookDelivery, error) {
	if err != nil {
		return nil, err
	}
	out := webhookDeliveryToAPI(d)
	return &out, nil
}

func webhookEndpointToAPI(e webhooks.Endpoint) oas.WebhookEndpoint {
	out := oas.WebhookEndpoint{
		ID: e.ID, URL: e.URL, Description: e.Description, EventTypes: make([]oas.WebhookEventName, len(e.EventTypes)), Status: oas.WebhookEndpointStatus(e.Status),
		PausedAt: optTimeToAPI(e.PausedAt), FailingSince: optTimeToAPI(e.FailingSince), PreviousSecretUntil: optTimeToAPI(e.PreviousUntil),
		PendingDeliveries: e.Pending, FailedDeliveries: e.Failed, Version: e.Version, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
	for i, name := range e.EventTypes {
		out.EventTypes[i] = oas.WebhookEventName(name)
	}
	if e.PausedBecause != "" {
		out.PausedBecause = oas.NewOptWebhookPauseReason(oas.WebhookPauseReason(e.PausedBecause))
	}
	return out
}

func webhookDeliveryToAPI(d webhooks.Delivery) oas.WebhookDelivery {
	out := oas.WebhookDelivery{
		ID: d.ID, MessageId: d.EventID, EventType: oas.WebhookEventName(d.EventType), EventAt: d.EventAt, Status: oas.WebhookDeliveryStatus(d.Status),
		Attempts: d.Attempts, NextAttemptAt: optTimeToAPI(d.NextAttemptAt), LastStatusCode: optIntToAPI(d.LastStatusCode),
		CreatedAt: d.CreatedAt, FinishedAt: optTimeToAPI(d.FinishedAt),
	}
	if d.LastResult != "" {
		out.LastResult = oas.NewOptWebhookResult(oas.WebhookResult(d.LastResult))
	}
	return out
}

func optIntToAPI(n *int) oas.OptInt {
	if n == nil {
		return oas.OptInt{}
	}
	return oas.NewOptInt(*n)
}

func eventNames(list []oas.WebhookEventName) []string {
	if list == nil {
		return nil
	}
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = string(n)
	}
	return names
}
