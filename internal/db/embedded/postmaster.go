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
		return nil, nil
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
