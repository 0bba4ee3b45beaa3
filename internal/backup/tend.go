package backup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

const (
	// lookEvery is how often is looked for what is due.
	lookEvery = time.Minute
	// retryBase is how soon a base backup that failed is tried again.
	retryBase = 5 * time.Minute
	// mediaEvery is how old the copy of the pictures gets.
	mediaEvery = 15 * time.Minute
)

// tend does what comes round, until ctx ends. What fails is logged, and done later.
func (s *Service) tend(ctx context.Context, system string) {
	var nextBase, nextMedia time.Time
	for ctx.Err() == nil {
		if now := s.now(); now.After(nextBase) {
			if err := s.tendBase(ctx, system); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "backup: the base backup failed, and is tried again", "error", err)
				nextBase = now.Add(retryBase)
			}
		}
		if now := s.now(); now.After(nextMedia) {
			nextMedia = now.Add(mediaEvery)
			if _, err := s.CopyMedia(ctx, nil); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "backup: pictures were not copied, which is tried again", "error", err)
			}
		}
		_ = pause(ctx, lookEvery) // the loop asks, too
	}
}

// tendBase makes a base backup if one is due, and removes what is too old then.
func (s *Service) tendBase(ctx context.Context, system string) error {
	due, err := s.due(ctx, system)
	if err != nil || !due && !s.lost.Load() {
		return err
	}
	b, err := s.Take(ctx, nil)
	if err != nil {
		return err
	}
	s.lost.Store(false)
	s.log.InfoContext(ctx, "backup: made a base backup", "id", b.ID, "bytes", b.Bytes, "stored", b.Stored)
	removed, err := s.Prune(ctx)
	if removed > 0 {
		s.log.InfoContext(ctx, "backup: removed what was too old", "objects", removed)
	}
	return err
}

// due tells whether the newest base backup is too old, or cannot be followed by all of the
// WAL that there is.
func (s *Service) due(ctx context.Context, system string) (bool, error) {
	a, err := s.store.archive(ctx, system)
	if errors.Is(err, ErrNothing) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if s.now().Sub(a.bases[len(a.bases)-1].FinishedAt) >= s.cfg.Every {
		return true, nil
	}
	p, err := a.plan(Target{})
	return err != nil || p.gap != nil, nil //nolint:nilerr // it is the reason for another
}

// abandoned is how old the parts are that belong to no base backup, before they are
// removed: one may be in the making.
const abandoned = 48 * time.Hour

// Prune removes base backups that are too old to be needed, the WAL and marks before the
// oldest that is left, and the rest of ones that failed. The newest one before the time
// to which one can go back is needed, and the newest one always is.
func (s *Service) Prune(ctx context.Context) (removed int, err error) {
	all, err := s.store.Bases(ctx, "")
	if err != nil {
		return 0, err
	}
	bySystem := map[string][]Base{}
	for _, b := range all {
		bySystem[b.root] = append(bySystem[b.root], b)
	}
	for root, bases := range bySystem {
		n, err := s.prune(ctx, root, bases)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func (s *Service) prune(ctx context.Context, root string, bases []Base) (removed int, err error) {
	limit := s.now().Add(-s.cfg.Keep)
	first := 0 // of those that are kept
	for i, b := range bases {
		if !b.FinishedAt.After(limit) {
			first = i
		}
	}
	for _, b := range bases[:first] {
		if err := s.store.removeBase(ctx, b); err != nil {
			return removed, err
		}
		removed++
	}
	kept := bases[first:]
	old, err := s.unneeded(ctx, root, kept)
	if err != nil {
		return removed, err
	}
	return removed + len(old), s.store.remove(ctx, old...)
}

// unneeded are the objects that none of the base backups needs.
func (s *Service) unneeded(ctx context.Context, root string, bases []Base) (keys []string, err error) {
	oldest := noEnd
	parts := map[string]bool{}
	for _, b := range bases {
		oldest = min(oldest, segmentOf(b.Start, b.Server.SegmentSize))
		for _, key := range append(slices.Clone(b.Parts), b.Manifest, b.Keys) {
			parts[key] = true
		}
	}
	wal, err := s.store.pieces(ctx, root)
	if err != nil {
		return nil, err
	}
	for _, timeline := range wal {
		for _, p := range timeline {
			if p.to <= oldest || covered(p, timeline) {
				keys = append(keys, p.key)
			}
		}
	}
	marks, err := s.store.marks(ctx, root)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		if m.at < oldest {
			keys = append(keys, m.key)
		}
	}
	list, err := s.store.list(ctx, root)
	for _, o := range list {
		rest := strings.TrimPrefix(o.name, root)
		whole := strings.HasPrefix(rest, "parts/") || strings.HasPrefix(rest, "manifests/") || strings.HasPrefix(rest, "keys/")
		if whole && !parts[o.key] && s.now().Sub(o.stored) > abandoned {
			keys = append(keys, o.key)
		}
	}
	return keys, err
}

// covered tells whether a piece is part of a longer one, which a process that was killed
// did not get to remove.
func covered(p piece, all []piece) bool {
	return slices.ContainsFunc(all, func(o piece) bool {
		return o.from <= p.from && o.to >= p.to && o.to-o.from > p.to-p.from
	})
}
