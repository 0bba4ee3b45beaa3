package api

import (
	"strconv"
	"strings"

	"rialto/internal/api/internal/oas"
	"rialto/internal/errs"
)

var errVersionNeeded = errs.New(errs.Unconditional, "version_needed", "Say which version you changed.").
	With(errs.Field{Path: "If-Match", Code: "required", Message: "Send the ETag that came with what you changed."})

// etag is the ETag of what has versions.
func etag(version int) oas.OptString { return oas.NewOptString(`"` + strconv.Itoa(version) + `"`) }

// versionOf is the version that a request changes, as its If-Match says. The
// contract lets only an ETag of ours through.
func versionOf(ifMatch oas.OptString) (int, error) {
	text, sent := ifMatch.Get()
	if !sent {
		return 0, errVersionNeeded
	}
	// A proxy that compresses makes an ETag weak; it is the same version.
	return strconv.Atoi(strings.Trim(strings.TrimPrefix(text, "W/"), `"`))
}
