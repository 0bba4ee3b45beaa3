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
	ErrStoreOrderChanged  = errs.New(errs.Stale, "store_order_changed", "Somebody has changed this order since you looked at it.")
	ErrPiecesInvalid      = errs.New(errs.Invalid, "pieces_invalid", "These are not pieces of this order.")
	ErrTooManyPieces      = errs.New(errs.Conflict, "too_many_pieces", "Not that many pieces are left for this.")
	ErrNotShippable       = errs.New(errs.Conflict, "store_order_not_shippable", "Nothing of this order is waiting to be shipped.")
	ErrNotShipped         = errs.New(errs.Conflict, "store_order_not_shipped", "Nothing of this order has been shipped.")
	ErrNotRefundable      = errs.New(errs.Conflict, "store_order_not_refundable", "Nothing of this order can be refunded.")
	ErrPiecesWait         = errs.New(errs.Conflict, "pieces_wait", "Some pieces are not shipped yet. Cancel them, or refund an amount.")
	ErrShipmentNotFound   = errs.New(errs.NotFound, "shipment_not_found", "The order has no such parcel.")
	ErrTrackingInvalid    = errs.New(errs.Invalid, "tracking_invalid", "The parcel cannot be followed like this.")
	ErrTextInvalid        = errs.New(errs.Invalid, "text_invalid", "Something has to be written here.")
	ErrInvoiceNotThere    = errs.New(errs.NotFound, "invoice_not_found", "There is an invoice once the order is paid.")
)
