package demo

import (
	"image"
	"math/rand/v2"
)

// sizes are the sides of the pictures in pixels.
type sizes struct{ product, logo, bannerWidth, bannerHeight int }

// fullSize suits an emoji, which has 256: a larger picture would show no more of it and
// take twice as long to store.
var fullSize = sizes{product: 640, logo: 400, bannerWidth: 1600, bannerHeight: 480}

func (s sizes) shrunk(by int) sizes {
	return sizes{s.product / by, s.logo / by, s.bannerWidth / by, s.bannerHeight / by}
}

// palette is what makes the pictures of a store look like one brand.
type palette struct{ light, mid, accent, deep tone }

func (p palette) shadow() tone { return p.deep.mix(black, 0.45) }

// backdrop draws what is behind an object that stands on the line foot.
type backdrop func(c canvas, p palette, foot float64)

// The backdrops; a store's products alternate between two neighbours.
var backdrops = []backdrop{
	func(c canvas, p palette, foot float64) { // a low sun over a table
		w := float64(c.Rect.Dx())
		c.gradient(p.light, p.mid, true)
		c.fill(disc(w/2, foot-w*0.26, w*0.35), p.accent, 0.75, 2)
		c.fill(ground(foot-w*0.045, 0, 1, 0), p.mid.mix(p.deep, 0.14), 1, 2)
	},
	func(c canvas, p palette, foot float64) { // a niche in a wall
		w := float64(c.Rect.Dx())
		c.gradient(p.light.mix(white, 0.35), p.light.mix(p.mid, 0.5), true)
		c.fill(arch(w/2, w*0.10, foot-w*0.04, w*0.62), p.accent, 0.6, 2)
		c.fill(arch(w/2, w*0.155, foot-w*0.04, w*0.51), p.accent.mix(p.deep, 0.14), 0.5, 2)
		c.fill(ground(foot-w*0.04, 0, 1, 0), p.light.mix(p.mid, 0.85), 1, 2)
	},
	func(c canvas, p palette, foot float64) { // a round podium
		w := float64(c.Rect.Dx())
		c.gradient(p.accent.mix(white, 0.45), p.mid, false)
		c.fill(disc(w*0.5, w*0.42, w*0.46), white, 0.22, w*0.35)
		c.fill(plate(w/2, foot+w*0.045, w*0.40, w*0.085), p.deep.mix(p.mid, 0.62), 1, 2)
		c.fill(plate(w/2, foot-w*0.01, w*0.40, w*0.085), p.light, 1, 2)
	},
	func(c canvas, p palette, foot float64) { // hills
		w := float64(c.Rect.Dx())
		c.gradient(p.light, p.accent.mix(white, 0.3), true)
		c.fill(disc(w*0.76, w*0.24, w*0.11), white, 0.7, 3)
		c.fill(ground(foot-w*0.20, w*0.05, w*0.16, 1.1), p.accent, 0.75, 2)
		c.fill(ground(foot-w*0.075, w*0.03, w*0.21, 3.6), p.mid.mix(p.accent, 0.35), 1, 2)
	},
	func(c canvas, p palette, foot float64) { // a spotlight on paper
		w := float64(c.Rect.Dx())
		c.gradient(p.mid, p.mid.mix(p.accent, 0.7), false)
		c.fill(disc(w*0.5, w*0.47, w*0.5), p.light, 0.85, w*0.5)
		c.fill(ring(w*0.5, w*0.47, w*0.41, w*0.006), p.deep, 0.16, 2)
	},
}

func ring(cx, cy, r, width float64) shape {
	edge := disc(cx, cy, r)
	return func(x, y float64) float64 {
		d := edge(x, y)
		return max(d, -d-width*2)
	}
}

// scene is what the pictures of one product have in common.
type scene struct {
	palette palette
	walls   *walls
	main    *image.NRGBA
	second  *image.NRGBA // what goes with it; nil: main again
	rnd     *rand.Rand
}

// portrait shows the product alone.
func (s scene) portrait(backdrop int) image.Image {
	w := float64(s.walls.side)
	foot := w * 0.775
	c := s.walls.behind(backdrop, foot)
	c.place(object{picture: s.main, size: w * 0.54, x: w / 2, foot: foot, shadow: s.palette.shadow()})
	return c
}

// closeUp shows it nearly as large as the picture.
func (s scene) closeUp(backdrop int) image.Image {
	w := float64(s.walls.side)
	c := s.walls.behind(backdrop, w*0.9)
	c.place(object{picture: s.main, size: w * 0.80, x: w * (0.47 + 0.06*s.rnd.Float64()), foot: w * 0.95, tilt: 8 - 16*s.rnd.Float64(), shadow: s.palette.shadow()})
	return c
}

// group shows it beside what goes with it.
func (s scene) group(backdrop int) image.Image {
	w := float64(s.walls.side)
	foot := w * 0.775
	c := s.walls.behind(backdrop, foot)
	second := s.second
	if second == nil {
		second = s.main
	}
	shadow := s.palette.shadow()
	c.place(object{picture: second, size: w * 0.34, x: w * 0.70, foot: foot - w*0.035, tilt: -6, shadow: shadow})
	c.place(object{picture: s.main, size: w * 0.46, x: w * 0.39, foot: foot + w*0.015, tilt: 3, shadow: shadow})
	return c
}

// logo is the store's sign.
func logo(p palette, sign *image.NRGBA, side int) image.Image {
	c, w := newCanvas(side, side), float64(side)
	c.gradient(p.deep.mix(white, 0.18), p.deep, false)
	c.fill(disc(w/2, w*0.48, w*0.40), p.accent, 0.28, w*0.4)
	c.place(object{picture: sign, size: w * 0.58, x: w / 2, foot: w * 0.79, shadow: black})
	return c
}

// banner is a shelf with some of what the store sells.
func banner(p palette, goods []*image.NRGBA, rnd *rand.Rand, width, height int) image.Image {
	c := newCanvas(width, height)
	w, h := float64(width), float64(height)
	c.gradient(p.light, p.accent.mix(p.mid, 0.4), false)
	for range 5 {
		c.fill(disc(w*rnd.Float64(), h*rnd.Float64()*0.9, h*(0.18+0.35*rnd.Float64())), p.accent.mix(white, 0.6*rnd.Float64()), 0.35, 2)
	}
	c.fill(ground(h*0.80, h*0.012, w*0.12, 1), p.mid.mix(p.deep, 0.16), 1, 2)
	step := w / float64(len(goods))
	for i, g := range goods {
		near := float64(i % 2)
		c.place(object{
			picture: g, size: h * (0.44 + 0.07*rnd.Float64() + 0.04*near), x: step*(float64(i)+0.5) + step*0.08*(rnd.Float64()-0.5),
			foot: h * (0.86 + 0.07*near), tilt: 8 - 16*rnd.Float64(), shadow: p.shadow(),
		})
	}
	return c
}
