package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
)

// PutImagesTx gives a product of the store these images instead of those it has.
// ofVariants has, for each of its first variants on sale, the index of the
// variant's own, nil for none. It returns ErrProductNotFound for a product that is
// not the store's. The change is announced when the result is given to
// AnnounceTx.
func (s *Service) PutImagesTx(ctx context.Context, tx db.Tx, store, product uuid.UUID, images []media.Image, ofVariants []*int) (PutManyResult, error) {
	_, err := s.q.LockProduct(ctx, tx, catalogdb.LockProductParams{StoreID: store, ID: product})
	if db.NoRows(err) {
		return PutManyResult{}, ErrProductNotFound
	}
	if err != nil {
		return PutManyResult{}, fmt.Errorf("lock product: %w", err)
	}
	w := writes{now: s.now()}
	w.addImages(product, images, true)
	if err := w.writeTx(ctx, tx, s); err != nil {
		return PutManyResult{}, err
	}
	variants, err := s.q.VariantsOfMany(ctx, tx, []uuid.UUID{product})
	if err != nil {
		return PutManyResult{}, fmt.Errorf("variants: %w", err)
	}
	arg := catalogdb.SetVariantImagesParams{ProductID: product}
	for i, v := range variants {
		if v.Archived || i >= len(ofVariants) || ofVariants[i] == nil || *ofVariants[i] >= len(images) {
			continue
		}
		arg.Ids, arg.Positions = append(arg.Ids, v.ID), append(arg.Positions, int32(*ofVariants[i]))
	}
	if err := s.q.SetVariantImages(ctx, tx, arg); err != nil {
		return PutManyResult{}, fmt.Errorf("set images of variants: %w", err)
	}
	var first *media.Image
	if len(images) > 0 {
		first = &images[0]
	}
	if _, err := s.q.TouchImages(ctx, tx, catalogdb.TouchImagesParams{ID: product, Image: first, UpdatedAt: w.now}); err != nil {
		return PutManyResult{}, fmt.Errorf("write product: %w", err)
	}
	return PutManyResult{ProductID: product, Outcome: Updated, announce: true}, nil
}

// KnownImages returns the images with these keys that some product shows, without
// their descriptions.
func (s *Service) KnownImages(ctx context.Context, keys []string) (map[string]media.Image, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := s.q.ImageSizes(ctx, s.pool, keys)
	if err != nil {
		return nil, fmt.Errorf("known images: %w", err)
	}
	known := make(map[string]media.Image, len(rows))
	for _, r := range rows {
		known[r.MediaKey] = media.Image{Key: r.MediaKey, Width: int(r.Width), Height: int(r.Height)}
	}
	return known, nil
}
