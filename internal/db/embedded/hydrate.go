package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// linkList names the links of the npm package, which npm cannot ship. Its
// presence tells the package from other installations.
const linkList = "pg-symlinks.json"

// hydrate makes the links that the npm package's own postinstall script makes,
// because npm may be told not to run scripts; without them the server does not
// find its libraries. The second time, and for other installations, it does
// nothing.
func hydrate(bin string) error {
	native := filepath.Dir(bin)
	list, err := os.ReadFile(filepath.Join(native, linkList))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the links of the PostgreSQL package: %w", err)
	}
	var links []struct{ Source, Target string } // relative to the package's folder
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("read the links of the PostgreSQL package: %w", err)
	}
	root := filepath.Dir(native)
	for _, l := range links {
		if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
			return fmt.Errorf("the PostgreSQL package links outside itself: %s", l.Target)
		}
		rel, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		err = os.Symlink(rel, filepath.Join(root, l.Target))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("complete the PostgreSQL package (`npm ci` as its owner does it too): %w", err)
		}
	}
	return nil
}
