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
	ErrInvalid  = errs.New(errs.Invalid, "image_invalid", "The file is not a readable JPEG, PNG or WebP picture.")
	ErrTooLarge = errs.New(errs.Invalid, "image_too_large", "The picture is larger than 20 MB, 50 megapixels or 16383 pixels on one side.")
)

const (
	maxBytes  = 20 << 20
	maxPixels = 50_000_000
	maxSide   = 16383 // of a WebP file
)

// Put stores the picture that r holds and returns it with the given
// description. It returns ErrInvalid for anything that is not a JPEG, PNG or
// WebP by its content, ErrTooLarge for one beyond the limits, and reads no more
// than the limit. Putting the same bytes again stores and encodes nothing.
func (s *Service) Put(ctx context.Context, r io.Reader, alt string) (Image, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
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
	img := Image{Key: keyOf(content), Width: f.width, Height: f.height, Alt: alt}

	widths := widthsOf(img.Width)
	// The widest is written last, so where it is the others are, too.
	stored, err := s.bucket.Exists(ctx, blobName(img.Key, widths[len(widths)-1]))
	if err != nil {
		return Image{}, fmt.Errorf("look for picture %s: %w", img.Key, err)
	}
	if stored {
		return img, nil
	}
	files, err := s.encode(ctx, content, f, widths)
	if err != nil {
		return Image{}, err
	}
	for i, width := range widths {
		if err := s.write(ctx, blobName(img.Key, width), files[i]); err != nil {
			return Image{}, err
		}
	}
	return img, nil
}

// encode returns one WebP file for each width. Its memory and processor use is
// what the workload bounds.
func (s *Service) encode(ctx context.Context, content []byte, f format, widths []int) ([][]byte, error) {
	release, err := s.work.begin(ctx, f.width*f.height)
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

func (s *Service) write(ctx context.Context, name string, content []byte) error {
	err := s.bucket.WriteAll(ctx, name, content, &blob.WriterOptions{
		ContentType:  contentType,
		CacheControl: cacheForever,
	})
	if err != nil {
		return fmt.Errorf("store picture %s: %w", name, err)
	}
	return nil
}
