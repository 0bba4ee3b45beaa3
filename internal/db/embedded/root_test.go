package embedded

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestStartAsRoot needs root to start from; every other test runs as whoever
// runs it.
func TestStartAsRoot(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("not root: the other tests are this user's")
		return
	}
	t.Run("keeps the files root's in a namespace", namespaceStart)
	t.Run("runs as another user where namespaces are forbidden", otherUserStart)
	t.Run("keeps a cluster elsewhere when its user cannot reach it", relocatedStart)
	t.Run("does not hide a cluster its user cannot reach", unreachableStart)
	t.Run("runs a user's cluster as that user", usersCluster)
	t.Run("works for an ordinary user", ordinaryUser)
}

func namespaceStart(t *testing.T) {
	t.Parallel()
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Dir = filepath.Join(closed, "postgres")
	s := start(t, o)
	query[int](t, s.DSN(), "SELECT 1")
	if id, err := namespaceIdentity(); err != nil {
		t.Fatal(err)
	} else if _, err := (programs{bin: o.BinDir, id: id}).probe(t.Context()); err != nil {
		t.Logf("no namespaces here: %v", err)
		return
	}
	if uid := owner(t, filepath.Join(o.Dir, "data", "PG_VERSION")); uid != 0 {
		t.Errorf("files belong to uid %d", uid)
	}
}

func otherUserStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Dir, o.forceUser = filepath.Join(openFolder(t), "postgres"), true
	s := start(t, o)
	exec1(t, s.DSN(), "CREATE TABLE kept AS SELECT 42 AS n")
	uid := owner(t, filepath.Join(o.Dir, "data", "PG_VERSION"))
	if uid == 0 {
		t.Error("files belong to root")
	}
	stop(t, s)

	o.forceUser = false
	s = start(t, o)
	if got := query[int](t, s.DSN(), "SELECT n FROM kept"); got != 42 {
		t.Errorf("kept %d", got)
	}
	if now := owner(t, filepath.Join(o.Dir, "data", "PG_VERSION")); now != uid {
		t.Errorf("files moved from uid %d to %d", uid, now)
	}
}

func relocatedStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.forceUser = true // and the folder is under one of mode 0700
	s := start(t, o)
	exec1(t, s.DSN(), "CREATE TABLE kept AS SELECT 42 AS n")
	stop(t, s)
	target, err := os.Readlink(filepath.Join(o.Dir, "data"))
	if err != nil || !strings.HasPrefix(target, stateRoot) {
		t.Errorf("data is at %s: %v", target, err)
	}

	for _, force := range []bool{true, false} {
		o.forceUser = force
		s := start(t, o)
		if s.Cold() || query[int](t, s.DSN(), "SELECT n FROM kept") != 42 {
			t.Error("the rows are gone")
		}
		stop(t, s)
	}
	t.Run("even if the link to it is lost", func(t *testing.T) {
		if err := os.Remove(filepath.Join(o.Dir, "data")); err != nil {
			t.Fatal(err)
		}
		o.forceUser = true
		if s := start(t, o); s.Cold() {
			t.Error("made a new cluster")
		}
	})
}

func unreachableStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	data := filepath.Join(o.Dir, "data")
	if err := errors.Join(os.MkdirAll(data, 0o700), os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("18\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	o.forceUser = true
	if _, err := Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), data) {
		t.Errorf("got %v", err)
	}
}

func usersCluster(t *testing.T) {
	t.Parallel()
	attr, uid, gid := nobody(t)
	dir := filepath.Join(openFolder(t), "postgres")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Chown(dir, uid, gid)); err != nil {
		t.Fatal(err)
	}
	startHelper(t, dir, attr).stop(t)

	o := options(t)
	o.Dir = dir
	stop(t, start(t, o))
	if now := owner(t, filepath.Join(dir, "data")); now != uid {
		t.Errorf("root took the cluster from uid %d for %d", uid, now)
	}
	startHelper(t, dir, attr).stop(t)
}

func ordinaryUser(t *testing.T) {
	t.Parallel()
	attr, uid, gid := nobody(t)
	home := openFolder(t)
	if err := errors.Join(os.Chmod(home, 0o700), os.Chown(home, uid, gid)); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "data", "postgres")
	h := startHelper(t, dir, attr)
	query[int](t, h.dsn, "SELECT 1")
	attached := startHelper(t, dir, attr, "ATTACH=1")
	if !attached.attached {
		t.Error("the second did not join the first")
	}
	attached.stop(t)
	h.stop(t)
	if got := owner(t, filepath.Join(dir, "data")); got != uid {
		t.Errorf("files belong to uid %d", got)
	}
}

func nobody(t *testing.T) (attr syscall.SysProcAttr, uid, gid int) {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, uid, gid
}

func owner(t *testing.T, path string) int {
	t.Helper()
	uid, _, ok, err := ownerOf(path)
	if err != nil || !ok {
		t.Fatalf("%s: %v", path, err)
	}
	return uid
}
