package auth

import "rialto/internal/errs"

// Errors a caller may see.
var (
	// ErrUnauthenticated is the answer to every token that does not work,
	// whatever is wrong with it.
	ErrUnauthenticated = errs.New(errs.Unauthenticated, "unauthenticated", "Sign in first.")
	// ErrSignInFailed is the answer to every sign-in that does not work,
	// whatever is wrong with it.
	ErrSignInFailed = errs.New(errs.Unauthenticated, "sign_in_failed", "This did not work: check what you entered.")
	ErrUserNotFound = errs.New(errs.NotFound, "user_not_found", "There is no such account.")
)
