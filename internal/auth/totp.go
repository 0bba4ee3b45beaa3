package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/limits"
	"rialto/internal/notify"
)

const (
	totpStep = 30 // seconds (RFC 6238, section 4.1)
	// totpSkew is how many steps the clock of a phone may be off.
	totpSkew = 1
	// triesPerChallenge bounds the guessing of codes, beside package limits,
	// which is for somebody who has the password and begins again and again.
	triesPerChallenge = 5
)

// TOTPSecret is what an authenticator app has to be told.
type TOTPSecret struct {
	Secret string // base32
	URI    string // otpauth://, for a QR code
}

// BeginTOTP makes a secret for an authenticator app. It counts once ConfirmTOTP
// was called with a code of it; until then, another call replaces it. Returns
// ErrTOTPOn when the account has an app.
func (s *Service) BeginTOTP(ctx context.Context, user uuid.UUID) (TOTPSecret, error) {
	var out TOTPSecret
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: s.cfg.SiteName, AccountName: u.Email, Period: totpStep})
		if err != nil {
			return fmt.Errorf("make authenticator secret: %w", err)
		}
		out = TOTPSecret{Secret: key.Secret(), URI: key.URL()}
		n, err := s.q.PutTOTP(ctx, tx, authdb.PutTOTPParams{
			UserID: user, SealedSecret: s.cfg.Seal.Seal(totpPurpose(user), []byte(out.Secret)), CreatedAt: s.now(),
		})
		if err != nil {
			return fmt.Errorf("put authenticator secret: %w", err)
		}
		if n == 0 {
			return ErrTOTPOn
		}
		return nil
	})
	return out, err
}

func totpPurpose(user uuid.UUID) string { return "totp " + user.String() }

// ConfirmTOTP turns the authenticator app on with a first code of it, and
// returns recovery codes that are not shown again. Returns ErrCodeWrong,
// ErrTOTPOn, or ErrTOTPOff when BeginTOTP was not called before.
func (s *Service) ConfirmTOTP(ctx context.Context, user uuid.UUID, code string) ([]string, error) {
	var codes []string
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		row, err := s.q.TOTP(ctx, tx, user)
		switch {
		case db.NoRows(err):
			return ErrTOTPOff
		case err != nil:
			return fmt.Errorf("authenticator: %w", err)
		case row.ConfirmedAt != nil:
			return ErrTOTPOn
		}
		step, err := s.matchTOTP(user, row.SealedSecret, code)
		if err != nil {
			return err
		}
		// The step counts as used: the same code does not sign in as well.
		err = s.q.ConfirmTOTP(ctx, tx, authdb.ConfirmTOTPParams{UserID: user, ConfirmedAt: s.now(), Step: step})
		if err != nil {
			return fmt.Errorf("confirm authenticator: %w", err)
		}
		if codes, err = s.newRecoveryCodesTx(ctx, tx, user); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.totp_added", notify.AuthenticatorAdded, nil)
	})
	return codes, err
}

// RemoveTOTP removes the authenticator app and the recovery codes. Where there
// is none it changes nothing.
func (s *Service) RemoveTOTP(ctx context.Context, user uuid.UUID) error {
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		confirmed, err := s.q.DeleteTOTP(ctx, tx, user)
		if db.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("delete authenticator: %w", err)
		}
		if err := s.q.DeleteRecoveryCodes(ctx, tx, user); err != nil {
			return fmt.Errorf("delete recovery codes: %w", err)
		}
		if confirmed == nil {
			return nil // it never counted
		}
		return s.tellTx(ctx, tx, u, "user.totp_removed", notify.AuthenticatorRemoved, nil)
	})
}

// SecondFactorInput is what SecondFactor needs.
type SecondFactorInput struct {
	Challenge string
	Code      string // of the authenticator app, or a recovery code
	From      limits.Visitor
}

// SecondFactor completes the sign-in that the challenge belongs to. A code
// works once, however many use it at the same time. Returns ErrCodeWrong,
// limits.ErrTooManyAttempts, or ErrChallengeOver: it was used, it is older than
// 5 minutes, or five codes were tried on it.
func (s *Service) SecondFactor(ctx context.Context, in SecondFactorInput) (SignedIn, error) {
	user, try, err := s.beginTry(ctx, in)
	if err != nil {
		return SignedIn{}, err
	}
	var out SignedIn
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		out, err = s.secondFactorTx(ctx, tx, user, in)
		return err
	})
	if !errors.Is(err, ErrCodeWrong) {
		try.Succeeded(context.WithoutCancel(ctx))
	}
	return out, err
}

