package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// format is what can be told of a file without decoding its pixels. Width and
// height are those of the upright picture.
type format struct {
	decode        func(io.Reader) (image.Image, error)
	width, height int
	orientation   orientation
}

var decoders = []struct {
	magic  func([]byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	exif   func([]byte) []byte
}{
	{startsWith("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode, exifOfJPEG},
	{startsWith("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode, exifOfPNG},
	{isWebP, webp.DecodeConfig, webp.Decode, exifOfWebP},
}

func startsWith(magic string) func([]byte) bool {
	return func(content []byte) bool { return bytes.HasPrefix(content, []byte(magic)) }
}

func isWebP(content []byte) bool {
	return len(content) > 16 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP"
}

// inspect tells the format by the content alone and enforces the limits on
// pixels before any are decoded: a tiny file may claim to be enormous.
func inspect(content []byte) (format, error) {
	for _, d := range decoders {
		if !d.magic(content) {
			continue
		}
		cfg, err := d.config(bytes.NewReader(content))
		if err != nil {
			return format{}, ErrInvalid.Because(err)
		}
		w, h := cfg.Width, cfg.Height
		switch {
		case w < 1 || h < 1:
			return format{}, ErrInvalid
		case w > maxSide || h > maxSide || w*h > maxPixels:
			return format{}, ErrTooLarge
		}
		o := orientationIn(d.exif(content))
		if o.sideways() {
			w, h = h, w
		}
		return format{decode: d.decode, width: w, height: h, orientation: o}, nil
	}
	return format{}, ErrInvalid
}
