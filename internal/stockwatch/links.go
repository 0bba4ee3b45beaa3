package stockwatch

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"

	"rialto/internal/keyring"
)

// links make and read the tokens of mailed links: a wish's id and a MAC of it,
// so that nothing in the database opens a wish.
type links struct{ keys *keyring.Ring }

func (l links) token(wish uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(wish[:], macOf(l.keys.First(), wish)...))
}

// wish returns the id in a token that is ours.
func (l links) wish(token string) (uuid.UUID, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != len(uuid.UUID{})+sha256.Size {
		return uuid.Nil, false
	}
	id, given := uuid.UUID(raw[:16]), raw[16:]
	for _, key := range l.keys.All() {
		if hmac.Equal(given, macOf(key, id)) {
			return id, true
		}
	}
	return uuid.Nil, false
}

func macOf(key []byte, wish uuid.UUID) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("stock wish:"))
	h.Write(wish[:])
	return h.Sum(nil)
}
