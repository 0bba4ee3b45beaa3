package auth

import "rialto/internal/errs"

// Errors a caller may see.
var (
	// ErrUnauthenticated is the answer to every token that does not work,
	// whatever is wrong with it.
	ErrUnauthenticated = errs.New(errs.Unauthenticated, "unauthenticated", "Sign in first.")
	// ErrSignInFailed is the answer to every sign-in that does not work,
	// whatever is wrong with it, and whether or not there is such an account.
	ErrSignInFailed = errs.New(errs.Unauthenticated, "sign_in_failed", "This did not work: check what you entered.")
	// ErrEmailNotVerified and ErrBlocked are told only to who knows the password.
	ErrEmailNotVerified = errs.New(errs.Forbidden, "email_not_verified", "Use the link that we mailed you first.")
	ErrBlocked          = errs.New(errs.Forbidden, "account_blocked", "This account is blocked.")
	ErrFreshLoginNeeded = errs.New(errs.Forbidden, "fresh_login_needed", "Sign in again for this; the last time was too long ago.")

	ErrTermsNeeded     = errs.New(errs.Invalid, "terms_not_accepted", "An account needs the terms to be accepted.")
	ErrEmailRefused    = errs.New(errs.Invalid, "email_refused", "We cannot send mail to such an address.")
	ErrPasswordRefused = errs.New(errs.Invalid, "password_refused", "Choose another password.")
	ErrPasswordWrong   = errs.New(errs.Invalid, "password_wrong", "This is not your password.")
	ErrLinkOver        = errs.New(errs.Invalid, "link_over", "This link was used already, or is too old.")
	ErrEmailTaken      = errs.New(errs.Conflict, "email_taken", "Another account has this address.")
	ErrScopeRefused    = errs.New(errs.Invalid, "scope_refused", "Only an admin's key can open this.")
	ErrTooManyKeys     = errs.New(errs.Conflict, "too_many_api_keys", "Revoke a key first: there are as many as one account can have.")

	ErrUserNotFound    = errs.New(errs.NotFound, "user_not_found", "There is no such account.")
	ErrSessionNotFound = errs.New(errs.NotFound, "session_not_found", "There is no such session.")
	ErrAPIKeyNotFound  = errs.New(errs.NotFound, "api_key_not_found", "There is no such API key.")
	ErrOwnAccount      = errs.New(errs.Conflict, "own_account", "Another admin has to do this to your account.")

	// ErrBusy means that more passwords are to be checked than there is time for.
	ErrBusy = errs.New(errs.Unavailable, "sign_in_busy", "Too many people are signing in right now. Try again in a moment.")
)
