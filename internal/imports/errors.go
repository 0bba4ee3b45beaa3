package imports

import "rialto/internal/errs"

// Errors a caller may see. What is wrong with a file is sheet.ErrUnreadable.
var (
	ErrNotFound = errs.New(errs.NotFound, "import_not_found", "There is no such import.")
	ErrRunning  = errs.New(errs.Conflict, "import_running", "An import of this store is running. Wait for its end, or cancel it.")
	ErrOver     = errs.New(errs.Conflict, "import_over", "This import is done. Upload the file again to import it once more.")
	ErrFileGone = errs.New(errs.Conflict, "import_file_gone", "The file is no longer kept. Upload it again.")
	ErrTooLarge = errs.New(errs.Invalid, "import_too_large", "The file is larger than 100 MB. Import it in parts.").
			With(errs.Field{Path: "body", Code: "length", Message: "Send at most 100 MB."})
	ErrMappingInvalid = errs.New(errs.Invalid, "import_mapping_invalid", "The columns cannot be mapped like this.")
	ErrExportBusy     = errs.New(errs.Unavailable, "export_busy", "Other exports are being written. Try again in a moment.")
)

// Codes of why an import failed.
const (
	failureTooMany    = "too_many_problems"
	failureUnreadable = "file_unreadable"
	failureInternal   = "internal"
)

// Names of constraints.
const oneAtATime = "imports_one_at_a_time"
