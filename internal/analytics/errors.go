package analytics

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrPeriodInvalid = errs.New(errs.Invalid, "period_invalid", "Such a period cannot be asked for.")
	ErrViewInvalid   = errs.New(errs.Invalid, "view_invalid", "Name the store or the product that is looked at.")
)