// beginTry counts a try before the code is looked at: however many guess at
// once, no more than the limit are heard.
func (s *Service) beginTry(ctx context.Context, in SecondFactorInput) (user uuid.UUID, try *limits.Try, err error) {
	digest, kind, now := digestOf(in.Challenge), string(challengeSecondFactor), s.now()
	who, err := s.q.ChallengedUser(ctx, s.pool, authdb.ChallengedUserParams{Digest: digest, Kind: kind, Now: now})
	if db.NoRows(err) {
		return user, nil, ErrChallengeOver
	}
	if err != nil {
		return user, nil, fmt.Errorf("challenged user: %w", err)
	}
	try, err = s.guard.Begin(ctx, limits.Attempt{Proof: limits.ByCode, Account: who.Email, Visitor: in.From})
	if err != nil {
		return user, nil, err
	}
	n, err := s.q.CountAttempt(ctx, s.pool, authdb.CountAttemptParams{Digest: digest, Kind: kind, Now: now, AtMost: triesPerChallenge})
	if err == nil && n == 0 {
		err = ErrChallengeOver
	}
	if err != nil {
		try.Succeeded(context.WithoutCancel(ctx)) // nothing was guessed
		return user, nil, err
	}
	return who.ID, try, nil
}

func (s *Service) secondFactorTx(ctx context.Context, tx db.Tx, user uuid.UUID, in SecondFactorInput) (SignedIn, error) {
	u, err := s.lockUserTx(ctx, tx, user)
	if err != nil {
		return SignedIn{}, err
	}
	var data secondFactorData
	if _, err := s.takeChallengeTx(ctx, tx, challengeSecondFactor, in.Challenge, &data); err != nil {
		return SignedIn{}, err
	}
	kind, err := s.useCodeTx(ctx, tx, user, in.Code)
	if err != nil {
		return SignedIn{}, err
	}
	out, err := s.signInTx(ctx, tx, user, data.Method, true)
	if err != nil || kind != codeOfRecovery {
		return out, err
	}
	return out, s.tellTx(ctx, tx, u, "user.recovery_code_used", notify.RecoveryCodeUsed, nil)
}

type codeKind int

const (
	codeOfApp codeKind = iota
	codeOfRecovery
)

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// useCodeTx uses a code up, of the authenticator app or of the recovery codes,
// or returns ErrCodeWrong.
func (s *Service) useCodeTx(ctx context.Context, tx db.Tx, user uuid.UUID, code string) (codeKind, error) {
	if !sixDigits.MatchString(code) {
		return codeOfRecovery, s.useRecoveryCodeTx(ctx, tx, user, code)
	}
	row, err := s.q.TOTP(ctx, tx, user)
	if db.NoRows(err) || err == nil && row.ConfirmedAt == nil {
		return codeOfApp, ErrCodeWrong // it was removed meanwhile
	}
	if err != nil {
		return codeOfApp, fmt.Errorf("authenticator: %w", err)
	}
	step, err := s.matchTOTP(user, row.SealedSecret, code)
	if err != nil {
		return codeOfApp, err
	}
	n, err := s.q.UseTOTPStep(ctx, tx, authdb.UseTOTPStepParams{UserID: user, Step: step})
	if err != nil {
		return codeOfApp, fmt.Errorf("use code: %w", err)
	}
	if n == 0 {
		return codeOfApp, ErrCodeWrong
	}
	return codeOfApp, nil
}

// matchTOTP returns the step whose code it is, among those around now, or
// ErrCodeWrong.
func (s *Service) matchTOTP(user uuid.UUID, sealed []byte, code string) (int64, error) {
	secret, err := s.cfg.Seal.Open(totpPurpose(user), sealed)
	if err != nil {
		return 0, fmt.Errorf("open authenticator secret: %w", err)
	}
	step, ok, err := matchStep(string(secret), code, s.now())
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, ErrCodeWrong
	}
	return step, nil
}

func matchStep(secret, code string, now time.Time) (step int64, ok bool, err error) {
	current := now.Unix() / totpStep
	for step := current - totpSkew; step <= current+totpSkew; step++ {
		want, err := hotp.GenerateCode(secret, uint64(step))
		if err != nil {
			return 0, false, fmt.Errorf("code of authenticator: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true, nil
		}
	}
	return 0, false, nil
}
