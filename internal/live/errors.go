package live

import (
	"time"

	"rialto/internal/errs"
)

// Errors a caller may see. Each says when to come again.
var (
	ErrFull    = errs.New(errs.Unavailable, "live_full", "Too many follow what happens right now. Ask now and then instead.").After(2 * time.Minute)
	ErrAway    = errs.New(errs.Unavailable, "live_away", "Nobody hears what happens right now. Ask now and then instead.").After(5 * time.Second)
	ErrTooMany = errs.New(errs.TooManyRequests, "live_too_many", "You follow too much at once. Close other pages.").After(time.Minute)
)
