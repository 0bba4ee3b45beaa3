package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

type mode uint8

const (
	asSelf      mode = iota // we are not root: nothing to drop
	asNamespace             // root here, nobody inside a user namespace
	asUser                  // root here, the child runs as another user
)

// identity is who the server runs as.
type identity struct {
	mode     mode
	uid, gid int // as the server sees itself
	// fileUID and fileGID own the server's files, as everybody else sees them.
	fileUID, fileGID int
}

func selfIdentity() identity {
	uid, gid := os.Geteuid(), os.Getegid()
	return identity{mode: asSelf, uid: uid, gid: gid, fileUID: uid, fileGID: gid}
}

// unprivileged returns the user that servers run as when root starts them;
// initdb wants one that the user database knows.
func unprivileged() (uid, gid int, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid != 0 {
			return uid, gid, nil
		}
	}
	return 0, 0, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody: start rialto as an ordinary user")
}

func namespaceIdentity() (identity, error) {
	uid, gid, err := unprivileged()
	return identity{mode: asNamespace, uid: uid, gid: gid}, err
}

func userIdentity() (identity, error) {
	uid, gid, err := unprivileged()
	return identity{mode: asUser, uid: uid, gid: gid, fileUID: uid, fileGID: gid}, err
}

// ownerOf returns who owns path; ok is false when it does not exist.
func ownerOf(path string) (uid, gid int, ok bool, err error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, false, nil
	}
	if err != nil {
		return 0, 0, false, err
	}
	sys := st.Sys().(*syscall.Stat_t)
	return int(sys.Uid), int(sys.Gid), true, nil
}

// mayEnter reports whether a process of uid and gid, without capabilities or
// further groups, can walk into dir. A folder that does not exist is skipped.
func mayEnter(dir string, uid, gid int) bool {
	for {
		if st, err := os.Stat(dir); err == nil {
			sys := st.Sys().(*syscall.Stat_t)
			need := fs.FileMode(0o001)
			switch {
			case int(sys.Uid) == uid:
				need = 0o100
			case int(sys.Gid) == gid:
				need = 0o010
			}
			if st.Mode()&need == 0 {
				return false
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}

// makeOwned makes a folder of mode 0700 that belongs to the server. One that is
// there must be a real folder of the server's or of ours, or it is refused.
func (id identity) makeOwned(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	st, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner := int(st.Sys().(*syscall.Stat_t).Uid)
	if !st.IsDir() || owner != id.fileUID && owner != os.Geteuid() {
		return fmt.Errorf("%s belongs to somebody else (uid %d) or is not a folder: remove it", dir, owner)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	if owner == id.fileUID {
		return nil
	}
	return os.Lchown(dir, id.fileUID, id.fileGID)
}

// adopt gives a tree to the server. It does nothing when the server has it.
func (id identity) adopt(root string) error {
	uid, _, ok, err := ownerOf(root)
	if err != nil || !ok || uid == id.fileUID {
		return err
	}
	// The root comes last: while it has its old owner, an interrupted walk is
	// taken up again.
	err = filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		return os.Lchown(path, id.fileUID, id.fileGID)
	})
	if err != nil {
		return err
	}
	return os.Lchown(root, id.fileUID, id.fileGID)
}
