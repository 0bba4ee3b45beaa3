package auth

import "rialto/internal/errs"

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
