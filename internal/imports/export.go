package imports

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/sheet"
)

// exportPage is how many products are held at a time.
const exportPage = 200

// ExportInput says whose products to write, and who asks.
type ExportInput struct {
	StoreID, Actor uuid.UUID
	StoreSlug      string
}

// Export returns all products of a store by their handles, whatever their status,
// as they are at one moment, in a file that Upload takes. It returns ErrExportBusy
// when too many are being written: each holds a connection to the database.
func (s *Service) Export(ctx context.Context, in ExportInput) (Download, error) {
	select {
	case s.exports <- struct{}{}:
	default:
		return Download{}, ErrExportBusy.After(5 * time.Second)
	}
	err := db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actorOrNil(in.Actor), Action: "products.exported", Target: audit.Target{Kind: "store", ID: in.StoreID.String()}, StoreID: &in.StoreID,
		})
	})
	if err != nil {
		<-s.exports
		return Download{}, err
	}
	name := in.StoreSlug + "-products-" + s.Now().Format(time.DateOnly) + ".csv"
	return stream(ctx, name, func(ctx context.Context, w io.Writer) error {
		defer func() { <-s.exports }()
		return s.writeProducts(ctx, in.StoreID, w)
	}), nil
}

func (s *Service) writeProducts(ctx context.Context, store uuid.UUID, w io.Writer) error {
	names, err := s.Catalog.Names(ctx)
	if err != nil {
		return err
	}
	return db.InStoreSnapshot(ctx, s.Pool, store, func(tx db.Tx) error {
		attributes, err := s.Catalog.AttributesInUseTx(ctx, tx, store, names)
		if err != nil {
			return err
		}
		out, err := sheet.NewWriter(w, attributes, s.addressOf)
		if err != nil {
			return err
		}
		for after := ""; ; {
			page, err := s.Catalog.ProductsByHandleTx(ctx, tx, store, after, exportPage, names)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				return out.Flush()
			}
			for _, p := range page {
				if err := out.Write(sheet.Record{Input: p.PutProductInput, Attributes: p.Attributes}); err != nil {
					return err
				}
			}
			after = page[len(page)-1].Slug
		}
	})
}
