package stores

import "rialto/internal/errs"

// Errors a caller may see.
var (
	ErrNotFound  = errs.New(errs.NotFound, "store_not_found", "There is no such store.")
	ErrSlugTaken = errs.New(errs.Conflict, "store_slug_taken", "Another store has this name in its address.").
			With(errs.Field{Path: "slug", Code: "taken", Message: "Choose another address."})
	ErrInvalid = errs.New(errs.Invalid, "store_invalid", "The store cannot be saved like this.")
	ErrStale   = errs.New(errs.Stale, "store_changed", "Somebody else has changed this since you read it.")

	ErrState        = errs.New(errs.Conflict, "store_state_forbids", "The store's present state does not allow this.")
	ErrClosed       = errs.New(errs.Conflict, "store_closed", "The store is closed: it can offer nothing new.")
	ErrUnopenedMany = errs.New(errs.Conflict, "too_many_applications", "You have asked for several stores already. Wait until they are decided on.")
	ErrIncomplete   = errs.New(errs.Conflict, "onboarding_incomplete", "Some steps are left before the store can be looked at.")
	ErrTermsChanged = errs.New(errs.Conflict, "terms_changed", "The terms have changed since you read them.")
	ErrStepNotFound = errs.New(errs.NotFound, "step_not_found", "The marketplace has no such step.")
	ErrConfirmation = errs.New(errs.Invalid, "confirmation_wrong", "This is not the store's name in its address.").
			With(errs.Field{Path: "confirm", Code: "mismatch", Message: "Write the store's name as it is in its address."})

	ErrBusinessInvalid = errs.New(errs.Invalid, "business_invalid", "This cannot be kept like this.")
	ErrPayoutInvalid   = errs.New(errs.Invalid, "payout_invalid", "No money can be sent to such an account.")
	ErrSettingsInvalid = errs.New(errs.Invalid, "settings_invalid", "The settings cannot be saved like this.")
	ErrFeaturedInvalid = errs.New(errs.Invalid, "featured_invalid", "Only stores that are open can be shown first, each once.")
)

// Errors of changes in a team.
var (
	ErrOwnerNeeded    = errs.New(errs.Forbidden, "owner_needed", "Only an owner of the store can do this.")
	ErrMemberNotFound = errs.New(errs.NotFound, "member_not_found", "There is no such member of the team.")
	ErrAlreadyMember  = errs.New(errs.Conflict, "already_member", "They are in the team already.")
	ErrLastOwner      = errs.New(errs.Conflict, "last_owner", "A store keeps an owner. Make somebody else an owner first.")
	// ErrSoleOwner is returned for an owner who would leave a store without one.
	ErrSoleOwner = errs.New(errs.Conflict, "sole_owner", "You are the only owner of a store. Make somebody else an owner first, or close the store.")

	ErrInvitationNotFound = errs.New(errs.NotFound, "invitation_not_found", "There is no such invitation.")
	ErrInvitationOver     = errs.New(errs.NotFound, "invitation_over", "This invitation was used, taken back or is too old. Ask for another.")
	ErrInvitedAnother     = errs.New(errs.Forbidden, "invited_another", "This invitation is for another address. Sign in with the account of that address.")
	ErrManyInvitations    = errs.New(errs.Conflict, "too_many_invitations", "So many invitations are open already. Take some back first.")
)
