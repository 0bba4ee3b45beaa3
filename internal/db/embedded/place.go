package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// place is where a server's files are.
type place struct {
	dir  string // Options.Dir, absolute and without links
	home string // what holds data: dir, unless data is a link
	data string // without links, as the postmaster reports it
}

// locate makes the state folder and follows its data link, if it is one.
func locate(dir string) (place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return place{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return place{}, fmt.Errorf("make the database folder: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return place{}, err
	}
	p := place{dir: dir, home: dir, data: filepath.Join(dir, "data")}
	if st, err := os.Lstat(p.data); err == nil && st.Mode()&fs.ModeSymlink != 0 {
		// A link to nowhere is an unmounted disk, not a reason for a new cluster.
		if p.data, err = filepath.EvalSymlinks(p.data); err != nil {
			return place{}, fmt.Errorf("the database is elsewhere and cannot be found: %w", err)
		}
		p.home = filepath.Dir(p.data)
	}
	return p, nil
}

// stateRoot is where a cluster goes when the user it runs as cannot reach the
// state folder. Only root can write there, so nobody else can prepare the name.
// Tests move it.
var stateRoot = "/var/lib"

// openTo makes the place reachable for id, which another user than ours.
// Under a folder closed to it, such as root's home, a new cluster goes below
// stateRoot with a link to it in the state folder; one that exists is refused.
func (p place) openTo(id identity) (place, error) {
	if p.home != p.dir {
		if !mayEnter(p.home, id.uid, id.gid) {
			return p, fmt.Errorf("uid %d, as which PostgreSQL has to run, cannot reach %s: let it pass (chmod o+x)", id.uid, p.home)
		}
		return p, nil
	}
	if mayEnter(filepath.Dir(p.dir), id.uid, id.gid) {
		if mayEnter(p.dir, id.uid, id.gid) {
			return p, nil
		}
		return p, os.Chmod(p.dir, 0o711)
	}
	if _, err := os.Stat(p.data); err == nil {
		return p, fmt.Errorf("uid %d, as which PostgreSQL has to run, cannot reach %s: allow root user namespaces, or move the folder out of the closed one", id.uid, p.data)
	}
	p.home = hashed(stateRoot, "rialto-", p.dir)
	if err := makeRootOwned(p.home); err != nil {
		return p, err
	}
	p.data = filepath.Join(p.home, "data")
	return p, nil
}

// link leaves a link in the state folder to a cluster that is elsewhere. The
// second time it does nothing.
func (p place) link() error {
	if p.home == p.dir {
		return nil
	}
	err := os.Symlink(p.data, filepath.Join(p.dir, "data"))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("link to the database: %w", err)
	}
	return nil
}

// makeRun makes the folder of the unix socket: run, or a private one for temporary
// files when that path is too long for a socket, or has a comma, which clients
// take for the end of it.
func (p place) makeRun(id identity) (string, error) {
	base := p.dir
	if p.home != p.dir && id.mode == asUser && !mayEnter(p.dir, id.uid, id.gid) {
		base = p.home
	}
	candidates := []string{
		filepath.Join(base, "run"),
		hashed(os.TempDir(), "rialto-pg-", p.data),
		hashed("/tmp", "rialto-pg-", p.data),
	}
	for _, run := range candidates {
		if len(run) > maxSocketFolder || strings.Contains(run, ",") {
			continue
		}
		if err := id.makeOwned(run); err != nil {
			return "", fmt.Errorf("make the socket's folder: %w", err)
		}
		return run, nil
	}
	return "", fmt.Errorf("no folder has a path fit for a unix socket (short, without a comma): %s", strings.Join(candidates, ", "))
}

// hashed returns a name in parent that is the same for the same path.
func hashed(parent, prefix, path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(parent, fmt.Sprintf("%s%x", prefix, sum[:8]))
}
