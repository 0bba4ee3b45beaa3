package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is what a server's pid file says about it.
type postmaster struct {
	pid       int
	socketDir string // empty while it starts
	status    string // empty while it starts, then starting, ready or stopping
}

// livePostmaster reads data/postmaster.pid. It returns nil when there is none, or
// when the file is what a killed server left behind.
func livePostmaster(data string) (*postmaster, error) {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a running server (does the folder belong to another user?): %w", err)
	}
	// pid, data folder, start time, port, socket folder, address, shared memory, status
	lines := strings.Split(string(b), "\n")
	line := func(n int) string {
		if n < len(lines) {
			return strings.TrimSpace(lines[n])
		}
		return ""
	}
	pid, err := strconv.Atoi(line(0))
	if err != nil || pid <= 1 || !worksIn(pid, data) {
		return nil, nil //nolint:nilerr // a stale or half-written file names no server of ours
	}
	return &postmaster{pid: pid, socketDir: line(4), status: line(7)}, nil
}

// A postmaster whose parent was killed says "stopping" at once; one that does
// not within this time is somebody's.
const orphanGrace = time.Second

// clearOrphan returns when no postmaster runs on data any more. The one that an
// earlier owner left, known by the lock, is stopped; one that is stopping is
// waited for; any other is ErrInUse.
func clearOrphan(ctx context.Context, data string, orphan int) error {
	pm, err := livePostmaster(data)
	if err != nil || pm == nil {
		return err
	}
	if pm.pid == orphan {
		return terminate(ctx,
			func(s syscall.Signal) { _ = syscall.Kill(orphan, s) },
			func(d time.Duration) error { return awaitEnd(ctx, data, d) },
		)
	}
	for deadline := time.Now().Add(orphanGrace); pm.status != "stopping"; {
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: the PostgreSQL server %d runs on %s and was not started by rialto; stop it first (kill -INT %d)", ErrInUse, pm.pid, data, pm.pid)
		}
		if err := pause(ctx); err != nil {
			return err
		}
		if pm, err = livePostmaster(data); err != nil || pm == nil {
			return err
		}
	}
	return awaitEnd(ctx, data, time.Minute)
}

// clearSocket removes a killed server's socket and its lock, which names a pid as
// the pid file does. No postmaster may run.
func clearSocket(run string) error {
	socket := filepath.Join(run, ".s.PGSQL."+port)
	for _, path := range []string{socket, socket + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a killed server's socket: %w", err)
		}
	}
	return nil
}

// disarmPidFile keeps a killed server's pid file from stopping the next one, when
// its pid is somebody else's by now or a zombie's. The file itself has to stay:
// by it the server finds out whether processes of the old one still use its
// shared memory. So it gets our pid, which the server, our child, takes for none.
// No postmaster may run. It reports whether there was such a file.
func disarmPidFile(data string) (bool, error) {
	path := filepath.Join(data, "postmaster.pid")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, rest, _ := strings.Cut(string(b), "\n")
	err = os.WriteFile(path, fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest), 0o600)
	if err != nil {
		return false, fmt.Errorf("take over a killed server's pid file: %w", err)
	}
	return true, nil
}

func awaitEnd(ctx context.Context, data string, patience time.Duration) error {
	for deadline := time.Now().Add(patience); ; {
		pm, err := livePostmaster(data)
		if err != nil || pm == nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: the PostgreSQL server %d on %s has been shutting down for %s", ErrInUse, pm.pid, data, patience)
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}
