package backup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Target is what to go back to.
type Target struct {
	// To is the time; zero: as late as there is WAL.
	To time.Time
	// At is a position, and nothing at or after it; zero: To counts.
	At LSN
	// Timeline is the history to follow, 0 the newest. One that was left by an earlier
	// restore is still there.
	Timeline int32
	// System is the database, if the store has several; empty: that of the newest backup.
	System string
}

// plan is what a restore needs: a base backup and the WAL from there.
type plan struct {
	base      Base
	lineage   lineage
	histories map[int32][]byte
	wal       []piece
	reach     LSN   // the end of wal
	gap       error // WAL is missing before the end of the archive
	ends      time.Time
}

// archive is what a store has of one system.
type archive struct {
	bases     []Base
	pieces    map[int32][]piece
	histories map[int32][]byte
}

func (s *Store) archive(ctx context.Context, system string) (archive, error) {
	bases, err := pick(ctx, s, system)
	if err != nil {
		return archive{}, err
	}
	root := bases[0].root
	a := archive{bases: bases}
	if a.pieces, err = s.pieces(ctx, root); err != nil {
		return a, err
	}
	a.histories, err = s.histories(ctx, root)
	return a, err
}

// timeline is the newest one of an archive.
func (a archive) timeline() int32 {
	t := int32(1)
	for _, b := range a.bases {
		t = max(t, b.Timeline)
	}
	for at := range a.pieces {
		t = max(t, at)
	}
	return t
}

// walk chooses the WAL from a base backup on, along the timelines that lead to the last
// of l, and returns how far it goes without a gap.
func (a archive) walk(b Base, l lineage) (wal []piece, reach LSN) {
	reach = b.Start
	for _, f := range l {
		if f.timeline < b.Timeline || f.at < reach {
			continue
		}
		// A timeline begins with a copy of the segment in which it left the one before.
		from := reach
		if f.timeline > b.Timeline {
			from = segmentOf(reach, b.Server.SegmentSize)
		}
		found, to := chain(a.pieces[f.timeline], from, f.at)
		wal = append(wal, found...)
		reach = max(reach, min(to, f.at))
		if reach < f.at {
			break
		}
	}
	return wal, reach
}

// usable tells whether a base backup is on the way to the last timeline of l.
func (b Base) usable(l lineage) bool {
	f, ok := l.on(b.Timeline)
	return ok && b.Stop <= f.at
}

// plan chooses what to restore from, and fails with a reason that tells what there is.
func (a archive) plan(t Target) (plan, error) {
	timeline := cmp.Or(t.Timeline, a.timeline())
	l, err := lineageOf(timeline, a.histories)
	if err != nil {
		return plan{}, err
	}
	fits := slices.DeleteFunc(slices.Clone(a.bases), func(b Base) bool { return !b.usable(l) })
	if len(fits) == 0 {
		return plan{}, fmt.Errorf("%w of timeline %d", ErrNothing, timeline)
	}
	early := slices.DeleteFunc(slices.Clone(fits), func(b Base) bool {
		return !t.To.IsZero() && b.FinishedAt.After(t.To) || t.At > 0 && b.Stop > t.At
	})
	if len(early) == 0 {
		return plan{}, fmt.Errorf("the oldest backup is of %s: one cannot go back further", fits[0].FinishedAt.UTC().Format(time.RFC3339))
	}
	p := plan{base: early[len(early)-1], lineage: l, histories: a.histories}
	p.wal, p.reach = a.walk(p.base, l)
	if p.reach < p.base.Stop {
		return p, fmt.Errorf("WAL after %s is missing, without which the base backup %s is of no use", p.reach, p.base.ID)
	}
	p.gap = a.gap(p)
	for _, w := range p.wal {
		if w.stored.After(p.ends) {
			p.ends = w.stored
		}
	}
	return p, nil
}

// gap names WAL that is missing before the end of the archive.
func (a archive) gap(p plan) error {
	last := p.lineage[len(p.lineage)-1]
	end := endOf(a.pieces[last.timeline])
	if end == 0 && len(p.lineage) > 1 {
		end = p.lineage[len(p.lineage)-2].at
	}
	if p.reach >= end {
		return nil
	}
	return fmt.Errorf("WAL from %s is missing, though the archive goes on to %s", p.reach, end)
}
