// Package seal encrypts what the database must not tell: the private parts of
// signing keys, the secrets of authenticator apps, where a store's money goes.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"sync/atomic"
)

// Sealer encrypts with the first of its secrets and decrypts with any. Copies share the
// secrets. Its zero value does not work.
type Sealer struct{ keys *atomic.Pointer[[]sealKey] }

type sealKey struct {
	id   [sealKeyID]byte // says which key sealed, and nothing of it
	aead cipher.AEAD
}

const (
	sealVersion = 1
	sealKeyID   = 8
	sealNonce   = 12
	// MinKey is how long a secret must be at least, in bytes.
	MinKey = 32
)

var errSealed = errors.New("sealed with a key that is not configured, or altered")

// New returns a Sealer that seals with the first secret and opens what
// any of them sealed, so that a secret can be replaced.
func New(secrets ...[]byte) (Sealer, error) {
	s := Sealer{new(atomic.Pointer[[]sealKey])}
	return s, s.Replace(secrets...)
}

// Replace takes other secrets from now on, in all copies of s. Secrets that cannot be used
// are an error and change nothing.
func (s Sealer) Replace(secrets ...[]byte) error {
	if len(secrets) == 0 {
		return errors.New("no secret for sealing")
	}
	keys := make([]sealKey, len(secrets))
	for i, secret := range secrets {
		var err error
		if keys[i], err = newSealKey(secret); err != nil {
			return err
		}
	}
	s.keys.Store(&keys)
	return nil
}

func newSealKey(secret []byte) (k sealKey, err error) {
	if len(secret) < MinKey {
		return k, fmt.Errorf("a secret for sealing has at least %d bytes", MinKey)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "rialto seal key", 32)
	if err != nil {
		return k, err
	}
	id, err := hkdf.Key(sha256.New, secret, nil, "rialto seal key id", sealKeyID)
	if err != nil {
		return k, err
	}
	copy(k.id[:], id)
	block, err := aes.NewCipher(key)
	if err != nil {
		return k, err
	}
	k.aead, err = cipher.NewGCM(block)
	return k, err
}

// Seal encrypts plain with AES-256-GCM. Only who names the same purpose opens
// it: put the kind and the row's key into it, so that a sealed value is of no
// use elsewhere.
func (s Sealer) Seal(purpose string, plain []byte) []byte {
	k := (*s.keys.Load())[0]
	out := append([]byte{sealVersion}, k.id[:]...)
	nonce := make([]byte, sealNonce)
	rand.Read(nonce) // never fails
	out = append(out, nonce...)
	return k.aead.Seal(out, nonce, plain, []byte(purpose))
}

// Open decrypts what Seal made for the purpose.
func (s Sealer) Open(purpose string, sealed []byte) ([]byte, error) {
	const head = 1 + sealKeyID
	if len(sealed) < head+sealNonce || sealed[0] != sealVersion {
		return nil, errSealed
	}
	nonce, text := sealed[head:head+sealNonce], sealed[head+sealNonce:]
	for _, k := range *s.keys.Load() {
		if subtle.ConstantTimeCompare(k.id[:], sealed[1:head]) == 1 {
			plain, err := k.aead.Open(nil, nonce, text, []byte(purpose))
			if err != nil {
				return nil, errSealed
			}
			return plain, nil
		}
	}
	return nil, errSealed
}

// Current reports whether the first secret sealed it.
func (s Sealer) Current(sealed []byte) bool {
	first := (*s.keys.Load())[0]
	return len(sealed) > sealKeyID && subtle.ConstantTimeCompare(first.id[:], sealed[1:1+sealKeyID]) == 1
}

// Again seals with the first secret what another sealed for the purpose; nil
// when the first one sealed it.
func (s Sealer) Again(purpose string, sealed []byte) ([]byte, error) {
	if s.Current(sealed) {
		return nil, nil
	}
	plain, err := s.Open(purpose, sealed)
	if err != nil {
		return nil, err
	}
	return s.Seal(purpose, plain), nil
}
