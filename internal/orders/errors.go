package orders

import (
	"time"

	"rialto/internal/errs"
)

// Errors a caller may see.
var (
	ErrNotFound    = errs.New(errs.NotFound, "order_not_found", "There is no such order.")
	ErrCartEmpty   = errs.New(errs.Conflict, "cart_empty", "The cart is empty.")
	ErrCartChanged = errs.New(errs.Conflict, "cart_changed", "Something in the cart has changed. Look at it again before you order.")
	ErrKeyReused   = errs.New(errs.Invalid, "idempotency_key_reused", "This key was used for another request.").
			With(errs.Field{Path: "Idempotency-Key", Code: "reused", Message: "Use a new key for a new request."})
	ErrKeyInFlight = errs.New(errs.Conflict, "idempotency_key_in_flight", "The first request with this key is still being worked on.").
			After(time.Second)
	ErrAlreadyPaid = errs.New(errs.Conflict, "order_already_paid", "The order is paid and cannot be cancelled any more.")
	ErrNotPayable  = errs.New(errs.Conflict, "order_not_payable", "This order cannot be paid any more.")
	ErrInvalid     = errs.New(errs.Invalid, "order_invalid", "The order cannot be placed like this.")

	ErrStoreOrderNotFound = errs.New(errs.NotFound, "store_order_not_found", "The store has no such order.")
)
