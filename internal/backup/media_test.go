package backup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"rialto/internal/backup"
)

func TestPicturesAreCopiedOnce(t *testing.T) {
	t.Parallel()
	s := &shop{t: t, url: filepath.Join(t.TempDir(), "store"), media: t.TempDir(), said: &said{}}
	picture := filepath.Join(s.media, "2c", "one.webp")
	if err := os.MkdirAll(filepath.Dir(picture), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, picture, []byte("a picture"))
	copies := func(now func() time.Time, want backup.MediaCopied) {
		t.Helper()
		if got, err := s.service(now).CopyMedia(t.Context(), nil); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	later := func() time.Time { return time.Now().Add(31 * 24 * time.Hour) }
	copies(nil, backup.MediaCopied{Copied: 1})
	copies(nil, backup.MediaCopied{})
	remove(t, picture)
	copies(nil, backup.MediaCopied{Gone: 1})
	copies(nil, backup.MediaCopied{})

	if n, err := s.store().RestoreMedia(t.Context(), s.media, nil); err != nil || n != 1 || string(read(t, picture)) != "a picture" {
		t.Errorf("restored %d: %v", n, err)
	}
	copies(later, backup.MediaCopied{}) // it is in use again
	remove(t, picture)
	copies(nil, backup.MediaCopied{Gone: 1})
	copies(later, backup.MediaCopied{Removed: 1})
	if n, err := s.store().RestoreMedia(t.Context(), s.media, nil); err != nil || n != 0 {
		t.Errorf("restored %d after all that time: %v", n, err)
	}
}
