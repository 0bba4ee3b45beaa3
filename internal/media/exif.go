package media

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/disintegration/imaging"
)

// orientation is the EXIF value of that name: how to turn the stored pixels so
// that the picture is upright. 0 and 1 mean not at all.
type orientation uint16

// sideways reports whether turning exchanges width and height.
func (o orientation) sideways() bool { return o >= 5 && o <= 8 }

func (o orientation) apply(p image.Image) image.Image {
	switch o {
	case 2:
		return imaging.FlipH(p)
	case 3:
		return imaging.Rotate180(p)
	case 4:
		return imaging.FlipV(p)
	case 5:
		return imaging.Transpose(p)
	case 6:
		return imaging.Rotate270(p)
	case 7:
		return imaging.Transverse(p)
	case 8:
		return imaging.Rotate90(p)
	}
	return p
}

const orientationTag = 0x0112

// orientationIn finds the orientation in a TIFF structure, which is what EXIF
// is in every format. Damaged data means upright: the pixels are good.
func orientationIn(tiff []byte) orientation {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == orientationTag {
			if o := orientation(order.Uint16(entries[8:])); o <= 8 {
				return o
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// exifOfJPEG returns the body of the first APP1 segment that holds EXIF.
func exifOfJPEG(content []byte) []byte {
	const startOfScan, app1 = 0xda, 0xe1
	for rest := content[2:]; len(rest) >= 4 && rest[0] == 0xff && rest[1] != startOfScan; {
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || 2+size > len(rest) {
			return nil
		}
		if exif, ok := bytes.CutPrefix(rest[4:2+size], []byte("Exif\x00\x00")); ok && rest[1] == app1 {
			return exif
		}
		rest = rest[2+size:]
	}
	return nil
}

// exifOfPNG returns the body of the eXIf chunk.
func exifOfPNG(content []byte) []byte {
	for rest := content[8:]; len(rest) >= 12; {
		size := uint64(binary.BigEndian.Uint32(rest))
		if size+12 > uint64(len(rest)) {
			return nil
		}
		if string(rest[4:8]) == "eXIf" {
			return rest[8 : 8+size]
		}
		rest = rest[12+size:]
	}
	return nil
}

// exifOfWebP returns the body of the EXIF chunk. Some programs repeat the
// header that EXIF has in a JPEG.
func exifOfWebP(content []byte) []byte {
	for rest := content[12:]; len(rest) >= 8; {
		size := uint64(binary.LittleEndian.Uint32(rest[4:]))
		if size+8 > uint64(len(rest)) {
			return nil
		}
		if string(rest[:4]) == "EXIF" {
			return bytes.TrimPrefix(rest[8:8+size], []byte("Exif\x00\x00"))
		}
		rest = rest[min(8+size+size%2, uint64(len(rest))):] // chunks have even sizes
	}
	return nil
}
