package catalog

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrProductNotFound = errs.New(errs.NotFound, "product_not_found", "There is no such product.")
	ErrOutOfStock      = errs.New(errs.Conflict, "out_of_stock", "Not enough of this product is left.")
	ErrVariantNeeded   = errs.New(errs.Invalid, "variant_needed", "This product comes in several variants: choose one.").
				With(errs.Field{Path: "variantId", Code: "required", Message: "Choose one of the product's variants."})
	ErrImageNotFound   = errs.New(errs.NotFound, "image_not_found", "The product has no such image.")
	ErrTooManyImages   = errs.New(errs.Conflict, "too_many_images", "A product has at most 250 images.")
	ErrVariantNotFound = errs.New(errs.NotFound, "variant_not_found", "There is no such variant.")
	ErrStockBelowZero  = errs.New(errs.Conflict, "stock_below_zero", "Fewer pieces are left than that would take away.")
	ErrProductInvalid  = errs.New(errs.Invalid, "product_invalid", "The product cannot be saved like this.")
)

const stockNotNegative = "inventory_not_negative"
