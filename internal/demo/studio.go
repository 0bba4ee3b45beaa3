package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	"rialto/internal/media"
)

// studio makes the pictures of one store.
type studio struct {
	store   storeData
	palette palette
	emojis  *emojis
	media   *media.Service
	walls   *walls
	sizes   sizes
}

func newStudio(s storeData, e *emojis, m *media.Service, at sizes) (*studio, error) {
	p, err := s.palette()
	if err != nil {
		return nil, err
	}
	return &studio{store: s, palette: p, emojis: e, media: m, walls: &walls{palette: p, side: at.product}, sizes: at}, nil
}

// put stores a picture. JPEG is what the media takes quickest.
func (s *studio) put(ctx context.Context, p image.Image, alt string) (media.Image, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 94}); err != nil {
		return media.Image{}, fmt.Errorf("draw %s: %w", alt, err)
	}
	return s.media.Put(ctx, &b, alt)
}

// product returns the pictures of a product: one, and for some two or three.
func (s *studio) product(ctx context.Context, p productData) ([]media.Image, error) {
	rnd := random(s.store.slug, p.Name, "pictures")
	main, err := s.emojis.load(p.Emoji)
	if err != nil {
		return nil, err
	}
	sc := scene{palette: s.palette, main: main, rnd: rnd, walls: s.walls}
	if p.With != "" {
		if sc.second, err = s.emojis.load(p.With); err != nil {
			return nil, err
		}
	}
	const other = 0.25 // of the products stand elsewhere than most of their store
	at := s.store.Backdrop
	if rnd.Float64() < other {
		at++
	}
	views := []func() image.Image{func() image.Image { return sc.portrait(at) }}
	luck := rnd.Float64()
	if p.With != "" || luck < 0.10 {
		views = append(views, func() image.Image { return sc.group(at + 1) })
	}
	if luck < 0.20 {
		views = append(views, func() image.Image { return sc.closeUp(at + 2) })
	}
	alts := []string{p.Name, p.Name + ", with company", p.Name + ", close up"}
	var images []media.Image
	for i, view := range views {
		alt := alts[i]
		if i == 1 && len(views) == 2 && p.With == "" {
			alt = alts[2]
		}
		img, err := s.put(ctx, view(), alt)
		if err != nil {
			return nil, err
		}
		images = append(images, img)
	}
	return images, nil
}

// sign returns the store's logo and banner.
func (s *studio) sign(ctx context.Context) (sign, shelf media.Image, err error) {
	emoji, err := s.emojis.load(s.store.Logo)
	if err != nil {
		return sign, shelf, err
	}
	if sign, err = s.put(ctx, logo(s.palette, emoji, s.sizes.logo), "Logo of "+s.store.Name); err != nil {
		return sign, shelf, err
	}
	var names []string
	for _, p := range s.store.Products {
		if !slices.Contains(names, p.Emoji) {
			names = append(names, p.Emoji)
		}
	}
	rnd := random(s.store.slug, "banner")
	rnd.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var goods []*image.NRGBA
	for _, name := range names[:min(6, len(names))] {
		g, err := s.emojis.load(name)
		if err != nil {
			return sign, shelf, err
		}
		goods = append(goods, g)
	}
	shelf, err = s.put(ctx, banner(s.palette, goods, rnd, s.sizes.bannerWidth, s.sizes.bannerHeight), s.store.Name+": some of what it sells")
	return sign, shelf, err
}
