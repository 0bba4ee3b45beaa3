package stores

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/stores/internal/storesdb"
)

// Spot is where a store's page shows a picture.
type Spot string

// The spots there are.
const (
	SpotLogo   Spot = "logo"
	SpotBanner Spot = "banner"
)

// PictureEdit names a spot of a store's page, and who changes it.
type PictureEdit struct {
	Actor, StoreID uuid.UUID
	Spot           Spot
}

// SetPictureInput is one of the store's pictures, and how to show it.
type SetPictureInput struct {
	PictureEdit
	StoreImageID uuid.UUID
	Alt          string
	Focus        *media.Focus
}

// SetPicture shows one of the store's pictures in a spot. The one that was there
// stays the store's for a month. It returns media.ErrImageNotFound. The version
// of the store stays: it is that of what people write about it.
func (s *Service) SetPicture(ctx context.Context, in SetPictureInput) (media.Image, error) {
	var img media.Image
	err := s.editPicture(ctx, in.PictureEdit, "set", func(tx db.Tx) (_ *media.Image, err error) {
		img, err = media.UseTx(ctx, tx, in.StoreImageID, s.now())
		img.Alt, img.Focus = in.Alt, in.Focus
		return &img, err
	})
	return img, err
}

// RemovePicture leaves a spot empty; again, it changes nothing.
func (s *Service) RemovePicture(ctx context.Context, in PictureEdit) error {
	return s.editPicture(ctx, in, "removed", func(db.Tx) (*media.Image, error) { return nil, nil })
}

func (s *Service) editPicture(ctx context.Context, in PictureEdit, what string, choose func(db.Tx) (*media.Image, error)) error {
	return db.InStoreTx(ctx, s.pool, in.StoreID, func(tx db.Tx) error {
		before, err := s.q.LockPictures(ctx, tx, in.StoreID)
		if db.NoRows(err) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("pictures of store: %w", err)
		}
		img, err := choose(tx)
		if err != nil {
			return err
		}
		old := before.Logo
		if in.Spot == SpotLogo {
			err = s.q.SetLogo(ctx, tx, storesdb.SetLogoParams{ID: in.StoreID, Logo: img, UpdatedAt: s.now()})
		} else {
			old = before.Banner
			err = s.q.SetBanner(ctx, tx, storesdb.SetBannerParams{ID: in.StoreID, Banner: img, UpdatedAt: s.now()})
		}
		if err != nil {
			return fmt.Errorf("change %s: %w", in.Spot, err)
		}
		if old == nil && img == nil {
			return nil
		}
		if old != nil {
			if _, err := media.KeepTx(ctx, tx, in.StoreID, *old, s.now()); err != nil {
				return err
			}
		}
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &in.Actor, Action: fmt.Sprintf("store.%s_%s", in.Spot, what),
			Target: audit.Target{Kind: "store", ID: in.StoreID.String()}, StoreID: &in.StoreID,
		})
	})
}

// PicturesInUse says which of the pictures, given by their keys, a store shows.
func (s *Service) PicturesInUse(ctx context.Context, keys []string) ([]string, error) {
	return s.q.PicturesInUse(ctx, s.pool, keys)
}
