package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

const (
	// sessionIdle is how long a session outlives its last use.
	sessionIdle = 30 * 24 * time.Hour
	// sessionLife is how long a session lasts at most.
	sessionLife = 90 * 24 * time.Hour
)

// Method is how somebody proved who they are.
type Method string

// The methods.
const (
	MethodPassword Method = "password"
	MethodPasskey  Method = "passkey"
	MethodOIDC     Method = "oidc"
)

// SignIn is how far a sign-in came: one of the two is there.
type SignIn struct {
	// Challenge, when it is not empty, has to be sent back with a second
	// factor.
	Challenge string
	SignedIn  *SignedIn
}

// SignedIn is what lets somebody in.
type SignedIn struct {
	User         User
	SessionID    uuid.UUID
	AccessToken  string
	ExpiresIn    time.Duration // of the access token
	RefreshToken string        // works once
	// Device is the value of a cookie that makes this device a known one, see
	// limits.Guard.Device. It is there after a sign-in, not after a refresh.
	Device string
}

// firstFactorTx is called when somebody has proved to be the user by one
// factor. It signs in, or asks for the second factor when the account has one.
func (s *Service) firstFactorTx(ctx context.Context, tx db.Tx, user uuid.UUID, method Method) (SignIn, error) {
	challenge, needed, err := s.secondFactorChallenge(ctx, tx, user, method)
	if err != nil {
		return SignIn{}, err
	}
	if needed {
		return SignIn{Challenge: challenge}, nil
	}
	in, err := s.signInTx(ctx, tx, user, method, false)
	if err != nil {
		return SignIn{}, err
	}
	return SignIn{SignedIn: &in}, nil
}

// signInTx begins a session of the user, who has proved all that is asked for.
// It returns ErrSignInFailed for an account that is blocked or was never
// verified. It locks the audit log when an admin signs in: call it last.
func (s *Service) signInTx(ctx context.Context, tx db.Tx, user uuid.UUID, method Method, secondFactor bool) (SignedIn, error) {
	u, err := s.user(ctx, tx, user)
	if err != nil {
		return SignedIn{}, err
	}
	if u.Blocked || !u.EmailVerified {
		return SignedIn{}, ErrSignInFailed
	}
	id, now, from := db.NewID(), s.now(), audit.OriginOf(ctx)
	err = s.q.InsertSession(ctx, tx, authdb.InsertSessionParams{
		ID: id, UserID: user, Method: string(method), SecondFactor: secondFactor, Ip: from.IP, UserAgent: from.UserAgent,
		Now: now, ExpiresAt: now.Add(sessionIdle),
	})
	if err != nil {
		return SignedIn{}, fmt.Errorf("insert session: %w", err)
	}
	in, err := s.issueTx(ctx, tx, u, id, now)
	if err != nil {
		return SignedIn{}, err
	}
	in.Device = s.guard.Device(u.Email)
	// Of others, their own list of sessions tells enough; and the log's writers
	// wait for each other, as all who sign in would have to.
	if u.Role == RoleAdmin {
		err = s.auditTx(ctx, tx, user, "user.signed_in", map[string]string{"sessionId": id.String(), "method": string(method)})
	}
	return in, err
}

// issueTx makes a pair of tokens for a session that has no unused one.
func (s *Service) issueTx(ctx context.Context, tx db.Tx, u User, session uuid.UUID, now time.Time) (SignedIn, error) {
	refresh, digest := newSecret()
	err := s.q.InsertRefreshToken(ctx, tx, authdb.InsertRefreshTokenParams{Digest: digest, SessionID: session, CreatedAt: now})
	if err != nil {
		return SignedIn{}, fmt.Errorf("insert refresh token: %w", err)
	}
	access, err := s.tokens.signTx(ctx, tx, u.ID, session, now)
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{User: u, SessionID: session, AccessToken: access, ExpiresIn: accessLife, RefreshToken: refresh}, nil
}
