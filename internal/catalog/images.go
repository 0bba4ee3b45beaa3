package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/media"
)

// ProductImage is an image of a product. Its id stays the same wherever it is
// put, and the variants that show it go with it.
type ProductImage struct {
	ID         uuid.UUID
	Image      media.Image
	VariantIDs []uuid.UUID

	position int32
}

// ProductImages are a product's images in their order, and the product's
// version.
type ProductImages struct {
	Items   []ProductImage
	Version int
}

// Images returns the images of one of a store's products, whatever its status,
// or ErrProductNotFound.
func (s *Service) Images(ctx context.Context, store, product uuid.UUID) (ProductImages, error) {
	var out ProductImages
	err := db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		version, err := s.q.ProductVersion(ctx, tx, catalogdb.ProductVersionParams{ID: product, StoreID: store})
		if db.NoRows(err) {
			return ErrProductNotFound
		}
		if err != nil {
			return fmt.Errorf("product: %w", err)
		}
		out.Version = int(version)
		out.Items, err = s.imagesTx(ctx, tx, product)
		return err
	})
	return out, err
}

func (s *Service) imagesTx(ctx context.Context, tx db.Tx, product uuid.UUID) ([]ProductImage, error) {
	rows, err := s.q.ImagesOfProduct(ctx, tx, product)
	if err != nil {
		return nil, fmt.Errorf("images of product: %w", err)
	}
	out := make([]ProductImage, len(rows))
	for i, r := range rows {
		out[i] = ProductImage{
			ID: r.ID, VariantIDs: r.VariantIds, position: r.Position,
			Image: media.Image{Key: r.MediaKey, Width: int(r.Width), Height: int(r.Height), Alt: r.Alt, Focus: focusFromRow(r.FocusX, r.FocusY)},
		}
	}
	return out, nil
}

// ImageEdit names the product whose images are changed, and who does it.
type ImageEdit struct{ Actor, StoreID, ProductID uuid.UUID }

// AttachImageInput is one of the store's pictures, and how the product is to
// show it.
type AttachImageInput struct {
	ImageEdit
	StoreImageID uuid.UUID
	Alt          string
	Focus        *media.Focus
	Position     *int // nil, or beyond the last: at the end
	VariantIDs   []uuid.UUID
}

// AttachImage adds a picture of the store to a product. A picture that the
// product has already is left as it is. It returns ErrProductNotFound,
// media.ErrImageNotFound, ErrTooManyImages, or ErrProductInvalid for variants
// that are not the product's.
func (s *Service) AttachImage(ctx context.Context, in AttachImageInput) (ProductImages, error) {
	return s.editImages(ctx, in.ImageEdit, "product.image_attached", func(tx db.Tx, before []ProductImage) (bool, error) {
		img, err := media.UseTx(ctx, tx, in.StoreImageID, s.now())
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(before, func(i ProductImage) bool { return i.Image.Key == img.Key }) {
			return false, nil
		}
		if len(before) >= maxImages {
			return false, ErrTooManyImages
		}
		added := ProductImage{ID: db.NewID(), position: afterLast(before)}
		x, y := focusToRow(in.Focus)
		err = s.q.InsertImage(ctx, tx, catalogdb.InsertImageParams{
			ID: added.ID, ProductID: in.ProductID, Position: added.position, MediaKey: img.Key,
			Width: int32(img.Width), Height: int32(img.Height), Alt: in.Alt, FocusX: x, FocusY: y,
		})
		if err != nil {
			return false, fmt.Errorf("insert image: %w", err)
		}
		if err := s.showTx(ctx, tx, in.ProductID, added.position, in.VariantIDs); err != nil {
			return false, err
		}
		after := append(slices.Clone(before), added)
		if in.Position != nil && *in.Position < len(before) {
			after = slices.Insert(slices.Clone(before), *in.Position, added)
		}
		return true, s.arrangeTx(ctx, tx, in.ProductID, after)
	})
}

// ChangeImageInput is what is to be different; nil stays as it is.
type ChangeImageInput struct {
	ImageEdit
	ImageID    uuid.UUID
	Alt        *string
	Focus      *media.Focus
	VariantIDs []uuid.UUID // all that are to show it; nil: those of before
}

