// Package privacy owns what people are owed for their data: a copy of it, its
// erasure, what they agreed to, and that nothing is kept longer than it is
// needed.
//
// What is about a person is written down once, in the catalogue, for every
// column of every module. Exports and erasure follow it, so this package reads
// and erases what others own; see docs/adr/0028. It never shows anybody
// somebody else's data, and what a module would do itself, such as cancelling
// an order, it asks the module for.
package privacy

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/notify"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/privacy/internal/privacydb"
	"rialto/internal/stores"
)

// Config is what differs from one marketplace to the next.
type Config struct {
	SiteName string // what it is called
	// Dir is the folder of exports. Nothing serves it but OpenExport.
	Dir string
	// TermsVersion is the version of the terms that people agree to now.
	TermsVersion string
}

// Deps are the parts that privacy calls.
type Deps struct {
	Pool     *db.Pool
	Bus      *events.Bus
	Stores   *stores.Service
	Orders   *orders.Service
	Payments *payments.Service
	Notify   *notify.Service
	Log      *slog.Logger
	Now      func() time.Time
}

// Service exports and erases.
type Service struct {
	Deps
	q           *privacydb.Queries
	cfg         Config
	files       *blob.Bucket
	preparation *events.Errand[preparation]
	tidying     *events.Errand[struct{}]
}

// New returns a Service and gives d.Bus its errand and its chores. The caller
// closes the service.
func New(d Deps, cfg Config) (*Service, error) {
	// Temporary files stay beside the real ones: a rename from another file
	// system fails.
	files, err := fileblob.OpenBucket(cfg.Dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("open folder of exports %s: %w", cfg.Dir, err)
	}
	s := &Service{Deps: d, q: privacydb.New(), cfg: cfg, files: files}
	s.preparation = events.NewErrand(d.Bus, "privacy.prepare_export", s.prepare, events.Bulk)
	s.tidying = events.NewErrand(d.Bus, "privacy.delete_files", func(ctx context.Context, _ struct{}) error { return s.TidyExports(ctx) })
	d.Bus.Every(time.Minute, "privacy.tidy_exports", s.TidyExports)
	d.Bus.Every(time.Hour, "privacy.forget", s.Forget)
	return s, nil
}

// Close releases the files.
func (s *Service) Close() error { return s.files.Close() }

// inSnapshot runs fn in a transaction that sees the database as it is now, and
// changes nothing.
func (s *Service) inSnapshot(ctx context.Context, fn func(tx db.Tx) error) error {
	return db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"); err != nil {
			return fmt.Errorf("begin to read: %w", err)
		}
		return fn(tx)
	})
}
