package backup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Progress is told how far something long is.
type Progress func(what string, done, total int64)

func (p Progress) of(what string) func(done, total int64) {
	return func(done, total int64) {
		if p != nil {
			p(what, done, total)
		}
	}
}

// idFormat makes names that sort by time.
const idFormat = "20060102T150405.000Z"

// Take makes a base backup and notes the state of the data right after it. It returns
// when the archive has the WAL without which the files are of no use; somebody has to be
// archiving meanwhile (see Archive and Once).
func (s *Service) Take(ctx context.Context, progress Progress) (Base, error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return Base{}, err
	}
	defer hangUp(ctx, conn)
	srv, err := s.look(ctx, conn)
	if err != nil {
		return Base{}, err
	}
	if err := ensureSlot(ctx, conn); err != nil {
		return Base{}, err
	}
	b := Base{root: rootOf(srv.System), Server: srv, StartedAt: s.now().UTC(), ID: s.now().UTC().Format(idFormat)}
	if err := s.copyFiles(ctx, &b, progress); err != nil {
		return b, err
	}
	if err := conn.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&b.FinishedAt); err != nil {
		return b, err
	}
	if err := s.copyKeys(ctx, &b); err != nil {
		return b, err
	}
	if err := awaitArchived(ctx, conn, b.Stop); err != nil {
		return b, err
	}
	if err := s.hasWAL(ctx, b); err != nil {
		return b, err
	}
	if b, err = s.store.putBase(ctx, b); err != nil {
		return b, err
	}
	if err := recordBase(ctx, conn, b); err != nil {
		return b, err
	}
	return b, s.mark(ctx, b)
}

// copyFiles stores the server's files.
func (s *Service) copyFiles(ctx context.Context, b *Base, progress Progress) error {
	repl, err := s.replicate(ctx)
	if err != nil {
		return err
	}
	defer hangUp(ctx, repl)
	parts := &partWriter{ctx: ctx, store: s.store, prefix: b.root + "parts/" + b.ID + "/"}
	packed, err := s.store.keys.writer(parts)
	if err != nil {
		return err
	}
	got, err := receive(ctx, repl, "rialto "+b.ID, packed, progress.of("base backup"))
	if err != nil {
		return errors.Join(err, s.forget(ctx, parts.keys))
	}
	if err := errors.Join(packed.Close(), parts.Close()); err != nil {
		return errors.Join(err, s.forget(ctx, parts.keys))
	}
	b.Start, b.Stop, b.Timeline, b.Bytes = got.start, got.stop, got.timeline, got.bytes
	b.Parts, b.Stored = parts.keys, parts.stored
	b.Manifest, err = s.store.putSealed(ctx, b.root+"manifests/"+b.ID, got.manifest)
	return err
}

// forget removes what is left of a base backup that failed; what it cannot remove is
// removed with what is too old.
func (s *Service) forget(ctx context.Context, keys []string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return s.store.remove(ctx, keys...)
}

// hasWAL fails when the WAL of a base backup is not in this store: the slot tells that
// somebody has archived it, and not where to.
func (s *Service) hasWAL(ctx context.Context, b Base) error {
	stored, err := s.store.pieces(ctx, b.root)
	if err != nil {
		return err
	}
	if _, reach := chain(stored[b.Timeline], b.Start, b.Stop); reach < b.Stop {
		return fmt.Errorf("WAL from %s is not here: does another program archive this database to another place?", reach)
	}
	return nil
}

// archivePatience is how long the end of a base backup may take to be archived.
const archivePatience = 15 * time.Minute

// awaitArchived waits until the archive has everything before a position. What the
// archive has is what the slot no longer keeps.
func awaitArchived(ctx context.Context, conn *pgx.Conn, at LSN) error {
	ctx, cancel := context.WithTimeout(ctx, archivePatience)
	defer cancel()
	for {
		var archived LSN
		err := conn.QueryRow(ctx, "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = $1", slotName).Scan(&archived)
		if err != nil {
			return fmt.Errorf("wait for the archive: %w", err)
		}
		if archived >= at {
			return nil
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return fmt.Errorf("the archive of WAL does not get to %s, it is at %s: %w", at, archived, err)
		}
	}
}