// ChangeImage changes what is said of an image and which variants show it. It
// returns ErrProductNotFound, ErrImageNotFound, or ErrProductInvalid for
// variants that are not the product's.
func (s *Service) ChangeImage(ctx context.Context, in ChangeImageInput) (ProductImages, error) {
	return s.editImages(ctx, in.ImageEdit, "product.image_changed", func(tx db.Tx, before []ProductImage) (bool, error) {
		at := indexOf(before, in.ImageID)
		if at < 0 {
			return false, ErrImageNotFound
		}
		image := before[at].Image
		if in.Alt != nil {
			image.Alt = *in.Alt
		}
		if in.Focus != nil {
			image.Focus = in.Focus
		}
		x, y := focusToRow(image.Focus)
		err := s.q.ChangeImage(ctx, tx, catalogdb.ChangeImageParams{ID: in.ImageID, ProductID: in.ProductID, Alt: image.Alt, FocusX: x, FocusY: y})
		if err != nil {
			return false, fmt.Errorf("change image: %w", err)
		}
		if in.VariantIDs == nil {
			return true, nil
		}
		if err := s.hideTx(ctx, tx, in.ProductID, before[at].position); err != nil {
			return false, err
		}
		return true, s.showTx(ctx, tx, in.ProductID, before[at].position, in.VariantIDs)
	})
}

// OrderImages puts images into the order of ids. Images that are not named, such
// as one that somebody else has just added, follow in their order: none is lost.
// It returns ErrProductNotFound, or ErrImageNotFound for one that has gone.
func (s *Service) OrderImages(ctx context.Context, in ImageEdit, ids []uuid.UUID) (ProductImages, error) {
	return s.editImages(ctx, in, "product.images_ordered", func(tx db.Tx, before []ProductImage) (bool, error) {
		var after []ProductImage
		rest := slices.Clone(before)
		for _, id := range ids {
			at := indexOf(rest, id)
			if at < 0 {
				return false, ErrImageNotFound // or named twice
			}
			after, rest = append(after, rest[at]), slices.Delete(rest, at, at+1)
		}
		return true, s.arrangeTx(ctx, tx, in.ProductID, append(after, rest...))
	})
}

// DetachedImage is all that AttachImage needs to undo DetachImage.
type DetachedImage struct {
	ProductImages
	StoreImageID uuid.UUID
	Position     int
	VariantIDs   []uuid.UUID
}

// DetachImage takes an image from a product. For a month the picture is still
// one of the store's. It returns ErrProductNotFound, or ErrImageNotFound, also
// the second time.
func (s *Service) DetachImage(ctx context.Context, in ImageEdit, imageID uuid.UUID) (DetachedImage, error) {
	var out DetachedImage
	left, err := s.editImages(ctx, in, "product.image_detached", func(tx db.Tx, before []ProductImage) (bool, error) {
		at := indexOf(before, imageID)
		if at < 0 {
			return false, ErrImageNotFound
		}
		gone := before[at]
		kept, err := media.KeepTx(ctx, tx, in.StoreID, gone.Image, s.now())
		if err != nil {
			return false, err
		}
		out = DetachedImage{StoreImageID: kept, Position: at, VariantIDs: gone.VariantIDs}
		if err := s.q.DeleteImage(ctx, tx, catalogdb.DeleteImageParams{ID: imageID, ProductID: in.ProductID}); err != nil {
			return false, fmt.Errorf("delete image: %w", err)
		}
		if err := s.hideTx(ctx, tx, in.ProductID, gone.position); err != nil {
			return false, err
		}
		return true, s.arrangeTx(ctx, tx, in.ProductID, slices.Delete(slices.Clone(before), at, at+1))
	})
	out.ProductImages = left
	return out, err
}

