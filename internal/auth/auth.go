// Package auth owns accounts: who somebody is, how they prove it, and what
// lets them in again. It knows no store and no order; what somebody may do in
// a store is package stores' to say.
//
//	password ─┐
//	passkey  ─┼─> (second factor) ─> session ─> access token, 15 minutes
//	provider ─┘                        │  ▲
//	                                   ▼  │ each use replaces it
//	                              refresh token
//
// A session ends when its owner or an admin ends it, when a refresh token is
// used a second time, when the password is set anew, 30 days after its last
// use, and after 90 days in any case. Every request looks at the session, so
// that the end takes effect at once.
package auth

import (
	"log/slog"
	"time"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/events"
)

// Config is what differs from one marketplace to the next.
type Config struct {
	// PublicURL is where people reach the marketplace, without a final slash.
	// It is also who issues access tokens.
	PublicURL string
	// Seal encrypts what the database must not tell.
	Seal Sealer
}

// Deps are the parts that auth calls.
type Deps struct {
	Pool *db.Pool
	Bus  *events.Bus
	Log  *slog.Logger
	Now  func() time.Time
}

// Service keeps the accounts and says who makes a request.
type Service struct {
	pool   *db.Pool
	q      *authdb.Queries
	bus    *events.Bus
	cfg    Config
	log    *slog.Logger
	now    func() time.Time
	tokens *tokens
}

// New returns a Service, subscribes it to the events it follows and gives the
// bus its chores.
func New(d Deps, cfg Config) (*Service, error) {
	s := &Service{pool: d.Pool, q: authdb.New(), bus: d.Bus, cfg: cfg, log: d.Log, now: d.Now}
	s.tokens = newTokens(s.pool, s.q, cfg, s.now)
	return s, nil
}
