package auth

import "rialto/internal/errs"

// Errors a caller may see.
var (
	// ErrUnauthenticated is the answer to every token that does not work,
	// whatever is wrong with it.
	ErrUnauthenticated = errs.New(errs.Unauthenticated, "unauthenticated", "Sign in first.")
)