// editImages changes a product's images under a lock on the product, so that
// two who do it at once do so one after the other, each on what the other left.
// do says whether anything is different.
func (s *Service) editImages(ctx context.Context, in ImageEdit, action string, do func(db.Tx, []ProductImage) (bool, error)) (ProductImages, error) {
	var out ProductImages
	err := db.InStoreTx(ctx, s.pool, in.StoreID, func(tx db.Tx) error {
		product, err := s.q.LockProduct(ctx, tx, catalogdb.LockProductParams{ID: in.ProductID, StoreID: in.StoreID})
		if db.NoRows(err) {
			return ErrProductNotFound
		}
		if err != nil {
			return fmt.Errorf("lock product: %w", err)
		}
		before, err := s.imagesTx(ctx, tx, in.ProductID)
		if err != nil {
			return err
		}
		changed, err := do(tx, before)
		if err != nil {
			return err
		}
		if !changed {
			out = ProductImages{before, int(product.Version)}
			return nil
		}
		if out.Items, err = s.imagesTx(ctx, tx, in.ProductID); err != nil {
			return err
		}
		touched := catalogdb.TouchImagesParams{ID: in.ProductID, UpdatedAt: s.now()}
		if len(out.Items) > 0 {
			touched.Image = &out.Items[0].Image
		}
		version, err := s.q.TouchImages(ctx, tx, touched)
		if err != nil {
			return fmt.Errorf("show images in lists: %w", err)
		}
		out.Version = int(version)
		if err := db.LeaveStoreTx(ctx, tx); err != nil {
			return err
		}
		if err := s.bus.PublishTx(ctx, tx, Changed{ProductID: in.ProductID, StoreID: in.StoreID}); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &in.Actor, Action: action, Target: audit.Target{Kind: "product", ID: in.ProductID.String()}, StoreID: &in.StoreID,
		})
	})
	return out, err
}

// arrangeTx numbers the images in their order, and the variants with them.
func (s *Service) arrangeTx(ctx context.Context, tx db.Tx, product uuid.UUID, images []ProductImage) error {
	place := catalogdb.PlaceImagesParams{ProductID: product}
	follow := catalogdb.FollowImagesParams{ProductID: product}
	for i, img := range images {
		place.Ids = append(place.Ids, img.ID)
		follow.Was, follow.IsNow = append(follow.Was, img.position), append(follow.IsNow, int32(i))
	}
	if slices.Equal(follow.Was, follow.IsNow) {
		return nil
	}
	if err := s.q.MoveImagesAway(ctx, tx, product); err != nil {
		return fmt.Errorf("make room for images: %w", err)
	}
	if err := s.q.PlaceImages(ctx, tx, place); err != nil {
		return fmt.Errorf("place images: %w", err)
	}
	if err := s.q.FollowImages(ctx, tx, follow); err != nil {
		return fmt.Errorf("let variants follow images: %w", err)
	}
	return nil
}

func (s *Service) showTx(ctx context.Context, tx db.Tx, product uuid.UUID, position int32, variants []uuid.UUID) error {
	if len(variants) == 0 {
		return nil
	}
	variants = slices.Clone(variants)
	slices.SortFunc(variants, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	variants = slices.Compact(variants)
	n, err := s.q.ShowImage(ctx, tx, catalogdb.ShowImageParams{ProductID: product, Position: position, VariantIds: variants})
	if err != nil {
		return fmt.Errorf("let variants show image: %w", err)
	}
	if int(n) != len(variants) {
		return ErrProductInvalid.With(errs.Field{Path: "variantIds", Code: "unknown", Message: "Use ids of the product's variants."})
	}
	return nil
}

func (s *Service) hideTx(ctx context.Context, tx db.Tx, product uuid.UUID, position int32) error {
	if err := s.q.HideImage(ctx, tx, catalogdb.HideImageParams{ProductID: product, Position: position}); err != nil {
		return fmt.Errorf("let variants hide image: %w", err)
	}
	return nil
}

// PicturesInUse says which of the pictures, given by their keys, a product shows.
func (s *Service) PicturesInUse(ctx context.Context, keys []string) ([]string, error) {
	return s.q.PicturesInUse(ctx, s.pool, keys)
}

func indexOf(images []ProductImage, id uuid.UUID) int {
	return slices.IndexFunc(images, func(i ProductImage) bool { return i.ID == id })
}

func afterLast(images []ProductImage) int32 {
	if len(images) == 0 {
		return 0
	}
	return images[len(images)-1].position + 1
}

func focusFromRow(x, y *int16) *media.Focus {
	if x == nil || y == nil {
		return nil
	}
	return &media.Focus{X: int(*x), Y: int(*y)}
}

func focusToRow(f *media.Focus) (x, y *int16) {
	if f == nil {
		return nil, nil
	}
	fx, fy := int16(f.X), int16(f.Y)
	return &fx, &fy
}
