package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rialto/internal/db"
	"rialto/internal/media/internal/mediadb"
)

const trash = "trash/"

const (
	// minAge is how old what nothing shows must be before it is swept: before
	// that, whoever put it may be about to show it.
	minAge = 24 * time.Hour
	// keepOwned is for how long a store may use a picture again that nothing shows.
	keepOwned = 30 * 24 * time.Hour
	// keepTrash is for how long a picture in the trash can come back.
	keepTrash  = 7 * 24 * time.Hour
	keepSource = 30 * 24 * time.Hour
	// sweepRound is less than a chore may take. A round goes on where the one
	// before ended.
	sweepRound = 20 * time.Second
	sweepBatch = 500
)

// Swept is how many things a sweep has moved and deleted.
type Swept struct {
	Trashed, Restored, Deleted int // pictures
	Uploads, Sources           int
	// Whole is true when everything has been looked at.
	Whole bool
}

// Sweep throws away pictures that nothing shows: first into the trash, a week
// later for good. If something begins to show a picture at the same moment, it
// is served from the trash and comes back with the next round, so no lock
// spans the files and the database. Sweep also deletes uploads that were not
// completed within a day, and old notes of sources.
func (l *Library) Sweep(ctx context.Context) (Swept, error) {
	var done Swept
	err := l.sweep(ctx, &done)
	if err != nil || done != (Swept{Whole: done.Whole}) {
		l.Log.InfoContext(ctx, "pictures swept", "trashed", done.Trashed, "restored", done.Restored, "deleted", done.Deleted,
			"uploads", done.Uploads, "sources", done.Sources, "whole", done.Whole)
	}
	return done, err
}

func (l *Library) sweep(ctx context.Context, done *Swept) error {
	if err := l.sweepUploads(ctx, done); err != nil {
		return err
	}
	folders, err := l.foldersAfterTheLast(ctx)
	if err != nil {
		return err
	}
	round, end := context.WithTimeout(ctx, sweepRound)
	defer end()
	for _, folder := range folders {
		if round.Err() != nil {
			return ctx.Err()
		}
		switch {
		case strings.HasPrefix(folder, trash):
			err = l.sweepTrash(ctx, folder, done)
		case strings.HasPrefix(folder, sources):
			err = l.sweepSources(ctx, folder, done)
		default:
			err = l.sweepPictures(ctx, folder, done)
		}
		if err != nil {
			return err
		}
		if err := l.q.SetSweepFolder(ctx, l.Pool, folder); err != nil {
			return fmt.Errorf("keep the place of the sweep: %w", err)
		}
	}
	done.Whole = true
	if err := l.q.SetSweepFolder(ctx, l.Pool, ""); err != nil {
		return fmt.Errorf("begin the sweep anew: %w", err)
	}
	return nil
}

