package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// unfold makes a data folder of PostgreSQL in dir that recovers when it is started: the
// files of the base backup, and the WAL where PostgreSQL looks for it. It reads, decrypts
// and checks everything before PostgreSQL is started at all.
func (s *Store) unfold(ctx context.Context, p plan, dir string, progress Progress) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := s.unpack(ctx, p.base, dir, progress.of("base backup")); err != nil {
		return err
	}
	wal := filepath.Join(dir, "pg_wal")
	if err := os.MkdirAll(filepath.Join(wal, "archive_status"), 0o700); err != nil {
		return err
	}
	for timeline, text := range p.histories {
		name := filepath.Join(wal, fmt.Sprintf("%08X.history", timeline))
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return err
		}
	}
	for i, w := range p.wal {
		progress.of("WAL")(int64(i), int64(len(p.wal)))
		if err := s.unfoldPiece(ctx, w, p.base.Server.SegmentSize, wal); err != nil {
			return err
		}
	}
	progress.of("WAL")(int64(len(p.wal)), int64(len(p.wal)))
	return os.WriteFile(filepath.Join(dir, "recovery.signal"), nil, 0o600)
}

// unfoldPiece writes WAL into the file of its segment, which has its whole size: to
// PostgreSQL, WAL ends where zeros begin.
func (s *Store) unfoldPiece(ctx context.Context, w piece, size int64, dir string) error {
	content, err := s.readPiece(ctx, w)
	if err != nil {
		return err
	}
	begin := segmentOf(w.from, size)
	if w.to > begin+LSN(size) {
		return fmt.Errorf("%s spans two segments", w.key)
	}
	path := filepath.Join(dir, segmentName(w.timeline, begin, size))
	f, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(content, int64(w.from-begin))
	return errors.Join(err, f.Truncate(size), f.Close())
}

// readPiece returns the WAL of a piece.
func (s *Store) readPiece(ctx context.Context, w piece) ([]byte, error) {
	content, err := s.getSealed(ctx, w.key)
	if err != nil {
		return nil, fmt.Errorf("WAL from %s: %w", w.from, err)
	}
	if LSN(len(content)) != w.to-w.from {
		return nil, fmt.Errorf("WAL from %s has %d bytes: %w", w.from, len(content), ErrDamaged)
	}
	return content, nil
}

// refuseFull fails unless dir is empty or missing.
func refuseFull(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a new folder, nothing is ever restored over something", dir)
	}
	return nil
}
