package cart

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrNotFound     = errs.New(errs.NotFound, "cart_not_found", "There is no such cart.")
	ErrItemNotFound = errs.New(errs.NotFound, "cart_item_not_found", "The cart has no such item.")
	ErrConverted    = errs.New(errs.Conflict, "cart_converted", "An order was made of this cart. Start a new one.")
	ErrFull         = errs.New(errs.Conflict, "cart_full", "The cart holds as many different products as it can.")
	ErrBadID        = errs.New(errs.Invalid, "cart_id_invalid", "A new cart needs a random id.").
			With(errs.Field{Path: "cartId", Code: "pattern", Message: "Use a random UUID (version 4)."})
	ErrNothingChosen = errs.New(errs.Invalid, "item_needed", "Say what to add.").
				With(errs.Field{Path: "variantId", Code: "required", Message: "Give either variantId or productId."})
)
