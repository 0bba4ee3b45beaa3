package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/download"
	"rialto/internal/imports/internal/importsdb"
	"rialto/internal/media"
	"rialto/internal/sheet"
)

const (
	// picturesSlice is how long one job fetches pictures of one import.
	picturesSlice = 30 * time.Second
	// wishesAtOnce are read at a time.
	wishesAtOnce = 20
)

// ownKey returns the key of one of the marketplace's own pictures.
func (s *Service) ownKey(address string) (string, bool) {
	own, err := url.Parse(s.cfg.PublicURL)
	if err != nil {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil || u.Host != own.Host {
		return "", false
	}
	return media.KeyAt(u.Path)
}

// addressOf is where the widest rendition of a picture is.
func (s *Service) addressOf(img media.Image) string {
	list := media.Renditions(img)
	u, err := url.Parse(list[len(list)-1].URL)
	if err == nil && u.IsAbs() {
		return u.String()
	}
	return s.cfg.PublicURL + list[len(list)-1].URL
}

// knownImages are those pictures of the products that need not be fetched: the
// marketplace's own, and those of addresses that were asked before.
func (r *run) knownImages(ctx context.Context, products []*sheet.Product) (map[string]*media.Image, error) {
	known := map[string]*media.Image{}
	if Status(r.row.Status) == Checking {
		return known, nil
	}
	ours := map[string]string{}
	var keys, foreign []string
	seen := map[string]bool{}
	for _, p := range products {
		for _, picture := range p.Pictures {
			if p.Bad || seen[picture.Source] {
				continue
			}
			seen[picture.Source] = true
			if key, ok := r.ownKey(picture.Source); ok {
				ours[picture.Source] = key
				keys = append(keys, key)
			} else {
				foreign = append(foreign, picture.Source)
			}
		}
	}
	images, err := r.Catalog.KnownImages(ctx, keys)
	if err != nil {
		return nil, err
	}
	for source, key := range ours {
		if img, ok := images[key]; ok {
			known[source] = &img
		}
	}
	recalled, err := download.Known(ctx, r.Media, foreign)
	if err != nil {
		return nil, fmt.Errorf("recall pictures: %w", err)
	}
	for i, source := range foreign {
		known[source] = recalled[i]
	}
	return known, nil
}

// fetchPictures is the job that fetches what an import has noted.
func (s *Service) fetchPictures(ctx context.Context, t task) error {
	store, err := s.q.ImportStore(ctx, s.Pool, t.ImportID)
	if db.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("store of import: %w", err)
	}
	r := run{Service: s, store: store, id: t.ImportID}
	from := download.New(s.client, s.Media)
	for begun := s.Now(); s.Now().Sub(begun) < picturesSlice; {
		var rows []importsdb.NextPicturesRow
		err := s.inStore(ctx, store, func(tx db.Tx) (err error) {
			rows, err = s.q.NextPictures(ctx, tx, importsdb.NextPicturesParams{ImportID: t.ImportID, PageSize: wishesAtOnce})
			return err
		})
		if err != nil {
			return fmt.Errorf("next pictures: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		for _, row := range rows {
			if err := r.fetchFor(ctx, from, row); err != nil {
				return err
			}
		}
	}
	return db.InTx(ctx, s.Pool, func(tx db.Tx) error { return s.pictures.QueueTx(ctx, tx, t) })
}

// fetchFor fetches the pictures of one product. Those that cannot be had are lines
// of the report; when none can, the product keeps what it has.
func (r *run) fetchFor(ctx context.Context, from *download.Pictures, row importsdb.NextPicturesRow) error {
	var w wish
	if err := json.Unmarshal(row.Wanted, &w); err != nil {
		return fmt.Errorf("decode pictures: %w", err)
	}
	addresses := make([]string, len(w.Pictures))
	for i, p := range w.Pictures {
		addresses[i] = p.Source
	}
	images, failures, err := from.All(ctx, addresses)
	if err != nil {
		return err
	}
	var lines []sheet.Problem
	for i, f := range failures {
		switch {
		case f == nil:
		case f.Host != "":
			lines = append(lines, w.Pictures[i].Problem("picture_host", f.Host+" "+f.Reason))
		default:
			lines = append(lines, w.Pictures[i].Problem("picture", f.Reason))
		}
	}
	arranged, of := sheet.Arrange(w.Pictures, w.Variants, images)
	return r.change(ctx, r.store, r.id, func(tx db.Tx) error {
		n, err := r.q.TakePictures(ctx, tx, importsdb.TakePicturesParams{ImportID: r.id, ProductID: row.ProductID})
		if err != nil || n == 0 {
			return err // another job was quicker, or it was cancelled
		}
		var results []catalog.PutManyResult
		if len(arranged) > 0 {
			res, err := r.Catalog.PutImagesTx(ctx, tx, r.store, row.ProductID, arranged, of)
			if err != nil && !errors.Is(err, catalog.ErrProductNotFound) {
				return err
			}
			results = append(results, res)
		}
		has, err := r.q.AdvancePictures(ctx, tx, importsdb.AdvancePicturesParams{ID: r.id, Failed: int32(len(lines))})
		if err != nil {
			return fmt.Errorf("count pictures: %w", err)
		}
		if err := r.insertProblemsTx(ctx, tx, r.id, int(has)-len(lines), lines); err != nil {
			return err
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return r.Catalog.AnnounceTx(ctx, tx, r.store, results)
	})
}
