package app

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rialto/internal/orders"
	"rialto/internal/stockwatch"
)

// linkTokens returns what signs the links of guests' orders.
func linkTokens(cfg Config) (orders.Tokens, error) {
	keys, err := linkKeys(cfg)
	return orders.NewTokens(keys...), err
}

// openStockwatch wires what tells people of stock. Its links are signed with the
// keys of guests' orders, for another purpose.
func (m *modules) openStockwatch(cfg Config, log *slog.Logger) error {
	keys, err := linkKeys(cfg)
	if err != nil {
		return err
	}
	m.watch = stockwatch.New(stockwatch.Deps{
		Pool: m.db.pool, Bus: m.bus, Catalog: m.catalog, Stores: m.stores, Auth: m.auth, Notify: m.notify,
		Guard: m.limits.Guard(), Log: log, Now: time.Now,
	}, keys...)
	return nil
}

func linkKeys(cfg Config) ([][]byte, error) { return configuredKeys(cfg, cfg.LinkKeys, "order-links") }

// sealKeys returns what encrypts what the database must not tell.
func sealKeys(cfg Config) ([][]byte, error) { return configuredKeys(cfg, cfg.SealKeys, "seal") }

// configuredKeys returns the configured secrets, or one that is made at the
// first start and kept under a name in the data folder.
func configuredKeys(cfg Config, configured []string, name string) ([][]byte, error) {
	var keys [][]byte
	for _, k := range configured {
		keys = append(keys, []byte(k))
	}
	if len(keys) == 0 {
		key, err := generatedKey(filepath.Join(cfg.DataDir, "keys", name))
		if err != nil {
			return nil, fmt.Errorf("key of %s: %w", name, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
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
