package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// challengeKind is what a sign-in that is half done waits for.
type challengeKind string

const (
	challengeSecondFactor challengeKind = "second_factor"
	challengePasskey      challengeKind = "passkey_sign_in"
	challengeNewPasskey   challengeKind = "passkey_registration"
	challengeOIDC         challengeKind = "oidc"
	challengeLink         challengeKind = "oidc_link"
)

// How long each waits: as long as a person needs to find a phone, not longer.
var challengeLife = map[challengeKind]time.Duration{
	challengeSecondFactor: 5 * time.Minute,
	challengePasskey:      5 * time.Minute,
	challengeNewPasskey:   5 * time.Minute,
	challengeOIDC:         10 * time.Minute,
	challengeLink:         10 * time.Minute,
}

// newChallengeTx keeps data until somebody comes back with the secret, which
// is 256 random bits as base64url. user is nil while it is not known who it is.
func (s *Service) newChallengeTx(ctx context.Context, tx db.Tx, kind challengeKind, user *uuid.UUID, data any) (secret string, err error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("encode challenge: %w", err)
	}
	secret, digest := newSecret()
	now := s.now()
	err = s.q.InsertChallenge(ctx, tx, authdb.InsertChallengeParams{
		Digest: digest, Kind: string(kind), UserID: user, Data: kept, CreatedAt: now, ExpiresAt: now.Add(challengeLife[kind]),
	})
	if err != nil {
		return "", fmt.Errorf("insert challenge: %w", err)
	}
	return secret, nil
}

// takeChallengeTx uses a challenge up: of many callers one gets it, and it is
// there again when that one's transaction fails. The others, and whoever is
// late, get ErrChallengeOver.
func (s *Service) takeChallengeTx(ctx context.Context, tx db.Tx, kind challengeKind, secret string, data any) (user *uuid.UUID, err error) {
	row, err := s.q.TakeChallenge(ctx, tx, authdb.TakeChallengeParams{Digest: digestOf(secret), Kind: string(kind), Now: s.now()})
	if db.NoRows(err) {
		return nil, ErrChallengeOver
	}
	if err != nil {
		return nil, fmt.Errorf("take challenge: %w", err)
	}
	if err := json.Unmarshal(row.Data, data); err != nil {
		return nil, fmt.Errorf("decode challenge: %w", err)
	}
	return row.UserID, nil
}

// secondFactorData is what a challenge for a second factor remembers.
type secondFactorData struct {
	Method Method `json:"method"` // of the first factor
}

// secondFactorChallenge begins the second half of a sign-in when the account
// has a second factor. The secret it returns proves that the first half is
// done, by method.
func (s *Service) secondFactorChallenge(ctx context.Context, tx db.Tx, user uuid.UUID, method Method) (secret string, needed bool, err error) {
	needed, err = s.q.HasTOTP(ctx, tx, user)
	if err != nil {
		return "", false, fmt.Errorf("has second factor: %w", err)
	}
	if !needed {
		return "", false, nil
	}
	secret, err = s.newChallengeTx(ctx, tx, challengeSecondFactor, &user, secondFactorData{method})
	return secret, true, err
}

// forgetChallenges is a chore.
func (s *Service) forgetChallenges(ctx context.Context) error {
	if err := s.q.ForgetChallenges(ctx, s.pool, s.now()); err != nil {
		return fmt.Errorf("forget challenges: %w", err)
	}
	return nil
}
