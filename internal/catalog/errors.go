package catalog

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrProductNotFound = errs.New(errs.NotFound, "product_not_found", "There is no such product.")
	ErrOutOfStock      = errs.New(errs.Conflict, "out_of_stock", "Not enough of this product is left.")
	ErrVariantNeeded   = errs.New(errs.Invalid, "variant_needed", "This product comes in several variants: choose one.").
				With(errs.Field{Path: "variantId", Code: "required", Message: "Choose one of the product's variants."})
	ErrStoreSuspended  = errs.New(errs.Conflict, "store_suspended", "The store is suspended: nothing of it is on sale.")
	ErrStoreOnHoliday  = errs.New(errs.Conflict, "store_on_holiday", "The store is on holiday: nothing of it can be bought now.")
	ErrImageNotFound   = errs.New(errs.NotFound, "image_not_found", "The product has no such image.")
	ErrTooManyImages   = errs.New(errs.Conflict, "too_many_images", "A product has at most 250 images.")
	ErrVariantNotFound = errs.New(errs.NotFound, "variant_not_found", "There is no such variant.")
	ErrStockBelowZero  = errs.New(errs.Conflict, "stock_below_zero", "Fewer pieces are left than that would take away.")
	ErrProductInvalid  = errs.New(errs.Invalid, "product_invalid", "The product cannot be saved like this.")
	ErrProductChanged  = errs.New(errs.Stale, "product_changed", "Somebody else has changed the product meanwhile.")
	ErrSlugTaken       = errs.New(errs.Conflict, "slug_taken", "Another product of the store has this address.").
				With(errs.Field{Path: "slug", Code: "taken", Message: "Choose another address."})

	ErrCategoryNotFound = errs.New(errs.NotFound, "category_not_found", "There is no such category.")
	ErrCategoryChanged  = errs.New(errs.Stale, "category_changed", "Somebody else has changed the category meanwhile.")
	ErrCategoryTaken    = errs.New(errs.Conflict, "category_taken", "Another category has this address.").
				With(errs.Field{Path: "slug", Code: "taken", Message: "Choose another address."})
	ErrCategoryInvalid  = errs.New(errs.Invalid, "category_invalid", "The category cannot be saved like this.")
	ErrCategoryCircle   = errs.New(errs.Conflict, "category_circle", "A category cannot be below itself.")
	ErrCategoryNotEmpty = errs.New(errs.Conflict, "category_not_empty", "The category has subcategories or products.")

	ErrAttributeNotFound = errs.New(errs.NotFound, "attribute_not_found", "There is no such attribute.")
	ErrAttributeChanged  = errs.New(errs.Stale, "attribute_changed", "Somebody else has changed the attribute meanwhile.")
	ErrAttributeTaken    = errs.New(errs.Conflict, "attribute_taken", "The category has an attribute of this name.").
				With(errs.Field{Path: "name", Code: "taken", Message: "Choose another name."})
	ErrAttributeInvalid = errs.New(errs.Invalid, "attribute_invalid", "The attribute cannot be saved like this.")
	ErrAttributeInUse   = errs.New(errs.Conflict, "attribute_in_use", "Products have values that would not fit any more.")

	ErrBulkEditNotFound   = errs.New(errs.NotFound, "bulk_edit_not_found", "There is no such bulk edit, or no longer.")
	ErrBulkEditInvalid    = errs.New(errs.Invalid, "bulk_edit_invalid", "The bulk edit cannot be made like this.")
	ErrBulkEditTooLarge   = errs.New(errs.Invalid, "bulk_edit_too_large", "One bulk edit changes at most 2000 products.")
	ErrBulkEditNotApplied = errs.New(errs.Conflict, "bulk_edit_not_applied", "The bulk edit was not applied.")
)

// Constraints of the schema.
const (
	stockNotNegative    = "inventory_not_negative"
	productSlugUnique   = "products_slug_unique"
	categorySlugUnique  = "categories_slug_unique"
	attributeNameUnique = "attributes_name_unique"
)
