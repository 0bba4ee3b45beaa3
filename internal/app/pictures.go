package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"rialto/internal/media"
)

// folderAsMedia is how an operator says that pictures are in the data folder,
// which is not the same as having forgotten where they are to be.
const folderAsMedia = "folder"

// mediaLocation is where pictures are kept.
func (c Config) mediaLocation() string {
	if c.MediaURL == "" || c.MediaURL == folderAsMedia {
		return filepath.Join(c.DataDir, "media")
	}
	return c.MediaURL
}

// openLibrary names all modules that show pictures: the sweep throws away what
// none of them shows. TestPicturesAreSwept fails for a table that is forgotten.
func (m *modules) openLibrary(log *slog.Logger) {
	m.library = media.NewLibrary(m.media, media.LibraryDeps{
		Pool: m.db.pool, Bus: m.bus, Keys: m.keys.linksFor("uploads of pictures"), Log: log, Now: time.Now,
		Uses: []media.Uses{m.catalog.PicturesInUse, m.stores.PicturesInUse, m.orders.PicturesInUse},
	})
}

// uploadOrigins are where pages may send pictures to beside this server.
func (m *modules) uploadOrigins(ctx context.Context) []string {
	origin, err := m.library.UploadOrigin(ctx)
	if err != nil {
		m.log.WarnContext(ctx, "browsers cannot send pictures to S3, and send them here", "error", err)
	}
	if origin == "" {
		return nil
	}
	return []string{origin}
}
