package auth

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Role is what somebody is in the whole marketplace.
type Role string

// The roles. A role in a store is that store's affair, see package stores.
const (
	RoleCustomer Role = "customer"
	RoleAdmin    Role = "admin"
)

// Scope is a part of the API that an API key opens.
type Scope string

// The scopes.
const (
	ScopeAccountRead  Scope = "account:read"
	ScopeAccountWrite Scope = "account:write"
	ScopeStoreRead    Scope = "store:read"
	ScopeStoreWrite   Scope = "store:write"
	ScopeAdminRead    Scope = "admin:read"
	ScopeAdminWrite   Scope = "admin:write"
)

// freshFor is how long somebody who proved who they are may change how they
// prove it, or erase the account.
const freshFor = 15 * time.Minute

// Actor is who makes a request.
type Actor struct {
	UserID uuid.UUID
	Role   Role
	// SessionID is zero when an API key is used.
	SessionID uuid.UUID
	// AuthenticatedAt is when the person last proved who they are; zero with
	// an API key.
	AuthenticatedAt time.Time
	// Scopes are what an API key opens; a session opens everything.
	Scopes []Scope
}

// HasSession reports whether the actor signed in, instead of using an API key.
func (a Actor) HasSession() bool { return a.SessionID != uuid.Nil }

// Fresh reports whether the actor proved who they are a short while ago.
func (s *Service) Fresh(a Actor) bool {
	return a.HasSession() && s.now().Sub(a.AuthenticatedAt) < freshFor
}

// May reports whether what the actor used to get in opens scope.
func (a Actor) May(scope Scope) bool { return a.HasSession() || slices.Contains(a.Scopes, scope) }
