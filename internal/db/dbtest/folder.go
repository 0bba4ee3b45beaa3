package dbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// repoRoot returns the checkout's root: the folder of go.mod above the current
// one, which in a test is its package's.
func repoRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not in a checkout: there is no go.mod above the current folder")
		}
		dir = parent
	}
}

// packageName names the tested package's server, such as internal-orders.
func packageName() (string, error) {
	root, err := repoRoot()
	if err != nil {
		return "", err
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return "", err
	}
	return strings.ReplaceAll(rel, string(filepath.Separator), "-"), nil
}

// stateFolder returns a folder for the servers of this user: .test of the
// checkout, or one for temporary files when the checkout is not ours to write.
// Every user has an own one, since root's folders are closed to others.
func stateFolder() (string, error) {
	root, err := repoRoot()
	if err != nil {
		return "", err
	}
	user := fmt.Sprintf("uid-%d", os.Geteuid())
	var errs []error
	for _, dir := range []string{
		filepath.Join(root, ".test", user),
		filepath.Join(os.TempDir(), "rialto-test-"+user, strings.ReplaceAll(root, string(filepath.Separator), "-")),
	} {
		err := writable(dir)
		if err == nil {
			return dir, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("find a folder for the test server: %w", errors.Join(errs...))
}

// writable makes dir, which must be ours: others can make the name, too, among
// the temporary files.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	st, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if uid := st.Sys().(*syscall.Stat_t).Uid; int(uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to uid %d", dir, uid)
	}
	f, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func numbered(parent, name string, n int) string {
	if n > 1 {
		name = fmt.Sprintf("%s-%d", name, n)
	}
	return filepath.Join(parent, name)
}
