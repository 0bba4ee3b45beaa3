package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/media/internal/mediadb"
	"rialto/internal/paging"
)

// ErrImageNotFound is returned for a picture that is not there or not the
// store's.
var ErrImageNotFound = errs.New(errs.NotFound, "store_image_not_found", "The store has no such picture.").
	With(errs.Field{Path: "storeImageId", Code: "unknown", Message: "Use the id of one of the store's pictures."})

// StoreImage is a picture that a store may show. Its image has no description:
// that belongs to the place it is shown in.
type StoreImage struct {
	ID      uuid.UUID
	Image   Image
	AddedAt time.Time
}

// Uses tells which of some pictures, given by their keys, its module shows.
type Uses func(ctx context.Context, keys []string) ([]string, error)

// LibraryDeps is what a Library needs.
type LibraryDeps struct {
	Pool *db.Pool
	Bus  *events.Bus
	// Uses are all modules that show pictures: what none of them shows is
	// thrown away in the end.
	Uses []Uses
	// Keys sign addresses that take an upload; the first signs, all are accepted.
	Keys *keyring.Ring
	Log  *slog.Logger
	Now  func() time.Time
}

// Library knows which store may use which picture, takes new ones from
// merchants, and throws away what nobody uses.
type Library struct {
	LibraryDeps
	pictures *Service
	q        *mediadb.Queries
}

const sweepEvery = 10 * time.Minute

// NewLibrary returns a Library of s, whose sweep is a chore.
func NewLibrary(s *Service, d LibraryDeps) *Library {
	l := &Library{LibraryDeps: d, pictures: s, q: mediadb.New()}
	l.Bus.Every(sweepEvery, "media.sweep", func(ctx context.Context) error {
		_, err := l.Sweep(ctx)
		return err
	}, events.Media)
	return l
}

// place is where a page of pictures ended.
type place struct {
	At time.Time `json:"a"`
	ID uuid.UUID `json:"i"`
}

// Images returns a page of a store's pictures, the newest first, and the cursor
// of the next page, empty on the last one.
func (l *Library) Images(ctx context.Context, store uuid.UUID, cursor string, limit int) (page []StoreImage, next string, err error) {
	after, err := paging.Decode[place](cursor)
	if err != nil {
		return nil, "", err
	}
	arg := mediadb.ListImagesParams{StoreID: store, PageSize: int32(limit + 1)}
	if after != nil {
		arg.AfterAt, arg.AfterID = &after.At, &after.ID
	}
	var rows []mediadb.ListImagesRow
	err = db.InStoreTx(ctx, l.Pool, store, func(tx db.Tx) (err error) {
		rows, err = l.q.ListImages(ctx, tx, arg)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list pictures: %w", err)
	}
	rows, next = paging.Cut(rows, limit, func(r mediadb.ListImagesRow) place { return place{r.AddedAt, r.ID} })
	page = make([]StoreImage, len(rows))
	for i, r := range rows {
		page[i] = storeImageFromRow(mediadb.AddImageRow(r))
	}
	return page, next, nil
}

// AddInput is a picture that comes in.
type AddInput struct {
	Actor, StoreID uuid.UUID
	Content        io.Reader
	// Allowed is asked once all has arrived, which may take long; nil: yes.
	Allowed func(context.Context) error
}

// Add makes a picture one of the store's; the same one again changes nothing.
// It returns what Service.Put refuses. What arrives waits in a file, so that
// slow callers hold no memory.
func (l *Library) Add(ctx context.Context, in AddInput) (StoreImage, error) {
	f, err := os.CreateTemp("", "rialto-picture-*")
	if err != nil {
		return StoreImage{}, fmt.Errorf("make room for a picture: %w", err)
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	n, err := io.Copy(f, io.LimitReader(in.Content, maxBytes+1))
	if err != nil {
		return StoreImage{}, fmt.Errorf("receive picture: %w", err)
	}
	if n > maxBytes {
		return StoreImage{}, ErrTooLarge
	}
	if in.Allowed != nil {
		if err := in.Allowed(ctx); err != nil {
			return StoreImage{}, err
		}
	}
	img, err := l.pictures.put(ctx, n, func() ([]byte, error) {
		content := make([]byte, n)
		_, err := f.ReadAt(content, 0)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return content, err
	})
	if err != nil {
		return StoreImage{}, err
	}
	return l.own(ctx, in.Actor, in.StoreID, img, func(db.Tx, uuid.UUID) error { return nil })
}

// own makes img the store's, with what else is to be done in the transaction.
func (l *Library) own(ctx context.Context, actor, store uuid.UUID, img Image, also func(db.Tx, uuid.UUID) error) (StoreImage, error) {
	var added StoreImage
	err := db.InStoreTx(ctx, l.Pool, store, func(tx db.Tx) error {
		id := db.NewID()
		row, err := l.q.AddImage(ctx, tx, mediadb.AddImageParams{
			ID: id, StoreID: store, MediaKey: img.Key, Width: int32(img.Width), Height: int32(img.Height), Now: l.Now(),
		})
		if err != nil {
			return fmt.Errorf("add picture: %w", err)
		}
		added = storeImageFromRow(row)
		if err := also(tx, added.ID); err != nil {
			return err
		}
		if added.ID != id {
			return nil
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "image.added", Target: audit.Target{Kind: "image", ID: id.String()}, StoreID: &store,
		})
	})
	return added, err
}

// UseTx returns one of the pictures of the store whose transaction tx is, see
// db.InStoreTx, or ErrImageNotFound. For a while it is not swept away.
func UseTx(ctx context.Context, tx db.Tx, id uuid.UUID, now time.Time) (Image, error) {
	row, err := mediadb.New().UseImage(ctx, tx, mediadb.UseImageParams{ID: id, Now: now})
	if db.NoRows(err) {
		return Image{}, ErrImageNotFound
	}
	if err != nil {
		return Image{}, fmt.Errorf("picture of store: %w", err)
	}
	return storeImageFromRow(mediadb.AddImageRow(row)).Image, nil
}

// KeepTx makes a picture that a product or page of the store showed one of the
// store's, if it is not yet, and returns its id. From now on it is kept for a
// month, although nothing may show it.
func KeepTx(ctx context.Context, tx db.Tx, store uuid.UUID, img Image, now time.Time) (uuid.UUID, error) {
	row, err := mediadb.New().AddImage(ctx, tx, mediadb.AddImageParams{
		ID: db.NewID(), StoreID: store, MediaKey: img.Key, Width: int32(img.Width), Height: int32(img.Height), Now: now,
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("keep picture: %w", err)
	}
	return row.ID, nil
}

func storeImageFromRow(r mediadb.AddImageRow) StoreImage {
	return StoreImage{ID: r.ID, Image: Image{Key: r.MediaKey, Width: int(r.Width), Height: int(r.Height)}, AddedAt: r.AddedAt}
}
