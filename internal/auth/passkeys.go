package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/notify"
)

const (
	passkeysPerUser = 20

	passkeyUnique = "passkeys_credential_unique"
)

// Passkey is a key pair on somebody's device, or in their password manager,
// with which they sign in (WebAuthn level 3).
type Passkey struct {
	ID         uuid.UUID
	Name       string // what its owner calls it
	CreatedAt  time.Time
	LastUsedAt *time.Time
}

// PasskeyChallenge is what a browser needs to make or use a passkey.
type PasskeyChallenge struct {
	// Challenge is ours, to be sent back with what the browser answers.
	Challenge string
	// PublicKey is PublicKeyCredentialCreationOptions or …RequestOptions as
	// JSON; the challenge that the passkey signs is in it.
	PublicKey json.RawMessage
}

// newPasskeys reads the marketplace's identity as a relying party from its
// public address. It is nil when that is an IP address: passkeys are bound to
// a name.
func newPasskeys(cfg Config) (*webauthn.WebAuthn, error) {
	at, err := url.Parse(cfg.PublicURL)
	if err != nil || at.Hostname() == "" {
		return nil, fmt.Errorf("passkeys: the public address %q is no URL", cfg.PublicURL)
	}
	if net.ParseIP(at.Hostname()) != nil {
		return nil, nil
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: at.Hostname(), RPDisplayName: cfg.SiteName, RPOrigins: []string{at.Scheme + "://" + at.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			// A passkey stands for both factors, so its holder has to prove to
			// be its owner, by a PIN or a finger.
			UserVerification: protocol.VerificationRequired,
		},
		// Password managers answer more than they were asked (section 9).
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return w, nil
}

// keyHolder is an account as the library sees it.
type keyHolder struct {
	User
	credentials []webauthn.Credential
}

func (h keyHolder) WebAuthnID() []byte                         { return h.ID[:] }
func (h keyHolder) WebAuthnName() string                       { return h.Email }
func (h keyHolder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

func (h keyHolder) WebAuthnDisplayName() string {
	if h.Name != "" {
		return h.Name
	}
	return h.Email
}

// keyHolderTx returns the account with its passkeys, in the same order.
func (s *Service) keyHolderTx(ctx context.Context, tx db.Tx, u User) (keyHolder, []authdb.AuthPasskey, error) {
	rows, err := s.q.Passkeys(ctx, tx, u.ID)
	if err != nil {
		return keyHolder{}, nil, fmt.Errorf("passkeys: %w", err)
	}
	h := keyHolder{User: u, credentials: make([]webauthn.Credential, len(rows))}
	for i, row := range rows {
		if err := json.Unmarshal(row.Credential, &h.credentials[i]); err != nil {
			return keyHolder{}, nil, fmt.Errorf("passkey %s: %w", row.ID, err)
		}
	}
	return h, rows, nil
}

// Passkeys returns an account's passkeys, the oldest first.
func (s *Service) Passkeys(ctx context.Context, user uuid.UUID) ([]Passkey, error) {
	rows, err := s.q.Passkeys(ctx, s.pool, user)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	out := make([]Passkey, len(rows))
	for i, row := range rows {
		out[i] = passkeyFromRow(row)
	}
	return out, nil
}

func passkeyFromRow(row authdb.AuthPasskey) Passkey {
	return Passkey{ID: row.ID, Name: row.Name, CreatedAt: row.CreatedAt, LastUsedAt: row.LastUsedAt}
}

// BeginPasskey returns what a browser needs to make a passkey for the account.
// A device that has one already makes no second. Returns ErrNoPasskeys or
// ErrPasskeysFull.
func (s *Service) BeginPasskey(ctx context.Context, user uuid.UUID) (PasskeyChallenge, error) {
	if s.passkeys == nil {
		return PasskeyChallenge{}, ErrNoPasskeys
	}
	var out PasskeyChallenge
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.user(ctx, tx, user)
		if err != nil {
			return err
		}
		h, _, err := s.keyHolderTx(ctx, tx, u)
		if err != nil {
			return err
		}
		if len(h.credentials) >= passkeysPerUser {
			return ErrPasskeysFull
		}
		creation, session, err := s.passkeys.BeginRegistration(h,
			webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
		if err != nil {
			return fmt.Errorf("begin passkey: %w", err)
		}
		if out.PublicKey, err = json.Marshal(creation.Response); err != nil {
			return fmt.Errorf("encode passkey options: %w", err)
		}
		out.Challenge, err = s.newChallengeTx(ctx, tx, challengeNewPasskey, &user, session)
		return err
	})
	return out, err
}

// AddPasskey keeps a passkey that the browser made for a challenge of
// BeginPasskey. credential is PublicKeyCredential.toJSON(). Returns
// ErrChallengeOver, also for another account's challenge, ErrPasskeyInvalid,
// ErrPasskeyKnown or ErrPasskeysFull.
func (s *Service) AddPasskey(ctx context.Context, user uuid.UUID, challenge, name string, credential []byte) (Passkey, error) {
	if s.passkeys == nil {
		return Passkey{}, ErrNoPasskeys
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return Passkey{}, ErrPasskeyInvalid.Because(reason(err))
	}
	var out Passkey
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		var session webauthn.SessionData
		of, err := s.takeChallengeTx(ctx, tx, challengeNewPasskey, challenge, &session)
		if err != nil {
			return err
		}
		if *of != user {
			return ErrChallengeOver
		}
		h, _, err := s.keyHolderTx(ctx, tx, u)
		if err != nil {
			return err
		}
		if len(h.credentials) >= passkeysPerUser {
			return ErrPasskeysFull
		}
		made, err := s.passkeys.CreateCredential(h, session, answer)
		if err != nil {
			return ErrPasskeyInvalid.Because(reason(err))
		}
		out = Passkey{ID: db.NewID(), Name: name, CreatedAt: s.now()}
		if err := s.insertPasskeyTx(ctx, tx, user, out, made); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.passkey_added", notify.PasskeyAdded, map[string]string{"passkeyId": out.ID.String()})
	})
	return out, err
}

