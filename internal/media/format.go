package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"

	"golang.org/x/image/webp"
)

// format is what can be told of a file without decoding its pixels. Width and
// height are those of the upright picture, memory is about what decoding takes.
type format struct {
	decode        func(io.Reader) (image.Image, error)
	width, height int
	orientation   orientation
	memory        int64
}

// decoder reads one format. look finds what its decoder would not mind: frames
// that follow, bytes behind the end, work without bounds. It also says how many
// bytes a pixel takes while it is decoded.
type decoder struct {
	magic  func([]byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	exif   func([]byte) []byte
	look   func([]byte, image.Config) (perPixel float64, err error)
}

var decoders = []decoder{
	{startsWith("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode, exifOfJPEG, lookAtJPEG},
	{startsWith(pngMagic), png.DecodeConfig, png.Decode, exifOfPNG, lookAtPNG},
	{isWebP, webp.DecodeConfig, webp.Decode, exifOfWebP, lookAtWebP},
}

const pngMagic = "\x89PNG\r\n\x1a\n"

func startsWith(magic string) func([]byte) bool {
	return func(content []byte) bool { return bytes.HasPrefix(content, []byte(magic)) }
}

func isWebP(content []byte) bool {
	return len(content) >= 16 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP"
}

// inspect tells the format by the content alone and enforces the limits
// before any pixels are decoded: a tiny file may claim to be enormous.
func inspect(content []byte) (format, error) {
	for _, d := range decoders {
		if d.magic(content) {
			return d.inspect(content)
		}
	}
	return format{}, ErrType
}

func (d decoder) inspect(content []byte) (format, error) {
	if disguises(content) {
		return format{}, ErrDisguised
	}
	if isWebP(content) && content[12] == 'V' && isAnimatedWebP(content) {
		return format{}, ErrAnimated // which the decoder takes for damaged
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
	perPixel, err := d.look(content, cfg)
	if err != nil {
		return format{}, err
	}
	memory := int64(perPixel * float64(w) * float64(h))
	if memory > maxMemory {
		return format{}, ErrTooLarge
	}
	o := orientationIn(d.exif(content))
	if o.sideways() {
		w, h = h, w
	}
	return format{decode: d.decode, width: w, height: h, orientation: o, memory: memory}, nil
}

// maxScans is several times what programs write. Each scan of a progressive
// JPEG may go over all pixels and take no more than a few bytes.
const maxScans = 100

func lookAtJPEG(content []byte, _ image.Config) (float64, error) {
	if bytes.Count(content, []byte("\xff\xda")) > maxScans {
		return 0, ErrInvalid
	}
	for rest := content[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		if rest[1] == 0xff { // padding
			rest = rest[1:]
			continue
		}
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || 2+size > len(rest) {
			break
		}
		if kind := rest[1]; kind >= 0xc0 && kind <= 0xc2 {
			return jpegMemory(rest[4:2+size], kind == 0xc2), nil
		}
		rest = rest[2+size:]
	}
	return 0, ErrInvalid
}

// jpegMemory reads the frame's header: a byte for each sample, and four more for
// its coefficient when they come in scans.
func jpegMemory(frame []byte, progressive bool) float64 {
	if len(frame) < 6 {
		return 4
	}
	var samples, most int
	for c := frame[6:]; len(c) >= 3; c = c[3:] {
		blocks := int(c[1]>>4) * int(c[1]&15)
		samples, most = samples+blocks, max(most, blocks)
	}
	if most == 0 {
		return 4
	}
	perPixel := float64(samples) / float64(most)
	if progressive {
		perPixel *= 5
	}
	return perPixel
}

func lookAtPNG(content []byte, cfg image.Config) (float64, error) {
	perPixel := 4.0
	switch cfg.ColorModel {
	case color.GrayModel:
		perPixel = 1
	case color.Gray16Model:
		perPixel = 2
	case color.RGBA64Model, color.NRGBA64Model:
		perPixel = 8
	}
	if content[28] != 0 { // interlaced: the largest pass is there beside the picture
		perPixel *= 1.5
	}
	for rest := content[len(pngMagic):]; len(rest) >= 12; {
		size := uint64(binary.BigEndian.Uint32(rest))
		if size+12 > uint64(len(rest)) {
			break // the decoder says what is wrong
		}
		kind := string(rest[4:8])
		rest = rest[size+12:]
		switch {
		case kind == "acTL":
			return 0, ErrAnimated
		case kind == "IEND" && len(bytes.Trim(rest, "\x00\r\n ")) > 0:
			return 0, ErrDisguised
		}
	}
	return perPixel, nil
}

func isAnimatedWebP(content []byte) bool {
	const animation = 0x02
	return string(content[12:16]) == "VP8X" && len(content) > 20 && content[20]&animation != 0
}

func lookAtWebP(content []byte, _ image.Config) (float64, error) {
	end := 8 + uint64(binary.LittleEndian.Uint32(content[4:]))
	if end < uint64(len(content)) && len(bytes.Trim(content[end:], "\x00\r\n ")) > 0 {
		return 0, ErrDisguised
	}
	return 6, nil
}

// foreign begins what a browser or a server could take for a page or a program.
// Each is long enough not to be among the pixels of any picture by chance.
var foreign = regexp.MustCompile(`(?i)^<(script|iframe|!doctype|html[\s>]|\?php\s)`)

// disguises reports whether a file that is a picture is also something else: a
// page, a script, a PDF or an archive. None of it would be kept, but who sends
// it means no good, or has a broken file. What cameras put behind a picture,
// such as a short film, is let pass.
func disguises(content []byte) bool {
	if bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-")) {
		return true
	}
	if tail := content[max(0, len(content)-(64<<10)-22):]; endsInArchive(tail) {
		return true
	}
	for rest := content; ; {
		at := bytes.IndexByte(rest, '<')
		if at < 0 {
			return false
		}
		rest = rest[at:]
		if foreign.Match(rest[:min(len(rest), 10)]) {
			return true
		}
		rest = rest[1:]
	}
}

// endsInArchive finds the end of a ZIP's directory, which has the rest of the
// file as its comment.
func endsInArchive(tail []byte) bool {
	for {
		at := bytes.Index(tail, []byte("PK\x05\x06"))
		if at < 0 || len(tail)-at < 22 {
			return false
		}
		onOneDisk := binary.LittleEndian.Uint32(tail[at+4:]) == 0
		if comment := int(binary.LittleEndian.Uint16(tail[at+20:])); onOneDisk && at+22+comment <= len(tail) {
			return true
		}
		tail = tail[at+4:]
	}
}
