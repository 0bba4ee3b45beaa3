package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth/internal/authdb"
	"rialto/internal/db"
)

// keyGrace is how much longer a key verifies than its last token can work:
// for tokens that were being signed while it was replaced, and clocks that
// differ.
const keyGrace = 5 * time.Minute

// RotateKeys makes a new key, which signs from now on in every process, and
// returns its id. The keys before verify until their tokens are gone; with
// revoke they stop at once, and whoever has such a token has to refresh it.
func (s *Service) RotateKeys(ctx context.Context, revoke bool) (kid string, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.q.LockSigningKeys(ctx, tx); err != nil {
			return fmt.Errorf("lock signing keys: %w", err)
		}
		until := s.now()
		if !revoke {
			until = until.Add(accessLife + keyGrace)
		}
		if err := s.q.RetireSigningKeys(ctx, tx, &until); err != nil {
			return fmt.Errorf("retire signing keys: %w", err)
		}
		if err := s.tokens.addKeyTx(ctx, tx); err != nil {
			return err
		}
		row, err := s.q.SigningKey(ctx, tx)
		if err != nil {
			return fmt.Errorf("signing key: %w", err)
		}
		kid = row.Kid
		return audit.RecordTx(ctx, tx, audit.Entry{
			Action: "keys.rotated", Target: audit.Target{Kind: "signing_key", ID: kid}, Details: map[string]string{"revoked": fmt.Sprint(revoke)},
		})
	})
	return kid, err
}

// Reseal seals with the first secret what others sealed, and returns how much
// that was. Afterwards the others are no longer needed. A second time changes
// nothing.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		n = 0
		if err := s.q.LockSigningKeys(ctx, tx); err != nil {
			return fmt.Errorf("lock signing keys: %w", err)
		}
		keys, err := s.q.SealedSigningKeys(ctx, tx)
		if err != nil {
			return fmt.Errorf("sealed signing keys: %w", err)
		}
		for _, k := range keys {
			anew, err := s.cfg.Seal.Again(signingKeyPurpose(k.Kid), k.SealedKey)
			if err != nil {
				return fmt.Errorf("signing key %s: %w", k.Kid, err)
			}
			if anew == nil {
				continue
			}
			n++
			if err := s.q.ResealSigningKey(ctx, tx, authdb.ResealSigningKeyParams{Kid: k.Kid, SealedKey: anew}); err != nil {
				return fmt.Errorf("reseal signing key: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var after uuid.UUID
	for {
		last, sealed, err := s.resealTOTP(ctx, after)
		n += sealed
		if err != nil || last == uuid.Nil {
			return n, err
		}
		after = last
	}
}

// resealTOTP takes the next few users and returns the last of them.
func (s *Service) resealTOTP(ctx context.Context, after uuid.UUID) (last uuid.UUID, n int, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		last, n = uuid.Nil, 0
		rows, err := s.q.SealedTOTP(ctx, tx, after)
		if err != nil {
			return fmt.Errorf("sealed authenticators: %w", err)
		}
		for _, r := range rows {
			last = r.UserID
			anew, err := s.cfg.Seal.Again(totpPurpose(r.UserID), r.SealedSecret)
			if err != nil {
				return fmt.Errorf("authenticator of %s: %w", r.UserID, err)
			}
			if anew == nil {
				continue
			}
			n++
			if err := s.q.ResealTOTP(ctx, tx, authdb.ResealTOTPParams{UserID: r.UserID, SealedSecret: anew}); err != nil {
				return fmt.Errorf("reseal authenticator: %w", err)
			}
		}
		return nil
	})
	return last, n, err
}

// PublicKeys returns the keys that verify access tokens, as a JSON Web Key Set
// (RFC 7517), the one that signs first.
func (s *Service) PublicKeys(ctx context.Context) ([]byte, error) {
	var set jose.JSONWebKeySet
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		// A marketplace that nobody has signed in to has no key yet.
		if _, _, err := s.tokens.signingKeyTx(ctx, tx); err != nil {
			return err
		}
		now := s.now()
		rows, err := s.q.VerifyingKeys(ctx, tx, &now)
		if err != nil {
			return fmt.Errorf("verifying keys: %w", err)
		}
		set = keySet(rows)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(set)
}

func keySet(rows []authdb.VerifyingKeysRow) jose.JSONWebKeySet {
	var set jose.JSONWebKeySet
	for _, r := range rows {
		set.Keys = append(set.Keys, jose.JSONWebKey{
			Key: ed25519.PublicKey(r.PublicKey), KeyID: r.Kid, Algorithm: jwt.SigningMethodEdDSA.Alg(), Use: "sig",
		})
	}
	return set
}
