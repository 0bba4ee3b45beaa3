package orders

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"

	"rialto/internal/keyring"
)

// Tokens makes and checks the secret that opens an order without an account.
// A token is a MAC of the order's id, so nothing in the database opens an order.
type Tokens struct{ keys *keyring.Ring }

// NewTokens returns Tokens that sign with the first key and accept all of
// them, so that a key can be replaced without ending the links in mails.
func NewTokens(keys *keyring.Ring) Tokens { return Tokens{keys} }

// Token returns the token of an order, always the same under one key.
func (t Tokens) Token(order uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(mac(t.keys.First(), order))
}

// Valid reports whether token opens the order.
func (t Tokens) Valid(order uuid.UUID, token string) bool {
	given, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return false
	}
	for _, key := range t.keys.All() {
		if hmac.Equal(given, mac(key, order)) {
			return true
		}
	}
	return false
}

func mac(key []byte, order uuid.UUID) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("order:"))
	h.Write(order[:])
	return h.Sum(nil)
}
