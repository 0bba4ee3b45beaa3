package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"rialto/internal/backup"
)

// withStore runs a command that needs the backups and no database.
func withStore(ctx context.Context, cfg Config, do func(*backup.Store) error) error {
	access, err := cfg.backupAccess(false)
	if err != nil {
		return err
	}
	store, err := backup.Open(ctx, access)
	if err != nil {
		return err
	}
	defer store.Close()
	return do(store)
}

// targetOf reads a time of RFC 3339, or latest.
func targetOf(to string, timeline int32, system string) (backup.Target, error) {
	t := backup.Target{Timeline: timeline, System: system}
	if to == "latest" {
		return t, nil
	}
	var err error
	if t.To, err = time.Parse(time.RFC3339Nano, to); err != nil {
		return t, fmt.Errorf("--to must be latest or a time with its zone, such as %s", time.Now().UTC().Format(time.RFC3339))
	}
	if t.To.After(time.Now()) {
		return t, fmt.Errorf("--to is in the future: %s", to)
	}
	return t, nil
}

// scratchFolder is a folder that does not exist, and what removes what was beside it.
func scratchFolder(named string) (dir string, remove func(), err error) {
	if named != "" {
		return named, func() {}, nil
	}
	home, err := os.MkdirTemp("", "rialto-drill-")
	if err != nil {
		return "", nil, err
	}
	return filepath.Join(home, "data"), func() { _ = os.RemoveAll(home) }, nil // it is among the temporary files
}

// bars are one bar for each part of something long.
type bars struct {
	to  io.Writer
	now string
	bar *bar
}

func newBars(to io.Writer) *bars { return &bars{to: to} }

// show implements backup.Progress.
func (b *bars) show(what string, done, total int64) {
	if what != b.now {
		b.finish()
		b.now, b.bar = what, newBar(b.to, what, false)
	}
	b.bar.show(done, total)
}

func (b *bars) finish() {
	if b.bar != nil {
		b.bar.finish()
		b.bar, b.now = nil, ""
	}
}

func inMB(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
