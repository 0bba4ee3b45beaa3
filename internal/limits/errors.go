package limits

import "rialto/internal/errs"

// Errors a caller may see. Both say when to come again.
var (
	ErrTooManyRequests = errs.New(errs.TooManyRequests, "too_many_requests", "These were too many requests in a short time. Try again a little later.")
	ErrTooManyAttempts = errs.New(errs.TooManyRequests, "too_many_attempts", "These were too many failed attempts. Wait a little, or set a new password by e-mail.")
)
