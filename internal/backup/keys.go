package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// IdentityFile is the name of the key in the folder of keys that opens the backups. It is
// not in them: it would be of no use there.
const IdentityFile = "backup-identity"

// copyKeys stores the keys that the program made itself: what they seal in the database
// is lost without them. Keys that an operator has set are the operator's to keep.
func (s *Service) copyKeys(ctx context.Context, b *Base) error {
	if s.cfg.Keys == "" {
		return nil
	}
	entries, err := os.ReadDir(s.cfg.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the keys: %w", err)
	}
	keys := map[string][]byte{}
	for _, e := range entries {
		if !e.Type().IsRegular() || e.Name() == IdentityFile || e.Name()[0] == '.' {
			continue
		}
		if keys[e.Name()], err = os.ReadFile(filepath.Join(s.cfg.Keys, e.Name())); err != nil {
			return fmt.Errorf("read the keys: %w", err)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	text, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	b.Keys, err = s.store.putSealed(ctx, b.root+"keys/"+b.ID, text)
	return err
}

// restoreKeys writes them into a data folder.
func (s *Store) restoreKeys(ctx context.Context, b Base, dir string) error {
	if b.Keys == "" {
		return nil
	}
	text, err := s.getSealed(ctx, b.Keys)
	if err != nil {
		return err
	}
	var keys map[string][]byte
	if err := json.Unmarshal(text, &keys); err != nil {
		return fmt.Errorf("%s: %w", b.Keys, err)
	}
	folder := filepath.Join(dir, "keys")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for name, key := range keys {
		if !filepath.IsLocal(name) || filepath.Base(name) != name {
			return fmt.Errorf("%s: %q is no name of a key", b.Keys, name)
		}
		if err := os.WriteFile(filepath.Join(folder, name), key, 0o600); err != nil {
			return err
		}
	}
	return nil
}
