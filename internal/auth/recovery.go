package auth

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
	"rialto/internal/notify"
)

const (
	recoveryCodes = 10
	// recoveryBytes are random: too many to be guessed from a digest, which
	// therefore needs no salt and no work.
	recoveryBytes = 10
	recoveryGroup = 4 // letters between two dashes
)

// recoveryAlphabet is Crockford's, which has no letter that looks like another.
var recoveryAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// RenewRecoveryCodes returns new recovery codes, which are not shown again; the
// old ones stop working. Returns ErrTOTPOff without an authenticator app.
func (s *Service) RenewRecoveryCodes(ctx context.Context, user uuid.UUID) ([]string, error) {
	var codes []string
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		u, err := s.lockUserTx(ctx, tx, user)
		if err != nil {
			return err
		}
		if !u.TOTPEnabled {
			return ErrTOTPOff
		}
		if codes, err = s.newRecoveryCodesTx(ctx, tx, user); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, u, "user.recovery_codes_renewed", notify.RecoveryCodesMade, nil)
	})
	return codes, err
}

// newRecoveryCodesTx replaces the recovery codes of a user whose row tx has
// locked.
func (s *Service) newRecoveryCodesTx(ctx context.Context, tx db.Tx, user uuid.UUID) ([]string, error) {
	codes, digests := make([]string, recoveryCodes), make([][]byte, recoveryCodes)
	for i := range codes {
		codes[i] = newRecoveryCode()
		digests[i] = digestOf(plainRecoveryCode(codes[i]))
	}
	if err := s.q.DeleteRecoveryCodes(ctx, tx, user); err != nil {
		return nil, fmt.Errorf("delete recovery codes: %w", err)
	}
	if err := s.q.InsertRecoveryCodes(ctx, tx, authdb.InsertRecoveryCodesParams{UserID: user, Digests: digests}); err != nil {
		return nil, fmt.Errorf("insert recovery codes: %w", err)
	}
	return codes, nil
}

// useRecoveryCodeTx uses a recovery code up, or returns ErrCodeWrong.
func (s *Service) useRecoveryCodeTx(ctx context.Context, tx db.Tx, user uuid.UUID, code string) error {
	n, err := s.q.UseRecoveryCode(ctx, tx, authdb.UseRecoveryCodeParams{
		UserID: user, Digest: digestOf(plainRecoveryCode(code)), UsedAt: s.now(),
	})
	if err != nil {
		return fmt.Errorf("use recovery code: %w", err)
	}
	if n == 0 {
		return ErrCodeWrong
	}
	return nil
}

// newRecoveryCode returns a code such as 7vk2-0mzd-9hxr-c4tn.
func newRecoveryCode() string {
	random := make([]byte, recoveryBytes)
	rand.Read(random) // never fails
	text := recoveryAlphabet.EncodeToString(random)
	groups := make([]string, 0, len(text)/recoveryGroup)
	for i := 0; i < len(text); i += recoveryGroup {
		groups = append(groups, text[i:i+recoveryGroup])
	}
	return strings.Join(groups, "-")
}

// plainRecoveryCode takes out what people put in or mistake when they copy a
// code from paper.
func plainRecoveryCode(code string) string { return misread.Replace(strings.ToLower(code)) }

var misread = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1")
