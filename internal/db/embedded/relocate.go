package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// copyBinaries copies the installation around bin (60 MB) to where every user can
// run it, and returns the copy's bin. The second time it only returns it. For
// root alone.
func copyBinaries(bin string) (string, error) {
	src := filepath.Dir(bin)
	st, err := os.Stat(filepath.Join(bin, "postgres"))
	if err != nil {
		return "", err
	}
	// A new release in the same folder is another copy.
	dst := hashed(stateRoot, "rialto-bin-", fmt.Sprintf("%s %d %d", src, st.Size(), st.ModTime().UnixNano()))
	out := filepath.Join(dst, filepath.Base(bin))
	if hasBinaries(out) {
		return out, refuseForeign(dst)
	}
	tmp, err := os.MkdirTemp(stateRoot, "rialto-bin-new-")
	if err != nil {
		return "", fmt.Errorf("copy PostgreSQL to where its user can reach it: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // nothing is left of it after the rename
	if err := os.CopyFS(tmp, os.DirFS(src)); err != nil {
		return "", fmt.Errorf("copy PostgreSQL to where its user can reach it: %w", err)
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return "", err
	}
	if err := os.Rename(tmp, dst); err != nil && !hasBinaries(out) { // another start may have been first
		return "", err
	}
	return out, refuseForeign(dst)
}

// makeRootOwned makes a folder that others may pass through but not list.
func makeRootOwned(dir string) error {
	if err := os.Mkdir(dir, 0o711); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := refuseForeign(dir); err != nil {
		return err
	}
	return os.Chmod(dir, 0o711) // whatever the umask
}

// refuseForeign fails when dir is not a real folder that only root can change.
func refuseForeign(dir string) error {
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !st.IsDir() || st.Sys().(*syscall.Stat_t).Uid != 0 || st.Mode()&0o022 != 0 {
		return fmt.Errorf("%s is not root's alone: remove it", dir)
	}
	return nil
}
