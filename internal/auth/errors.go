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

// Errors of second factors, passkeys and providers.
var (
	ErrChallengeOver = errs.New(errs.Conflict, "challenge_over", "This took too long, or it was used already. Begin again.")
	ErrCodeWrong     = errs.New(errs.Invalid, "code_wrong", "This code does not work.")
	ErrTOTPOn        = errs.New(errs.Conflict, "totp_on", "There is an authenticator app already. Remove it first.")
	ErrTOTPOff       = errs.New(errs.Conflict, "totp_off", "There is no authenticator app.")

	// ErrPasskeyRefused is the answer to every sign-in with a passkey that does
	// not work, whatever is wrong with it.
	ErrPasskeyRefused  = errs.New(errs.Unauthenticated, "passkey_refused", "This passkey was not accepted.")
	ErrPasskeyInvalid  = errs.New(errs.Invalid, "passkey_invalid", "This is not the passkey that was asked for.")
	ErrPasskeyKnown    = errs.New(errs.Conflict, "passkey_known", "This passkey is there already.")
	ErrPasskeyNotFound = errs.New(errs.NotFound, "passkey_not_found", "There is no such passkey.")
	ErrPasskeysFull    = errs.New(errs.Conflict, "passkeys_full", "There are as many passkeys as an account can have. Remove one first.")
	// ErrNoPasskeys says that the public address has no name, which passkeys
	// are bound to.
	ErrNoPasskeys = errs.New(errs.Conflict, "passkeys_unavailable", "Passkeys do not work at this address.")

	ErrProviderNotFound = errs.New(errs.NotFound, "provider_not_found", "One cannot sign in with this provider.")
	// ErrProviderUnavailable says that the provider does not answer, or not as
	// it should before anybody signs in.
	ErrProviderUnavailable = errs.New(errs.Unavailable, "provider_unavailable", "The provider does not answer. Try again later, or sign in another way.")
	ErrProviderDenied      = errs.New(errs.Forbidden, "provider_denied", "The provider did not sign you in.")
	// ErrProviderAnswer is the answer to everything about a provider's answer
	// that is not as it must be.
	ErrProviderAnswer   = errs.New(errs.Unauthenticated, "provider_answer_invalid", "The provider's answer is not valid. Try again.")
	ErrEmailNotProven   = errs.New(errs.Forbidden, "provider_email_unverified", "The provider does not say that the e-mail address is yours.")
	ErrIdentityNotFound = errs.New(errs.NotFound, "identity_not_found", "There is no such linked account.")
	ErrIdentityTaken    = errs.New(errs.Conflict, "identity_taken", "This account at the provider is linked already.")
	ErrProviderLinked   = errs.New(errs.Conflict, "provider_linked", "Another account at this provider is linked. Unlink it first.")
	ErrLastSignIn       = errs.New(errs.Conflict, "last_sign_in_method", "This is the only way to sign in. Set a password or add another way first.")
)
