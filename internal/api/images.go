package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/media"
	"rialto/internal/stores"
)

type imagesHandler struct {
	library *media.Library
	catalog *catalog.Service
	stores  *stores.Service
}

func (h imagesHandler) ListStoreImages(ctx context.Context, p oas.ListStoreImagesParams) (*oas.StoreImagePage, error) {
	page, next, err := h.library.Images(ctx, storeOf(ctx).ID, p.Cursor.Or(""), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	out := &oas.StoreImagePage{Items: make([]oas.StoreImage, len(page)), NextCursor: nilStringToAPI(next)}
	for i, img := range page {
		out.Items[i] = storeImageToAPI(img)
	}
	return out, nil
}

func (h imagesHandler) UploadStoreImage(ctx context.Context, req *oas.UploadStoreImageReqWithContentType, _ oas.UploadStoreImageParams) (*oas.StoreImage, error) {
	added, err := h.library.Add(ctx, media.AddInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Content: req.Content, Allowed: stillAllowed,
	})
	if e, ok := errs.As(err); ok && e.Kind == errs.Invalid {
		return nil, e.With(errs.Field{Path: "body", Code: e.Code, Message: e.Message}) // which is all of the request
	}
	if err != nil {
		return nil, err
	}
	out := storeImageToAPI(added)
	return &out, nil
}

func (h imagesHandler) StartImageUpload(ctx context.Context, req *oas.StartImageUpload, _ oas.StartImageUploadParams) (*oas.ImageUpload, error) {
	up, err := h.library.Start(ctx, media.StartInput{StoreID: storeOf(ctx).ID, ContentType: string(req.ContentType), Bytes: req.Bytes})
	if err != nil {
		return nil, err
	}
	return &oas.ImageUpload{
		ID: up.ID, URL: up.URL, Method: oas.ImageUploadMethod(up.Method), Headers: up.Headers, ExpiresAt: up.ExpiresAt,
	}, nil
}

func (h imagesHandler) CompleteImageUpload(ctx context.Context, p oas.CompleteImageUploadParams) (*oas.StoreImage, error) {
	added, err := h.library.Complete(ctx, media.CompleteInput{Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, UploadID: p.UploadId})
	if err != nil {
		return nil, err
	}
	out := storeImageToAPI(added)
	return &out, nil
}

func (h imagesHandler) SetStoreLogo(ctx context.Context, req *oas.PlaceImage, _ oas.SetStoreLogoParams) (*oas.Image, error) {
	return h.place(ctx, stores.SpotLogo, req)
}

func (h imagesHandler) SetStoreBanner(ctx context.Context, req *oas.PlaceImage, _ oas.SetStoreBannerParams) (*oas.Image, error) {
	return h.place(ctx, stores.SpotBanner, req)
}

func (h imagesHandler) place(ctx context.Context, spot stores.Spot, req *oas.PlaceImage) (*oas.Image, error) {
	img, err := h.stores.SetPicture(ctx, stores.SetPictureInput{
		PictureEdit: pictureEdit(ctx, spot), StoreImageID: req.StoreImageId,
		Alt: altFromAPI(req.Alt), Focus: focusFromAPI(req.Focus),
	})
	if err != nil {
		return nil, err
	}
	out := imageToAPI(img)
	return &out, nil
}

func (h imagesHandler) RemoveStoreLogo(ctx context.Context, _ oas.RemoveStoreLogoParams) error {
	return h.stores.RemovePicture(ctx, pictureEdit(ctx, stores.SpotLogo))
}

func (h imagesHandler) RemoveStoreBanner(ctx context.Context, _ oas.RemoveStoreBannerParams) error {
	return h.stores.RemovePicture(ctx, pictureEdit(ctx, stores.SpotBanner))
}

func pictureEdit(ctx context.Context, spot stores.Spot) stores.PictureEdit {
	return stores.PictureEdit{Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, Spot: spot}
}

func (h imagesHandler) ListProductImages(ctx context.Context, p oas.ListProductImagesParams) (*oas.ProductImageList, error) {
	return productImagesToAPI(h.catalog.Images(ctx, storeOf(ctx).ID, p.ProductId))
}

func (h imagesHandler) AttachProductImage(ctx context.Context, req *oas.AttachProductImage, p oas.AttachProductImageParams) (*oas.ProductImageList, error) {
	in := catalog.AttachImageInput{
		ImageEdit: imageEdit(ctx, p.ProductId), StoreImageID: req.StoreImageId,
		Alt: altFromAPI(req.Alt), Focus: focusFromAPI(req.Focus), VariantIDs: req.VariantIds,
	}
	if at, ok := req.Position.Get(); ok {
		in.Position = &at
	}
	return productImagesToAPI(h.catalog.AttachImage(ctx, in))
}

func (h imagesHandler) ChangeProductImage(ctx context.Context, req *oas.ChangeProductImage, p oas.ChangeProductImageParams) (*oas.ProductImageList, error) {
	in := catalog.ChangeImageInput{
		ImageEdit: imageEdit(ctx, p.ProductId), ImageID: p.ImageId, Focus: focusFromAPI(req.Focus), VariantIDs: req.VariantIds,
	}
	if alt, ok := req.Alt.Get(); ok {
		text := string(alt)
		in.Alt = &text
	}
	return productImagesToAPI(h.catalog.ChangeImage(ctx, in))
}

func (h imagesHandler) OrderProductImages(ctx context.Context, req *oas.OrderProductImages, p oas.OrderProductImagesParams) (*oas.ProductImageList, error) {
	return productImagesToAPI(h.catalog.OrderImages(ctx, imageEdit(ctx, p.ProductId), req.ImageIds))
}

func (h imagesHandler) DetachProductImage(ctx context.Context, p oas.DetachProductImageParams) (*oas.DetachedProductImage, error) {
	gone, err := h.catalog.DetachImage(ctx, imageEdit(ctx, p.ProductId), p.ImageId)
	if err != nil {
		return nil, err
	}
	left, _ := productImagesToAPI(gone.ProductImages, nil)
	return &oas.DetachedProductImage{
		StoreImageId: gone.StoreImageID, Position: gone.Position, VariantIds: idsToAPI(gone.VariantIDs),
		Items: left.Items, ProductVersion: left.ProductVersion,
	}, nil
}

func imageEdit(ctx context.Context, product uuid.UUID) catalog.ImageEdit {
	return catalog.ImageEdit{Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, ProductID: product}
}

func storeImageToAPI(s media.StoreImage) oas.StoreImage {
	return oas.StoreImage{ID: s.ID, Image: imageToAPI(s.Image), AddedAt: s.AddedAt}
}

func productImagesToAPI(images catalog.ProductImages, err error) (*oas.ProductImageList, error) {
	if err != nil {
		return nil, err
	}
	out := &oas.ProductImageList{Items: make([]oas.ProductImage, len(images.Items)), ProductVersion: images.Version}
	for i, img := range images.Items {
		out.Items[i] = oas.ProductImage{ID: img.ID, Image: imageToAPI(img.Image), VariantIds: idsToAPI(img.VariantIDs)}
	}
	return out, nil
}

// idsToAPI makes an empty list of none.
func idsToAPI(ids []uuid.UUID) []uuid.UUID {
	if ids == nil {
		return []uuid.UUID{}
	}
	return ids
}

func altFromAPI(alt oas.OptImageAlt) string { return string(alt.Or("")) }

func focusFromAPI(f oas.OptImageFocus) *media.Focus {
	if at, ok := f.Get(); ok {
		return &media.Focus{X: at.X, Y: at.Y}
	}
	return nil
}
