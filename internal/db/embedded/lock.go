package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lock is held by the owner of a state folder until it ends: the kernel releases
// it however that comes about. Its file records who the owner and its postmaster
// are; what an owner that was killed wrote there stays.
type lock struct {
	file *os.File
	// orphan is the postmaster of an earlier owner that did not stop it.
	orphan int
}

// A killed owner's lock may be released a moment after its exit was seen.
const lockPatience = 500 * time.Millisecond

// acquire takes the lock of dir, or fails with ErrInUse after lockPatience.
func acquire(ctx context.Context, dir string) (*lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database folder (does it belong to another user?): %w", err)
	}
	var owner, postmaster int
	for deadline := time.Now().Add(lockPatience); ; {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		owner, postmaster = readLock(f)
		if err == nil {
			l := &lock{file: f, orphan: postmaster}
			return l, l.record(postmaster) // still the orphan's, should we die before it does
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = f.Close()
			return nil, fmt.Errorf("lock the database folder: %w", err)
		}
		if time.Now().After(deadline) {
			break
		}
		if err := pause(ctx); err != nil {
			_ = f.Close()
			return nil, err
		}
	}
	_ = f.Close()
	return nil, fmt.Errorf("%w: process %d runs a PostgreSQL server on %s; stop it first, or choose another folder", ErrInUse, owner, dir)
}

func readLock(f *os.File) (owner, postmaster int) {
	buf := make([]byte, 64)
	n, _ := f.ReadAt(buf, 0)                                           // an empty file is as good as none
	_, _ = fmt.Sscanf(string(buf[:n]), "%d %d\n", &owner, &postmaster) // zeros mean unknown
	return owner, postmaster
}

// record writes down the owner, this process, and its postmaster (0: none yet).
func (l *lock) record(postmaster int) error {
	line := fmt.Appendf(nil, "%d %d\n", os.Getpid(), postmaster)
	if _, err := l.file.WriteAt(line, 0); err != nil {
		return fmt.Errorf("write the lock: %w", err)
	}
	return l.file.Truncate(int64(len(line)))
}

func (l *lock) release() { _ = l.file.Close() }

// pause is one step of waiting for another process, whose events nobody sends us.
func pause(ctx context.Context) error { return pauseFor(ctx, 5*time.Millisecond) }

func pauseFor(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
