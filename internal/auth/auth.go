// Package auth owns accounts: who somebody is, how they prove it, and what
// lets them in again. It knows no store and no order; what somebody may do in
// a store is package stores' to say.
//
//	password ─┐
//	passkey  ─┼─> (second factor) ─> session ─> access token, 15 minutes
//	provider ─┘                        │  ▲
//	                                   ▼  │ each use replaces it
//	                              refresh token
package auth
