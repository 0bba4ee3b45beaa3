package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// programs is an installation and who runs it.
type programs struct {
	bin   string
	id    identity
	major int
}

// choosePrograms decides as whom the server of p runs, and makes sure that this
// works by asking the server for its version. forceUser is for tests.
func choosePrograms(ctx context.Context, bin string, p place, forceUser bool) (programs, error) {
	if os.Geteuid() != 0 {
		return programs{bin: bin, id: selfIdentity()}.probe(ctx)
	}
	uid, gid, exists, err := ownerOf(p.data)
	if err != nil {
		return programs{}, err
	}
	if exists && uid != 0 { // it has its user already: stay with it
		return asOtherUser(ctx, bin, identity{mode: asUser, uid: uid, gid: gid, fileUID: uid, fileGID: gid})
	}
	if namespaces && !forceUser && mayEnter(p.home, 0, 0) {
		id, err := namespaceIdentity()
		if err != nil {
			return programs{}, err
		}
		// Containers often forbid namespaces: trying is the only way to know.
		if c, err := (programs{bin: bin, id: id}).probe(ctx); err == nil {
			return c, nil
		}
	}
	id, err := userIdentity()
	if err != nil {
		return programs{}, err
	}
	return asOtherUser(ctx, bin, id)
}

func asOtherUser(ctx context.Context, bin string, id identity) (programs, error) {
	if !mayEnter(bin, id.uid, id.gid) {
		var err error
		if bin, err = copyBinaries(bin); err != nil {
			return programs{}, err
		}
	}
	return programs{bin: bin, id: id}.probe(ctx)
}

// probe fills in the major version.
func (p programs) probe(ctx context.Context) (programs, error) {
	out, err := p.run(p.command(ctx, "postgres", syscall.SIGKILL, "--version"))
	if err != nil {
		return p, err
	}
	p.major, err = parseVersion(string(out))
	return p, err
}

// parseVersion reads "postgres (PostgreSQL) 18.4", or 18beta1 in the end.
func parseVersion(s string) (int, error) {
	_, v, _ := strings.Cut(s, "(PostgreSQL) ")
	digits := len(v) - len(strings.TrimLeft(v, "0123456789"))
	major, err := strconv.Atoi(v[:digits])
	if err != nil {
		return 0, fmt.Errorf("unknown PostgreSQL version %q", strings.TrimSpace(s))
	}
	return major, nil
}

// command prepares one of the programs; onParentDeath is the signal it gets
// should this process, or the thread that starts it, end.
func (p programs) command(ctx context.Context, name string, onParentDeath syscall.Signal, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	c.Dir = "/"
	c.Env = []string{"PATH=" + p.bin + ":/usr/bin:/bin", "LC_ALL=C", "HOME=/", "TZ=UTC"}
	// The npm package's initdb would take the system's libpq for its own.
	if native := filepath.Dir(p.bin); exists(filepath.Join(native, linkList)) {
		c.Env = append(c.Env, libraryPathVar+"="+filepath.Join(native, "lib"))
	}
	c.SysProcAttr = p.id.attr(onParentDeath)
	return c
}

// run runs c to its end and returns what it said.
func (p programs) run(c *exec.Cmd) ([]byte, error) {
	runtime.LockOSThread() // the thread's end would be taken for the parent's death
	defer runtime.UnlockOSThread()
	out, err := c.CombinedOutput()
	if err != nil {
		return out, fmt.Errorf("run %s as uid %d: %w: %s", c.Path, p.id.uid, err, out)
	}
	return out, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
