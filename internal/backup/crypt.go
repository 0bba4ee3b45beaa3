package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// keyring encrypts to recipients and decrypts with identities, both of age.
type keyring struct {
	recipients []age.Recipient
	identities []age.Identity
}

func (a Access) keyring() (k keyring, err error) {
	if len(a.Recipients) > 0 {
		if k.recipients, err = age.ParseRecipients(strings.NewReader(strings.Join(a.Recipients, "\n"))); err != nil {
			return k, fmt.Errorf("RIALTO_BACKUP_RECIPIENTS: %w", err)
		}
	}
	if len(a.Identities) > 0 {
		if k.identities, err = age.ParseIdentities(strings.NewReader(strings.Join(a.Identities, "\n"))); err != nil {
			return k, errors.New("RIALTO_BACKUP_IDENTITY is no secret key of age: it begins with AGE-SECRET-KEY-") // the reason would tell of it
		}
	}
	return k, nil
}

// NewIdentity makes a key pair of age.
func NewIdentity() (identity, recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return id.String(), id.Recipient().String(), nil
}

// RecipientOf is the public half of an identity.
func RecipientOf(identity string) (string, error) {
	id, err := age.ParseX25519Identity(strings.TrimSpace(identity))
	if err != nil {
		return "", errors.New("it is no identity of age")
	}
	return id.Recipient().String(), nil
}

var (
	errNoRecipients = errors.New("RIALTO_BACKUP_RECIPIENTS is not set: backups are encrypted to somebody, or not made")
	errNoIdentity   = errors.New("RIALTO_BACKUP_IDENTITY is needed: backups are encrypted")
	// ErrWrongKey is returned for what was encrypted to somebody else.
	ErrWrongKey = errors.New("it is encrypted to another key than RIALTO_BACKUP_IDENTITY")
)

// window bounds the memory of compression; WAL and pages repeat nearby.
const window = 1 << 20

// writer compresses and encrypts to w. Both Closes, in order, complete it.
func (k keyring) writer(w io.Writer) (io.WriteCloser, error) {
	if len(k.recipients) == 0 {
		return nil, errNoRecipients
	}
	sealed, err := age.Encrypt(w, k.recipients...)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	packed, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window))
	if err != nil {
		return nil, err
	}
	return &sealer{packed, sealed}, nil
}

type sealer struct {
	*zstd.Encoder
	sealed io.WriteCloser
}

func (s *sealer) Close() error { return errors.Join(s.Encoder.Close(), s.sealed.Close()) }

// reader is what writer wrote. A changed byte fails with ErrDamaged.
func (k keyring) reader(r io.Reader) (io.ReadCloser, error) {
	if len(k.identities) == 0 {
		return nil, errNoIdentity
	}
	plain, err := age.Decrypt(r, k.identities...)
	var foreign *age.NoIdentityMatchError
	switch {
	case errors.As(err, &foreign):
		return nil, ErrWrongKey
	case err != nil:
		return nil, fmt.Errorf("decrypt: %w: %w", ErrDamaged, err)
	}
	d, err := zstd.NewReader(plain, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8*window))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// putSealed stores content compressed and encrypted.
func (s *Store) putSealed(ctx context.Context, name string, content []byte) (key string, err error) {
	var b bytes.Buffer
	w, err := s.keys.writer(&b)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(content); err != nil {
		return "", errors.Join(err, w.Close())
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return s.put(ctx, name, b.Bytes())
}

// getSealed returns what putSealed stored.
func (s *Store) getSealed(ctx context.Context, key string) ([]byte, error) {
	stored, err := s.get(ctx, key)
	if err != nil {
		return nil, err
	}
	r, err := s.keys.reader(bytes.NewReader(stored))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", key, ErrDamaged, err)
	}
	return content, nil
}
