package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rialto/internal/keyring"
	"rialto/internal/seal"
	"rialto/internal/stockwatch"
)

// keys are the secrets of our own. Both may be replaced while the program runs.
type keys struct {
	links *keyring.Ring // sign the links of guests' orders, and what else leaves us to come back
	seal  seal.Sealer   // encrypts what the database must not tell
}

func openKeys(cfg Config) (k keys, err error) {
	links, err := configuredKeys(cfg, cfg.LinkKeys, "order-links")
	if err != nil {
		return k, err
	}
	k.links = keyring.New(links...)
	sealing, err := configuredKeys(cfg, cfg.SealKeys, "seal")
	if err != nil {
		return k, err
	}
	if k.seal, err = seal.New(sealing...); err != nil {
		return k, fmt.Errorf("RIALTO_SEAL_KEYS: %w", err)
	}
	return k, nil
}

// linksFor are keys for another purpose, made of those that sign links, so that replacing a
// secret replaces both.
func (k keys) linksFor(purpose string) *keyring.Ring {
	return k.links.Derive(func(secret []byte) []byte {
		key, err := hkdf.Key(sha256.New, secret, nil, "rialto: "+purpose, sha256.Size)
		if err != nil {
			panic(fmt.Sprintf("app: key of %s: %v", purpose, err)) // only for lengths that no digest has
		}
		return key
	})
}

// openStockwatch wires what tells people of stock. Its links are signed with the
// keys of guests' orders, for another purpose.
func (m *modules) openStockwatch(log *slog.Logger) {
	m.watch = stockwatch.New(stockwatch.Deps{
		Pool: m.db.pool, Bus: m.bus, Catalog: m.catalog, Stores: m.stores, Auth: m.auth, Notify: m.notify,
		Guard: m.limits.Guard(), Log: log, Now: time.Now,
	}, m.keys.links)
}

// configuredKeys returns the configured secrets, or one that is made at the
// first start and kept under a name in the data folder.
func configuredKeys(cfg Config, configured []string, name string) ([][]byte, error) {
	if len(configured) > 0 {
		return bytesOf(configured), nil
	}
	key, err := generatedKey(filepath.Join(cfg.DataDir, "keys", name))
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", name, err)
	}
	return [][]byte{key}, nil
}

func bytesOf(texts []string) [][]byte {
	out := make([][]byte, len(texts))
	for i, t := range texts {
		out[i] = []byte(t)
	}
	return out
}

// generatedKey reads the key in the file, which it makes when there is none.
// Two programs that start at once get the same key.
func generatedKey(path string) ([]byte, error) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	return keyInFile(path, base64.StdEncoding.EncodeToString(random))
}

// keyInFile reads the key in the file, and puts fresh there when there is none.
func keyInFile(path, fresh string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if key, err := os.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.WriteString(fresh); err != nil {
		return nil, errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	// A link fails where a rename would replace the key another made meanwhile.
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}
