package demo

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/disintegration/imaging"
	"golang.org/x/image/webp"
)

// ErrNoEmoji is returned when the pictures' raw material is not installed.
var ErrNoEmoji = errors.New("the demo's pictures are made of @lobehub/fluent-emoji-3d, which is not installed: run `npm ci` in the checkout")

const emojiFolder = "node_modules/@lobehub/fluent-emoji-3d/assets"

// findEmoji returns the folder of the emoji: dir when it is given, else the
// first in a folder above the program or the working directory.
func findEmoji(dir string) (string, error) {
	if dir != "" {
		if _, err := os.Stat(dir); err != nil {
			return "", fmt.Errorf("%w (%s: no such folder)", ErrNoEmoji, dir)
		}
		return dir, nil
	}
	var starts []string
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	for _, at := range starts {
		for {
			found := filepath.Join(at, emojiFolder)
			if info, err := os.Stat(found); err == nil && info.IsDir() {
				return found, nil
			}
			up := filepath.Dir(at)
			if up == at {
				break
			}
			at = up
		}
	}
	return "", ErrNoEmoji
}

// emojis loads pictures of emoji, each once. It is safe for concurrent use.
type emojis struct {
	dir string

	mu     sync.Mutex
	loaded map[string]*image.NRGBA
}

// load returns the picture of an emoji without the empty space around it.
func (e *emojis) load(emoji string) (*image.NRGBA, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p := e.loaded[emoji]; p != nil {
		return p, nil
	}
	f, err := e.open(emoji)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := webp.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("read emoji %s: %w", emoji, err)
	}
	whole := imaging.Clone(p)
	e.loaded[emoji] = imaging.Crop(whole, opaque(whole))
	return e.loaded[emoji], nil
}

// open finds the file of an emoji. Their names have the code points in
// hexadecimal, some with the one that asks for a coloured picture.
func (e *emojis) open(emoji string) (*os.File, error) {
	const coloured = 0xfe0f
	var points []string
	for _, r := range emoji {
		if r != coloured {
			points = append(points, strconv.FormatInt(int64(r), 16))
		}
	}
	plain := strings.Join(points, "-")
	f, err := os.Open(filepath.Join(e.dir, plain+".webp"))
	if errors.Is(err, os.ErrNotExist) {
		f, err = os.Open(filepath.Join(e.dir, plain+"-fe0f.webp"))
	}
	if err != nil {
		return nil, fmt.Errorf("emoji %s: %w", emoji, err)
	}
	return f, nil
}

// opaque is the smallest rectangle with all that can be seen of p.
func opaque(p *image.NRGBA) image.Rectangle {
	r := image.Rectangle{Min: p.Rect.Max, Max: p.Rect.Min}
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		for x := p.Rect.Min.X; x < p.Rect.Max.X; x++ {
			if p.Pix[p.PixOffset(x, y)+3] > 16 {
				r.Min.X, r.Min.Y = min(r.Min.X, x), min(r.Min.Y, y)
				r.Max.X, r.Max.Y = max(r.Max.X, x+1), max(r.Max.Y, y+1)
			}
		}
	}
	return r
}
