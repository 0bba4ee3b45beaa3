package privacy

import (
	"errors"

	"rialto/internal/errs"
)

// Errors a caller may see.
var (
	ErrExportInProgress = errs.New(errs.Conflict, "export_in_progress", "A copy of your data is being made already. Wait for the mail.")
	ErrExportNotFound   = errs.New(errs.NotFound, "export_not_found", "There is no such copy, or it has been deleted.")
)

// ErrNobody is returned to an operator for an address to which nothing belongs.
var ErrNobody = errors.New("nothing belongs to this address")