// foldersAfterTheLast are all folders that a round has not come to yet.
func (l *Library) foldersAfterTheLast(ctx context.Context) ([]string, error) {
	last, err := l.q.SweepFolder(ctx, l.Pool)
	if err != nil && !db.NoRows(err) {
		return nil, fmt.Errorf("place of the sweep: %w", err)
	}
	var all []string
	for _, in := range []string{"", sources, trash} {
		list, err := l.pictures.bucket.folders(ctx, in)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	all = slices.DeleteFunc(all, func(f string) bool {
		return f <= last || f == incoming || f == sources || f == trash
	})
	slices.Sort(all)
	return all, nil
}

func (l *Library) sweepUploads(ctx context.Context, done *Swept) error {
	old := l.Now().Add(-minAge)
	n, err := l.deleteOlder(ctx, incoming, old)
	done.Uploads += n
	if err != nil {
		return err
	}
	if _, err := l.q.DeleteOldUploads(ctx, l.Pool, old); err != nil {
		return fmt.Errorf("delete old uploads: %w", err)
	}
	return nil
}

func (l *Library) sweepSources(ctx context.Context, folder string, done *Swept) error {
	n, err := l.deleteOlder(ctx, folder, l.Now().Add(-keepSource))
	done.Sources += n
	return err
}

func (l *Library) deleteOlder(ctx context.Context, folder string, than time.Time) (n int, err error) {
	var old []string
	err = l.pictures.bucket.list(ctx, folder, func(f file) {
		if f.changed.Before(than) {
			old = append(old, f.name)
		}
	})
	if err != nil {
		return 0, err
	}
	for _, name := range old {
		if err := l.pictures.bucket.remove(ctx, name); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// picture is the files of one picture in a folder, the widest first: where that
// is, Put takes the others to be, too.
type picture struct {
	key     string
	files   []string
	changed time.Time
}

func (l *Library) picturesIn(ctx context.Context, folder, prefix string) ([]picture, error) {
	byKey := map[string]*picture{}
	err := l.pictures.bucket.list(ctx, folder, func(f file) {
		name := strings.TrimPrefix(f.name, prefix)
		if !servable.MatchString(name) {
			return
		}
		key := name[:strings.LastIndexByte(name, '-')]
		p := byKey[key]
		if p == nil {
			p = &picture{key: key}
			byKey[key] = p
		}
		p.files = append(p.files, f.name)
		if f.changed.After(p.changed) {
			p.changed = f.changed
		}
	})
	if err != nil {
		return nil, err
	}
	all := make([]picture, 0, len(byKey))
	for _, p := range byKey {
		slices.SortFunc(p.files, func(a, b string) int { return widthOf(b) - widthOf(a) })
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b picture) int { return strings.Compare(a.key, b.key) })
	return all, nil
}

// widthOf reads the width in the name of a file.
func widthOf(name string) (width int) {
	digits := strings.TrimSuffix(name[strings.LastIndexByte(name, '-')+1:], ".webp")
	for _, d := range digits {
		width = width*10 + int(d-'0')
	}
	return width
}

func (l *Library) sweepPictures(ctx context.Context, folder string, done *Swept) error {
	all, err := l.picturesIn(ctx, folder, "")
	if err != nil {
		return err
	}
	old := slices.DeleteFunc(all, func(p picture) bool { return p.changed.After(l.Now().Add(-minAge)) })
	for batch := range slices.Chunk(old, sweepBatch) {
		needed, err := l.needed(ctx, batch)
		if err != nil {
			return err
		}
		for _, p := range batch {
			if needed[p.key] {
				continue
			}
			for _, name := range p.files {
				if err := l.pictures.bucket.move(ctx, trash+name, name); err != nil && !errors.Is(err, errNoFile) {
					return err
				}
			}
			done.Trashed++
		}
	}
	return nil
}

func (l *Library) sweepTrash(ctx context.Context, folder string, done *Swept) error {
	all, err := l.picturesIn(ctx, folder, trash)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(all, sweepBatch) {
		needed, err := l.needed(ctx, batch)
		if err != nil {
			return err
		}
		for _, p := range batch {
			switch {
			case needed[p.key]:
				err = l.restore(ctx, p)
				done.Restored++
			case p.changed.Before(l.Now().Add(-keepTrash)):
				err = l.destroy(ctx, p)
				done.Deleted++
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// restore brings a picture back, the widest file last.
func (l *Library) restore(ctx context.Context, p picture) error {
	for _, name := range slices.Backward(p.files) {
		if err := l.pictures.bucket.move(ctx, strings.TrimPrefix(name, trash), name); err != nil && !errors.Is(err, errNoFile) {
			return err
		}
	}
	return nil
}

func (l *Library) destroy(ctx context.Context, p picture) error {
	for _, name := range p.files {
		if err := l.pictures.bucket.remove(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// needed says which pictures something shows or some store may still use. That
// a store may use a picture that nothing shows ends here.
func (l *Library) needed(ctx context.Context, batch []picture) (map[string]bool, error) {
	needed, left := map[string]bool{}, make([]string, len(batch))
	for i, p := range batch {
		left[i] = p.key
	}
	mark := func(keys []string, err error) error {
		for _, k := range keys {
			needed[k] = true
		}
		left = slices.DeleteFunc(left, func(k string) bool { return needed[k] })
		return err
	}
	for _, uses := range l.Uses {
		if err := mark(uses(ctx, left)); err != nil {
			return nil, fmt.Errorf("uses of pictures: %w", err)
		}
	}
	if _, err := l.q.ForgetImages(ctx, l.Pool, mediadb.ForgetImagesParams{MediaKeys: left, Before: l.Now().Add(-keepOwned)}); err != nil {
		return nil, fmt.Errorf("forget pictures: %w", err)
	}
	if err := mark(l.q.OwnedKeys(ctx, l.Pool, left)); err != nil {
		return nil, fmt.Errorf("pictures of stores: %w", err)
	}
	return needed, nil
}
