package auth

import "github.com/google/uuid"

// Registered says that somebody made an account. Its address may not be theirs.
type Registered struct {
	UserID uuid.UUID `json:"userId"`
}

// EventName implements events.Event.
func (Registered) EventName() string { return "user.registered" }

// AggregateID implements events.Event.
func (e Registered) AggregateID() uuid.UUID { return e.UserID }

// EmailVerified says that an account's present address is its owner's: the
// first one, or one that it was changed to.
type EmailVerified struct {
	UserID uuid.UUID `json:"userId"`
}

// EventName implements events.Event.
func (EmailVerified) EventName() string { return "user.email_verified" }

// AggregateID implements events.Event.
func (e EmailVerified) AggregateID() uuid.UUID { return e.UserID }

// Erased says that an account is gone, with all that was only about it. Its owner
// asked for it, or nobody verified its address in time.
type Erased struct {
	UserID uuid.UUID `json:"userId"`
}

// EventName implements events.Event.
func (Erased) EventName() string { return "user.erased" }

// AggregateID implements events.Event.
func (e Erased) AggregateID() uuid.UUID { return e.UserID }

// resetAsked says that somebody wants a new password for an account, which may
// not be there: so the answer takes as long when it is not.
type resetAsked struct {
	UserID uuid.UUID `json:"userId"`
}

// EventName implements events.Event.
func (resetAsked) EventName() string { return "user.reset_asked" }

// AggregateID implements events.Event.
func (e resetAsked) AggregateID() uuid.UUID { return e.UserID }
