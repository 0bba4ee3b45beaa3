// Package imports takes files of products in and writes them into the catalog, and
// writes a store's products into a file. It owns the uploaded files, their mapping
// of columns, how far each import is, and its report; products are the catalog's.
//
//	            ┌───────── dry run ─────────┐
//	uploaded ───┤  checking ──→ checked ──┐ │
//	            └──→ importing ←──────────┘─┘
//	                     ├──→ done        the whole file was read
//	                     ├──→ stopped     a bad row, and it was told to stop
//	                     ├──→ cancelled
//	                     └──→ failed      too many problems, or a fault of ours
//
// An import that ran and is not done can be started again. One of a store runs at
// a time.
//
// The file is never held in memory. A job reads it chunk by chunk; what a chunk
// writes and the position after it commit together, so that a job whose process
// dies goes on where it was, and nothing is written twice. The job has a queue of
// its own with one worker, rests after each chunk and hands over after some
// seconds, so that neither other work nor other stores wait for a large file.
// Pictures are fetched afterwards, by another job.
package imports

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/download"
	"rialto/internal/events"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/live"
	"rialto/internal/media"
	"rialto/internal/notify"
	"rialto/internal/sheet"
)

// Status is where an import stands; see the package's diagram.
type Status string

// The states of an import.
const (
	Uploaded  Status = "uploaded"
	Checking  Status = "checking"
	Checked   Status = "checked"
	Importing Status = "importing"
	Done      Status = "done"
	Stopped   Status = "stopped"
	Cancelled Status = "cancelled"
	Failed    Status = "failed"
)

func (s Status) running() bool { return s == Checking || s == Importing }

// OnBadRow says what a bad row means for the rest.
type OnBadRow string

// What a bad row may mean: its product is left out, or nothing more is written.
const (
	Skip OnBadRow = "skip"
	Stop OnBadRow = "stop"
)

// Plan says how to import a file.
type Plan struct {
	Mapping  []sheet.Field // for each column; empty for none
	OnBadRow OnBadRow
	WhatToDo catalog.Do
}

// Counts are how far an import is and what became of the products.
type Counts struct {
	BytesRead                                      int64
	Rows                                           int // without the header
	Products, Created, Updated, Unchanged, LeftOut int
	BadRows, BadProducts, Warnings                 int
	Pictures, PicturesDone, PicturesFailed         int
}

// Import is one file and what became of it.
type Import struct {
	ID                    uuid.UUID
	StoreID               uuid.UUID
	FileName              string
	Bytes                 int64
	Format                sheet.Format
	Columns               []Column
	Fields                []sheet.Field // that a column can be mapped to
	Status                Status
	Failure               string // a code, when it failed
	Plan                  *Plan  // nil before it is started
	Counts                Counts
	CreatedBy             *uuid.UUID
	CreatedAt             time.Time
	StartedAt, FinishedAt *time.Time
	FileKept              bool
}

// Column is a column of a file.
type Column struct {
	Name    string
	Samples []string    // of the first rows
	Field   sheet.Field // what it was imported as, else what it seems to be
}

// Deps are the parts that imports calls.
type Deps struct {
	Pool    *db.Pool
	Bus     *events.Bus
	Catalog *catalog.Service
	Media   *media.Service
	Notify  *notify.Service
	// Told returns whom to write to about an import, and what its store is called;
	// false for an account that is gone.
	Told func(ctx context.Context, tx db.Tx, user, store uuid.UUID) (Told, bool, error)
	Log  *slog.Logger
	Now  func() time.Time
}

// Told is who is told how an import ended, and where they see it.
type Told struct {
	To                   notify.To
	StoreName, StorePath string // StorePath is of the store's dashboard
}

// Config is what differs from one marketplace to the next.
type Config struct {
	// Dir is the folder of the files. Nothing serves it.
	Dir string
	// PublicURL is where the marketplace's own pictures are.
	PublicURL string
	Currency  string // of all prices
}

// Service imports and exports.
type Service struct {
	Deps
	cfg      Config
	q        *importsdb.Queries
	files    *blob.Bucket
	client   *http.Client
	job      *events.Errand[task]
	pictures *events.Errand[task]
	exports  chan struct{} // a place for each that may run at a time
}

// task is the job of an import.
type task struct {
	ImportID uuid.UUID `json:"importId"`
}

const exportsAtOnce = 2

const tellTimeout = 2 * time.Second

// New returns a Service and gives d.Bus its errands and its chores. The caller
// closes the service.
func New(d Deps, cfg Config) (*Service, error) {
	files, err := fileblob.OpenBucket(cfg.Dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open folder of imports %s: %w", cfg.Dir, err)
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	s := &Service{Deps: d, cfg: cfg, q: importsdb.New(), files: files, client: download.Client(), exports: make(chan struct{}, exportsAtOnce)}
	s.job = events.NewErrand(d.Bus, "imports.work", s.work, events.Bulk)
	s.pictures = events.NewErrand(d.Bus, "imports.fetch_pictures", s.fetchPictures, events.Media)
	d.Bus.Every(time.Minute, "imports.tidy", s.Tidy)
	return s, nil
}

// Close releases the files.
func (s *Service) Close() error { return s.files.Close() }

func fileOf(id uuid.UUID) string { return id.String() + ".csv" }

func (s *Service) inStore(ctx context.Context, store uuid.UUID, fn func(tx db.Tx) error) error {
	return db.InStoreTx(ctx, s.Pool, store, fn)
}

// change is inStore for what changes an import, of which whoever follows the store
// is told. Who cannot be told finds out later.
func (s *Service) change(ctx context.Context, store, id uuid.UUID, fn func(tx db.Tx) error) error {
	if err := s.inStore(ctx, store, fn); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTimeout) // it is done, whoever has left
	defer cancel()
	if err := live.Tell(ctx, s.Pool, live.OfManagers(store), live.Notice{Type: live.Import, ID: &id}); err != nil {
		s.Log.WarnContext(ctx, "an import's progress was not told", "error", err)
	}
	return nil
}
