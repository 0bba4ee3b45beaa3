package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"

	"github.com/disintegration/imaging"
	"github.com/gen2brain/webp"
	"gocloud.dev/blob"

	"rialto/internal/errs"
)

// What a caller may see.
var (
	ErrType      = errs.New(errs.Invalid, "image_type_unsupported", "The file is not a JPEG, PNG or WebP picture.")
	ErrInvalid   = errs.New(errs.Invalid, "image_invalid", "The picture is damaged: it cannot be read.")
	ErrTooLarge  = errs.New(errs.Invalid, "image_too_large", "The picture is larger than 20 MB, 50 megapixels or 16383 pixels on one side.")
	ErrAnimated  = errs.New(errs.Invalid, "image_animated", "The picture moves. Use one that stands still.")
	ErrDisguised = errs.New(errs.Invalid, "image_disguised", "The file holds something else beside the picture. Save the picture anew.")
)

const (
	maxBytes  = 20 << 20
	maxPixels = 50_000_000
	maxSide   = 16383 // of a WebP file
)

// Put stores the picture that r holds and returns it with the given
// description. It returns ErrType for anything that is not a JPEG, PNG or WebP
// by its content, ErrInvalid, ErrTooLarge, ErrAnimated or ErrDisguised for one
// that it does not take, and ErrUnavailable while the store does not answer. It
// reads no more than the limit. Putting the same bytes again stores and encodes
// nothing.
func (s *Service) Put(ctx context.Context, r io.Reader, alt string) (Image, error) {
	size := int64(maxBytes)
	if known, ok := r.(interface{ Len() int }); ok {
		size = int64(known.Len())
	}
	img, err := s.put(ctx, size, func() ([]byte, error) { return io.ReadAll(io.LimitReader(r, maxBytes+1)) })
	img.Alt = alt
	return img, err
}

// put is Put of a picture that read brings into memory once there is room for
// its size.
func (s *Service) put(ctx context.Context, size int64, read func() ([]byte, error)) (Image, error) {
	if size > maxBytes {
		return Image{}, ErrTooLarge
	}
	release, err := s.work.hold(ctx, size)
	if err != nil {
		return Image{}, err
	}
	defer release()
	content, err := read()
	if err != nil {
		return Image{}, fmt.Errorf("read picture: %w", err)
	}
	if len(content) > maxBytes {
		return Image{}, ErrTooLarge
	}
	f, err := inspect(content)
	if err != nil {
		return Image{}, err
	}
	img := Image{Key: keyOf(content), Width: f.width, Height: f.height}
	// The widest is written last, so where it is the others are, too.
	stored, err := s.has(ctx, img)
	if err != nil || stored {
		return img, err
	}
	widths := widthsOf(img.Width)
	files, err := s.encode(ctx, content, f, widths)
	if err != nil {
		return Image{}, err
	}
	for i, width := range widths {
		err := s.bucket.write(ctx, blobName(img.Key, width), files[i], &blob.WriterOptions{ContentType: contentType, CacheControl: cacheForever})
		if err != nil {
			return Image{}, err
		}
	}
	return img, nil
}

// has reports whether a picture is stored and not in the trash.
func (s *Service) has(ctx context.Context, img Image) (bool, error) {
	widths := widthsOf(img.Width)
	return s.bucket.exists(ctx, blobName(img.Key, widths[len(widths)-1]))
}

// encode returns one WebP file for each width. Its memory and processor use is
// what the workload bounds.
func (s *Service) encode(ctx context.Context, content []byte, f format, widths []int) ([][]byte, error) {
	release, err := s.work.begin(ctx, f.memory)
	if err != nil {
		return nil, err
	}
	defer release()

	picture, err := f.decode(bytes.NewReader(content))
	if err != nil {
		return nil, ErrInvalid.Because(err)
	}
	// A file may decode to another size than its header said.
	if b := picture.Bounds(); b.Dx()*b.Dy() != f.width*f.height {
		return nil, ErrInvalid
	}
	files := make([][]byte, len(widths))
	upright := false
	for i := len(widths) - 1; i >= 0; i-- {
		if !upright {
			// Turned after the first reduction: that is the smaller picture.
			picture = f.orientation.apply(shrink(picture, widths[i], f.orientation))
			upright = true
		} else {
			picture = shrink(picture, widths[i], 0)
		}
		var out bytes.Buffer
		if err := webp.Encode(&out, picture, webp.Options{Quality: 80, Method: 2}); err != nil {
			return nil, fmt.Errorf("encode picture: %w", err)
		}
		files[i] = out.Bytes()
	}
	return files, nil
}

// shrink returns p so wide that it has the given width once it is turned by o.
func shrink(p image.Image, width int, o orientation) image.Image {
	w, h := width, 0
	if o.sideways() {
		w, h = 0, width
	}
	if b := p.Bounds(); b.Dx() == w || b.Dy() == h {
		return imaging.Clone(p)
	}
	return imaging.Resize(p, w, h, imaging.CatmullRom)
}
