package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"rialto/internal/media"
)

const (
	mediaPrefix = "media/"
	// gonePrefix is for notes of pictures that are no longer in use: since when is when
	// the note was stored.
	gonePrefix = "media-gone/"
)

// MediaCopied is what a copy of the pictures did.
type MediaCopied struct{ Copied, Gone, Removed int }

// passing are files that nobody would miss: what is being uploaded.
func passing(name string) bool {
	return strings.HasPrefix(name, "uploads/") || strings.HasSuffix(name, ".attrs")
}

// CopyMedia copies pictures that the backup does not have: a picture of a name never
// changes. One that is gone from where pictures are stays in the backup for as long as one
// can go back, and is removed then.
func (s *Service) CopyMedia(ctx context.Context, progress Progress) (out MediaCopied, err error) {
	if s.cfg.Media == "" {
		return out, nil
	}
	from, err := media.OpenFiles(ctx, s.cfg.Media)
	if err != nil {
		return out, fmt.Errorf("open the pictures: %w", err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	there, err := names(ctx, from)
	if err != nil {
		return out, fmt.Errorf("list the pictures: %w", err)
	}
	have, err := s.store.keysByName(ctx, mediaPrefix)
	if err != nil {
		return out, err
	}
	done := 0
	for name := range there {
		if _, ok := have[name]; !ok {
			err := s.copyPicture(ctx, from, name)
			if gcerrors.Code(err) == gcerrors.NotFound {
				continue // it was removed meanwhile
			}
			if err != nil {
				return out, err
			}
			out.Copied++
		}
		done++
		progress.of("pictures")(int64(done), int64(len(there)))
	}
	return out, s.ageMedia(ctx, there, have, &out)
}

func (s *Service) copyPicture(ctx context.Context, from *blob.Bucket, name string) error {
	limited, cancel := context.WithTimeout(ctx, moveTimeout)
	defer cancel()
	content, err := from.ReadAll(limited, name)
	if err != nil {
		return fmt.Errorf("read the picture %s: %w", name, err)
	}
	_, err = s.store.putSealed(ctx, mediaPrefix+name, content)
	return err
}

// ageMedia notes what is gone, and removes what has been gone for long enough.
func (s *Service) ageMedia(ctx context.Context, there map[string]bool, have map[string]object, out *MediaCopied) error {
	noted, err := s.store.keysByName(ctx, gonePrefix)
	if err != nil {
		return err
	}
	for name, o := range have {
		note, known := noted[name]
		switch {
		case there[name] && known: // it came back
			err = s.store.remove(ctx, note.key)
		case !there[name] && !known:
			_, err = s.store.put(ctx, gonePrefix+name, nil)
			out.Gone++
		case !there[name] && s.now().Sub(note.stored) > s.cfg.Keep:
			err = s.store.remove(ctx, o.key, note.key)
			out.Removed++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// names are those of all files that count.
func names(ctx context.Context, files *blob.Bucket) (map[string]bool, error) {
	all := map[string]bool{}
	for token := blob.FirstPageToken; token != nil; {
		limited, cancel := context.WithTimeout(ctx, askTimeout)
		page, next, err := files.ListPage(limited, token, 1000, nil)
		cancel()
		if err != nil {
			return nil, err
		}
		for _, o := range page {
			if !passing(o.Key) {
				all[o.Key] = true
			}
		}
		token = next
	}
	return all, nil
}

// keysByName are the objects with a prefix, by their names without it.
func (s *Store) keysByName(ctx context.Context, prefix string) (map[string]object, error) {
	list, err := s.list(ctx, prefix)
	all := make(map[string]object, len(list))
	for _, o := range list {
		all[strings.TrimPrefix(o.name, prefix)] = o
	}
	return all, err
}

// RestoreMedia writes the pictures of the backup to a folder or a bucket that lacks them,
// and returns how many.
func (s *Store) RestoreMedia(ctx context.Context, location string, progress Progress) (n int, err error) {
	to, err := media.OpenFiles(ctx, location)
	if err != nil {
		return 0, fmt.Errorf("open the pictures: %w", err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	there, err := names(ctx, to)
	if err != nil {
		return 0, err
	}
	have, err := s.keysByName(ctx, mediaPrefix)
	if err != nil {
		return 0, err
	}
	done := 0
	for name, o := range have {
		if !there[name] {
			content, err := s.getSealed(ctx, o.key)
			if err != nil {
				return n, err
			}
			if err := writePicture(ctx, to, name, content); err != nil {
				return n, err
			}
			n++
		}
		done++
		progress.of("pictures")(int64(done), int64(len(have)))
	}
	return n, nil
}

func writePicture(ctx context.Context, to *blob.Bucket, name string, content []byte) error {
	limited, cancel := context.WithTimeout(ctx, moveTimeout)
	defer cancel()
	if err := to.WriteAll(limited, name, content, nil); err != nil {
		return fmt.Errorf("write the picture %s: %w", name, err)
	}
	return nil
}

// hasMedia tells whether pictures were copied at all.
func (s *Store) hasMedia(ctx context.Context) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	page, _, err := s.files.ListPage(limited, blob.FirstPageToken, 1, &blob.ListOptions{Prefix: mediaPrefix})
	return len(page) > 0, err
}

// restoreMedia restores the pictures into a folder, if there are any.
func (s *Store) restoreMedia(ctx context.Context, dir string, progress Progress) (int, error) {
	has, err := s.hasMedia(ctx)
	if err != nil || !has {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil {
		return 0, err
	}
	return s.RestoreMedia(ctx, dir, progress)
}
