package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// maxSocketFolder leaves room for /.s.PGSQL.5432 in the 107 bytes of a socket's path.
const maxSocketFolder = 93

const libraryPathVar = "LD_LIBRARY_PATH"

const namespaces = true

// attr returns how the child is started: in its own process group, so that
// Ctrl-C in a terminal leaves it alone until the program has drained, and
// with a signal it gets when the THREAD that forked it ends.
func (id identity) attr(onParentDeath syscall.Signal) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: onParentDeath}
	switch id.mode {
	case asUser:
		a.Credential = &syscall.Credential{Uid: uint32(id.uid), Gid: uint32(id.gid)}
	case asNamespace: // our root is the namespace's nobody: its files stay root's
		a.Cloneflags = syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: id.uid, HostID: 0, Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: id.gid, HostID: 0, Size: 1}}
	}
	return a
}

// worksIn reports whether process pid lives and has dir as its working
// directory, as a postmaster has its data folder. A process that we may not
// signal is another user's, and does not. When it still may not be told, the
// answer is yes: to be wrong that way destroys nothing.
func worksIn(pid int, dir string) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if errors.Is(err, fs.ErrNotExist) {
		return false // a zombie
	}
	return err != nil || cwd == dir
}
