package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Verify reads everything that a restore could need: every object is there and is what was
// stored, the WAL after the oldest base backup has no gap, and with an identity also that
// everything can be decrypted and every file is what PostgreSQL's manifest says. It writes
// a line for each thing it looks at, and reports whether all is well.
func (s *Store) Verify(ctx context.Context, system string, out io.Writer, progress Progress) (bool, error) {
	a, err := s.archive(ctx, system)
	if err != nil {
		return false, err
	}
	v := verifier{store: s, archive: a, out: out, whole: true, reads: len(s.keys.identities) > 0}
	if err := v.bases(ctx, progress); err != nil {
		return false, err
	}
	if err := v.wal(ctx, progress); err != nil {
		return false, err
	}
	if err := v.rest(ctx, progress); err != nil {
		return false, err
	}
	if !v.reads {
		fmt.Fprintln(out, "note    without RIALTO_BACKUP_IDENTITY it is not known whether all can be decrypted")
	}
	return v.whole, nil
}

type verifier struct {
	store   *Store
	archive archive
	out     io.Writer
	reads   bool // it can decrypt
	whole   bool
}

func (v *verifier) say(err error, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if err == nil {
		fmt.Fprintln(v.out, "ok     ", text)
		return
	}
	v.whole = false
	fmt.Fprintf(v.out, "BROKEN  %s: %s\n", text, err)
}

func (v *verifier) bases(ctx context.Context, progress Progress) error {
	for _, b := range v.archive.bases {
		var err error
		if v.reads {
			err = v.store.unpack(ctx, b, "", progress.of("base backup "+b.ID))
		} else {
			err = v.sums(ctx, b.Parts, progress.of("base backup "+b.ID))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v.say(err, "base backup %s of %s, %d bytes", b.ID, b.FinishedAt.UTC().Format(time.RFC3339), b.Bytes)
	}
	return nil
}

// sums compares objects with their checksums.
func (v *verifier) sums(ctx context.Context, keys []string, progress func(done, total int64)) error {
	for i, key := range keys {
		if _, err := v.store.get(ctx, key); err != nil {
			return err
		}
		progress(int64(i+1), int64(len(keys)))
	}
	return nil
}

// wal reads every piece, and looks for gaps after each base backup that leads to the end.
func (v *verifier) wal(ctx context.Context, progress Progress) error {
	total, done := 0, 0
	for _, pieces := range v.archive.pieces {
		total += len(pieces)
	}
	var broken error
	for _, pieces := range v.archive.pieces {
		for _, p := range pieces {
			var err error
			if v.reads {
				_, err = v.store.readPiece(ctx, p)
			} else {
				_, err = v.store.get(ctx, p.key)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			broken = errors.Join(broken, err)
			done++
			progress.of("WAL")(int64(done), int64(total))
		}
	}
	v.say(broken, "%d objects of WAL", total)
	l, err := lineageOf(v.archive.timeline(), v.archive.histories)
	if err != nil {
		v.say(err, "the histories of the timelines")
		return nil
	}
	for _, b := range v.archive.bases {
		if !b.usable(l) {
			v.say(nil, "base backup %s is on a timeline that was left", b.ID)
			continue
		}
		p := plan{base: b, lineage: l}
		p.wal, p.reach = v.archive.walk(b, l)
		v.say(v.archive.gap(p), "WAL after base backup %s, to %s", b.ID, p.reach)
	}
	return nil
}

// rest are marks, keys and pictures.
func (v *verifier) rest(ctx context.Context, progress Progress) error {
	root := v.archive.bases[0].root
	for _, prefix := range []string{markPrefix(root), root + "manifests/", root + "keys/", mediaPrefix} {
		list, err := v.store.list(ctx, prefix)
		if err != nil {
			return err
		}
		var broken error
		for i, o := range list {
			if v.reads {
				_, err = v.store.getSealed(ctx, o.key)
			} else {
				_, err = v.store.get(ctx, o.key)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			broken = errors.Join(broken, err)
			progress.of(prefix)(int64(i+1), int64(len(list)))
		}
		v.say(broken, "%d objects of %s", len(list), prefix)
	}
	return nil
}
