//go:build !linux

package embedded

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// maxSocketFolder leaves room for /.s.PGSQL.5432 in the 103 bytes of a socket's path.
const maxSocketFolder = 89

const libraryPathVar = "DYLD_LIBRARY_PATH"

const namespaces = false

// attr returns how the child is started: in its own process group, so that
// Ctrl-C in a terminal leaves it alone until the program has drained. There is
// no signal on the parent's death here: the next Start stops an orphan.
func (id identity) attr(syscall.Signal) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if id.mode == asUser {
		a.Credential = &syscall.Credential{Uid: uint32(id.uid), Gid: uint32(id.gid)}
	}
	return a
}

// worksIn reports whether process pid lives, is ours and is a postgres. Which
// folder it works in cannot be told here.
func worksIn(pid int, _ string) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	name, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	return err != nil || strings.Contains(string(name), "postgres")
}
