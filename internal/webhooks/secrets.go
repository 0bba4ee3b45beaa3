package webhooks

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/webhooks/internal/webhooksdb"
)

const (
	secretPrefix = "whsec_"
	secretBytes  = 32 // Standard Webhooks: from 24 to 64
	// previousSigns is how long a secret that was replaced is still good.
	previousSigns = 24 * time.Hour
)

func newSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

func secretPurpose(endpoint uuid.UUID) string { return "webhook secret of " + endpoint.String() }

// RotateSecret gives an endpoint a new secret and returns it; nobody is shown it again.
// For a day requests are signed with the one before as well. The one before that is good
// no more. It returns ErrNotFound.
func (s *Service) RotateSecret(ctx context.Context, o Owner, actor, id uuid.UUID) (e Endpoint, secret string, err error) {
	secret = newSecret()
	sealed := s.cfg.Seal.Seal(secretPurpose(id), []byte(secret))
	until := s.Now().Add(previousSigns)
	err = s.inTx(ctx, o, func(tx db.Tx) error {
		row, err := s.lockTx(ctx, tx, o, id)
		if err != nil {
			return err
		}
		arg := webhooksdb.SetSecretParams{ID: id, SealedSecret: sealed, Now: s.Now()}
		// One that was sealed with a key that is lost signs nothing any more.
		if _, err := s.cfg.Seal.Open(secretPurpose(id), row.SealedSecret); err == nil {
			arg.SealedPrevious, arg.PreviousUntil = row.SealedSecret, &until
		}
		if err := s.q.SetSecret(ctx, tx, arg); err != nil {
			return fmt.Errorf("set webhook secret: %w", err)
		}
		if e, err = s.endpointTx(ctx, tx, o, id); err != nil {
			return err
		}
		return s.recordTx(ctx, tx, o, actor, "webhook_endpoint.secret_rotated", id, nil)
	})
	return e, secret, err
}

// Reseal seals with the first of the seal's secrets what others sealed, and returns how
// much that was.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		n = 0
		rows, err := s.q.SealedAlready(ctx, tx)
		if err != nil {
			return fmt.Errorf("webhook secrets: %w", err)
		}
		for _, r := range rows {
			changed, arg := 0, webhooksdb.ResealParams{ID: r.ID, SealedSecret: r.SealedSecret, SealedPrevious: r.SealedPrevious}
			for _, sealed := range []*[]byte{&arg.SealedSecret, &arg.SealedPrevious} {
				if *sealed == nil {
					continue
				}
				anew, err := s.cfg.Seal.Again(secretPurpose(r.ID), *sealed)
				if err != nil {
					return fmt.Errorf("secret of webhook endpoint %s: %w", r.ID, err)
				}
				if anew != nil {
					*sealed = anew
					changed++
				}
			}
			if changed == 0 {
				continue
			}
			if err := s.q.Reseal(ctx, tx, arg); err != nil {
				return fmt.Errorf("seal webhook secret anew: %w", err)
			}
			n += changed
		}
		return nil
	})
	return n, err
}

// headers are those of a request: its id, when it is made, and a signature by each
// secret that is good.
func (s *Service) headers(d webhooksdb.ClaimRow, now time.Time) (http.Header, error) {
	sealed := [][]byte{d.SealedSecret}
	if d.PreviousUntil != nil && d.PreviousUntil.After(now) {
		sealed = append(sealed, d.SealedPrevious)
	}
	id, timestamp := d.EventID.String(), strconv.FormatInt(now.Unix(), 10)
	var signatures []string
	for _, b := range sealed {
		secret, err := s.cfg.Seal.Open(secretPurpose(d.EndpointID), b)
		if err != nil {
			return nil, fmt.Errorf("secret of webhook endpoint: %w", err)
		}
		signature, err := sign(string(secret), id+"."+timestamp+"."+d.Body)
		if err != nil {
			return nil, err
		}
		signatures = append(signatures, signature)
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", s.cfg.UserAgent)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", timestamp)
	h.Set("webhook-signature", strings.Join(signatures, " "))
	return h, nil
}

// sign is a signature of Standard Webhooks, version 1.
func sign(secret, message string) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("secret of webhook endpoint: %w", err)
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message)) // never fails
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}
