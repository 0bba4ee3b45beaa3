package webhooks

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrNotFound         = errs.New(errs.NotFound, "webhook_endpoint_not_found", "There is no such endpoint.")
	ErrDeliveryNotFound = errs.New(errs.NotFound, "webhook_delivery_not_found", "There is no such delivery. They are kept for 30 days.")
	ErrInvalid          = errs.New(errs.Invalid, "webhook_endpoint_invalid", "The endpoint cannot be saved like this.")
	ErrMany             = errs.New(errs.Conflict, "too_many_webhook_endpoints", "There are as many endpoints as there may be. Delete one first.")
	ErrStale            = errs.New(errs.Stale, "webhook_endpoint_changed", "Somebody else has changed the endpoint since you read it.")
	ErrPaused           = errs.New(errs.Conflict, "webhook_endpoint_paused", "The endpoint is paused. Enable it first.")
)