func (s *Service) insertPasskeyTx(ctx context.Context, tx db.Tx, user uuid.UUID, p Passkey, made *webauthn.Credential) error {
	kept, err := json.Marshal(made)
	if err != nil {
		return fmt.Errorf("encode passkey: %w", err)
	}
	err = s.q.InsertPasskey(ctx, tx, authdb.InsertPasskeyParams{
		ID: p.ID, UserID: user, CredentialID: made.ID, Credential: kept, Name: p.Name, CreatedAt: p.CreatedAt,
	})
	if db.Violates(err, passkeyUnique) {
		return ErrPasskeyKnown
	}
	if err != nil {
		return fmt.Errorf("insert passkey: %w", err)
	}
	return nil
}

// RemovePasskey removes a passkey: it opens nothing any more. Returns
// ErrPasskeyNotFound, also for another account's, or ErrLastSignIn.
func (s *Service) RemovePasskey(ctx context.Context, user, id uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		n, err := s.q.DeletePasskey(ctx, tx, authdb.DeletePasskeyParams{ID: id, UserID: user})
		if err != nil {
			return fmt.Errorf("delete passkey: %w", err)
		}
		if n == 0 {
			return ErrPasskeyNotFound
		}
		if err := s.wayInLeftTx(ctx, tx, user); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.passkey_removed", notify.PasskeyRemoved, map[string]string{"passkeyId": id.String()})
	})
}

