package stores

import (
	"slices"

	"rialto/internal/errs"
)

// Status is where a store is in its life.
type Status string

// The states of a store. Buyers see an active one and no other; its team works
// in all of them.
const (
	StatusApplying  Status = "applying"
	StatusSubmitted Status = "submitted"
	StatusRefused   Status = "refused"
	StatusActive    Status = "active"
	StatusSuspended Status = "suspended"
	StatusClosed    Status = "closed"
)

// move is a step from one state to another.
type move struct {
	name string // of the entry in the audit log
	from []Status
	to   Status
}

// All the moves there are. Every change of a state is one of them.
var (
	submit    = move{"store.submitted", []Status{StatusApplying, StatusRefused}, StatusSubmitted}
	approve   = move{"store.approved", []Status{StatusSubmitted}, StatusActive}
	refuse    = move{"store.refused", []Status{StatusSubmitted}, StatusRefused}
	suspend   = move{"store.suspended", []Status{StatusActive}, StatusSuspended}
	reinstate = move{"store.reinstated", []Status{StatusSuspended, StatusClosed}, StatusActive}
	closeDown = move{"store.closed", []Status{StatusApplying, StatusSubmitted, StatusRefused, StatusActive, StatusSuspended}, StatusClosed}
)

// check returns ErrState when the move cannot be made from a state.
func (m move) check(from Status) error {
	if slices.Contains(m.from, from) {
		return nil
	}
	return ErrState.With(errs.Field{Path: "status", Code: string(from), Message: "This is its state now."})
}
