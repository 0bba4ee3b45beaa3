package demo

import (
	"image"
	"slices"
	"sync"
)

// walls keeps the backdrops of one store, which many pictures share: drawing
// one takes several times as long as everything in front of it.
type walls struct {
	palette palette
	side    int

	mu    sync.Mutex
	drawn map[wall]*image.RGBA
}

type wall struct {
	backdrop int
	foot     float64
}

// behind returns a new canvas for a product with a backdrop on it.
func (w *walls) behind(backdrop int, foot float64) canvas {
	at := wall{backdrop % len(backdrops), foot}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.drawn[at] == nil {
		c := newCanvas(w.side, w.side)
		backdrops[at.backdrop](c, w.palette, foot)
		if w.drawn == nil {
			w.drawn = map[wall]*image.RGBA{}
		}
		w.drawn[at] = c.RGBA
	}
	p := *w.drawn[at]
	p.Pix = slices.Clone(p.Pix)
	return canvas{&p}
}
