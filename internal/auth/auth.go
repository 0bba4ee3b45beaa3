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
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/limits"
	"rialto/internal/notify"
	"rialto/internal/seal"
)

// Config is what differs from one marketplace to the next.
type Config struct {
	// PublicURL is where people reach the marketplace, without a final slash.
	// It is also who issues access tokens.
	PublicURL string
	// Seal encrypts what the database must not tell.
	Seal seal.Sealer
	// SiteName is what the marketplace is called, in apps and on keys that
	// people use for several places.
	SiteName string
	// Providers are whose accounts people may sign in with, in the order in
	// which they are offered.
	Providers []Provider
	// CallbackURL is where a provider sends a browser back to.
	CallbackURL func(provider string) string
}

// Deps are the parts that auth calls.
type Deps struct {
	Pool *db.Pool
	Bus  *events.Bus
	Mail *notify.Service
	// Guard bounds how often passwords and codes are guessed.
	Guard *limits.Guard
	// Consent records what somebody agreed to, or did not.
	Consent func(ctx context.Context, tx db.Tx, user uuid.UUID, purpose string, granted bool) error
	Log     *slog.Logger
	Now     func() time.Time
}

// Service keeps the accounts and says who makes a request.
type Service struct {
	pool      *db.Pool
	q         *authdb.Queries
	bus       *events.Bus
	mail      *notify.Service
	guard     *limits.Guard
	consent   func(ctx context.Context, tx db.Tx, user uuid.UUID, purpose string, granted bool) error
	cfg       Config
	log       *slog.Logger
	now       func() time.Time
	passwords *passwords
	tokens    *tokens
	factors
}

// New returns a Service, subscribes it to the events it follows and gives the
// bus its chores.
func New(d Deps, cfg Config) (*Service, error) {
	s := &Service{
		pool: d.Pool, q: authdb.New(), bus: d.Bus, mail: d.Mail, guard: d.Guard, consent: d.Consent,
		cfg: cfg, log: d.Log, now: d.Now, passwords: newPasswords(hashing),
	}
	s.tokens = newTokens(s.pool, s.q, cfg, s.now)
	var err error
	if s.factors, err = newFactors(cfg, d.Now); err != nil {
		return nil, err
	}
	events.Subscribe(d.Bus, "auth.mail_reset", s.onResetAsked)
	d.Bus.Every(10*time.Minute, "auth.forget_challenges", s.forgetChallenges)
	d.Bus.Every(time.Hour, "auth.forget_unverified", s.forgetUnverified)
	d.Bus.Every(time.Hour, "auth.forget_ended", s.forgetEnded)
	return s, nil
}

// Describe implements prometheus.Collector.
func (s *Service) Describe(to chan<- *prometheus.Desc) { s.passwords.hashed.Describe(to) }

// Collect implements prometheus.Collector.
func (s *Service) Collect(to chan<- prometheus.Metric) { s.passwords.hashed.Collect(to) }
