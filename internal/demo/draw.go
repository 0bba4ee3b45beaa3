package demo

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/disintegration/imaging"
)

// tone is a colour with components from 0 to 255.
type tone [3]float64

func parseTone(text string) (tone, error) {
	var r, g, b uint8
	if _, err := fmt.Sscanf(text, "#%02x%02x%02x", &r, &g, &b); err != nil {
		return tone{}, fmt.Errorf("colour %q is not like #a0b1c2: %w", text, err)
	}
	return tone{float64(r), float64(g), float64(b)}, nil
}

// mix is t with a share of other from 0 to 1.
func (t tone) mix(other tone, share float64) tone {
	for i := range t {
		t[i] += (other[i] - t[i]) * share
	}
	return t
}

var (
	white = tone{255, 255, 255}
	black = tone{}
)

// canvas is an opaque picture that is drawn on from back to front.
type canvas struct{ *image.RGBA }

func newCanvas(w, h int) canvas { return canvas{image.NewRGBA(image.Rect(0, 0, w, h))} }

// blend lays a colour with an opacity from 0 to 1 on a pixel.
func (c canvas) blend(x, y int, t tone, opacity float64) {
	i := c.PixOffset(x, y)
	for k := range 3 {
		old := float64(c.Pix[i+k])
		c.Pix[i+k] = uint8(old + (t[k]-old)*opacity + 0.5)
	}
}

// gradient covers everything with a run of colours, from one corner to the
// other or, straight, from top to bottom.
func (c canvas) gradient(from, to tone, straight bool) {
	w, h := c.Rect.Dx(), c.Rect.Dy()
	for y := range h {
		for x := range w {
			at := float64(y) / float64(h)
			if !straight {
				at = (float64(x)/float64(w) + at) / 2
			}
			at = at * at * (3 - 2*at)
			t := from.mix(to, at)
			c.SetRGBA(x, y, color.RGBA{uint8(t[0] + 0.5), uint8(t[1] + 0.5), uint8(t[2] + 0.5), 255})
		}
	}
}

// shape is a distance in pixels from an outline: negative inside.
type shape func(x, y float64) float64

func disc(cx, cy, r float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r }
}

// arch is a door with a round top that stands on the line foot.
func arch(cx, top, foot, width float64) shape {
	r := width / 2
	return func(x, y float64) float64 {
		if y < top+r {
			return math.Hypot(x-cx, y-top-r) - r
		}
		return max(math.Abs(x-cx)-r, y-foot)
	}
}

// ground is everything below a line that may swing.
func ground(line, swing, length, shift float64) shape {
	return func(x, y float64) float64 { return line + swing*math.Sin(x/length+shift) - y }
}

// plate is an ellipse lying on the ground.
func plate(cx, cy, rx, ry float64) shape {
	return func(x, y float64) float64 {
		return (math.Hypot((x-cx)/rx, (y-cy)/ry) - 1) * ry
	}
}

// fill colours the inside of s; its edge is soft pixels wide.
func (c canvas) fill(s shape, t tone, opacity, soft float64) {
	for y := range c.Rect.Dy() {
		for x := range c.Rect.Dx() {
			cover := 0.5 - s(float64(x)+0.5, float64(y)+0.5)/soft
			if cover > 0 {
				c.blend(x, y, t, opacity*min(cover, 1))
			}
		}
	}
}

// shadow darkens an ellipse, most in its middle.
func (c canvas) shadow(cx, cy, rx, ry float64, t tone, opacity float64) {
	x0, x1 := max(0, int(cx-rx)), min(c.Rect.Dx(), int(cx+rx)+1)
	y0, y1 := max(0, int(cy-ry)), min(c.Rect.Dy(), int(cy+ry)+1)
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			dx, dy := (float64(x)+0.5-cx)/rx, (float64(y)+0.5-cy)/ry
			if d := 1 - dx*dx - dy*dy; d > 0 {
				c.blend(x, y, t, opacity*d*d)
			}
		}
	}
}

// object is an emoji in a picture: its longer side is size pixels and the
// middle of its foot is at x, foot.
type object struct {
	picture *image.NRGBA
	size    float64
	x, foot float64
	tilt    float64 // degrees, anticlockwise
	shadow  tone
}

// place draws o and the shadow it throws on the ground.
func (c canvas) place(o object) {
	b := o.picture.Bounds()
	scale := o.size / float64(max(b.Dx(), b.Dy()))
	w, h := int(float64(b.Dx())*scale), int(float64(b.Dy())*scale)
	p := imaging.Resize(o.picture, w, h, imaging.CatmullRom)
	if o.tilt != 0 {
		p = imaging.Rotate(p, o.tilt, color.Transparent)
		w, h = p.Rect.Dx(), p.Rect.Dy()
	}
	wide := float64(w)
	c.shadow(o.x, o.foot-o.size*0.015, wide*0.62, o.size*0.13, o.shadow, 0.34)
	c.shadow(o.x, o.foot-o.size*0.02, wide*0.40, o.size*0.055, o.shadow, 0.40)
	at := image.Pt(int(o.x)-w/2, int(o.foot)-h)
	draw.Draw(c.RGBA, image.Rectangle{Min: at, Max: at.Add(p.Rect.Size())}, p, image.Point{}, draw.Over)
}