// BeginPasskeySignIn returns what a browser needs to sign in with a passkey.
// It asks for no name: the passkey knows whose it is.
func (s *Service) BeginPasskeySignIn(ctx context.Context) (PasskeyChallenge, error) {
	if s.passkeys == nil {
		return PasskeyChallenge{}, ErrNoPasskeys
	}
	assertion, session, err := s.passkeys.BeginDiscoverableLogin()
	if err != nil {
		return PasskeyChallenge{}, fmt.Errorf("begin sign-in with passkey: %w", err)
	}
	var out PasskeyChallenge
	if out.PublicKey, err = json.Marshal(assertion.Response); err != nil {
		return PasskeyChallenge{}, fmt.Errorf("encode passkey options: %w", err)
	}
	err = db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		out.Challenge, err = s.newChallengeTx(ctx, tx, challengePasskey, nil, session)
		return err
	})
	return out, err
}

// SignInWithPasskey signs in with what a passkey answered to a challenge of
// BeginPasskeySignIn. It stands for both factors. Returns ErrPasskeyRefused or
// ErrChallengeOver, and ErrBlocked to the owner of a blocked account.
//
// A signature counter that did not go on is a sign of a copied key: it is
// refused, and written into the audit log (WebAuthn, section 6.1.1).
func (s *Service) SignInWithPasskey(ctx context.Context, challenge string, credential []byte) (SignedIn, error) {
	if s.passkeys == nil {
		return SignedIn{}, ErrNoPasskeys
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return SignedIn{}, ErrPasskeyRefused.Because(reason(err))
	}
	var in SignedIn
	var copied bool
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		in, copied = SignedIn{}, false
		var session webauthn.SessionData
		if _, err := s.takeChallengeTx(ctx, tx, challengePasskey, challenge, &session); err != nil {
			return err
		}
		used, row, err := s.checkPasskeyTx(ctx, tx, session, answer)
		if err != nil {
			return err
		}
		if copied = used.Authenticator.CloneWarning; copied {
			return s.auditTx(ctx, tx, row.UserID, "user.passkey_refused", map[string]string{"passkeyId": row.ID.String(), "reason": "counter"})
		}
		kept, err := json.Marshal(used)
		if err != nil {
			return fmt.Errorf("encode passkey: %w", err)
		}
		if err := s.q.UsePasskey(ctx, tx, authdb.UsePasskeyParams{ID: row.ID, Credential: kept, Now: s.now()}); err != nil {
			return fmt.Errorf("use passkey: %w", err)
		}
		in, err = s.signInTx(ctx, tx, row.UserID, MethodPasskey, true)
		return err
	})
	if err == nil && copied {
		err = ErrPasskeyRefused.Because(errors.New("the signature counter did not go on"))
	}
	return in, err
}

// checkPasskeyTx finds the passkey that answered, and checks the answer.
func (s *Service) checkPasskeyTx(
	ctx context.Context, tx db.Tx, session webauthn.SessionData, answer *protocol.ParsedCredentialAssertionData,
) (*webauthn.Credential, authdb.AuthPasskey, error) {
	var none authdb.AuthPasskey
	user, err := uuid.FromBytes(answer.Response.UserHandle)
	if err != nil {
		return nil, none, ErrPasskeyRefused.Because(errors.New("no user handle of ours"))
	}
	u, err := s.lockUserTx(ctx, tx, user)
	if errors.Is(err, ErrUserNotFound) {
		return nil, none, ErrPasskeyRefused.Because(err)
	}
	if err != nil {
		return nil, none, err
	}
	h, rows, err := s.keyHolderTx(ctx, tx, u)
	if err != nil {
		return nil, none, err
	}
	_, used, err := s.passkeys.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, session, answer)
	if err != nil {
		return nil, none, ErrPasskeyRefused.Because(reason(err))
	}
	if u.Blocked {
		return nil, none, ErrBlocked
	}
	for _, row := range rows {
		if string(row.CredentialID) == string(used.ID) {
			return used, row, nil
		}
	}
	return nil, none, fmt.Errorf("passkey %x is not among those of its owner", used.ID)
}

// reason is what the library says is wrong, with the part that it keeps for
// developers.
func reason(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) && e.DevInfo != "" {
		return fmt.Errorf("%w: %s", err, e.DevInfo)
	}
	return err
}
