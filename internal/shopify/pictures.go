package shopify

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"rialto/internal/catalog"
	"rialto/internal/media"
)

// picture is one image of a product as the file names it.
type picture struct {
	row      int
	column   string
	source   string // an http or https address
	alt      string
	position int // from 1; 0: not said, after the others
}

// image adds the picture of a row and returns its index, -1 for none. The same
// address named again is the same picture.
func (p *products) image(to *product, r *row) int {
	at := p.addImage(to, r, imageSrc)
	if at < 0 || r.get(imagePosition) == "" {
		return at
	}
	n, err := strconv.Atoi(r.get(imagePosition))
	if err != nil || n < 1 {
		p.refuse(to, r, imagePosition, "not a whole number from 1")
		return at
	}
	if to.images[at].position == 0 {
		to.images[at].position = n
	}
	return at
}

func (p *products) variantImage(to *product, r *row) int { return p.addImage(to, r, variantImage) }

func (p *products) addImage(to *product, r *row, c column) int {
	source := r.get(c)
	if source == "" {
		return -1
	}
	if u, err := url.Parse(source); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		p.refuse(to, r, c, "not an address that starts with http:// or https://")
		return -1
	}
	alt := ""
	if c == imageSrc {
		alt = r.get(imageAlt)
	}
	at := slices.IndexFunc(to.images, func(i picture) bool { return i.source == source })
	if at < 0 {
		to.images = append(to.images, picture{row: r.number, column: p.layout.name(c), source: source, alt: alt})
		return len(to.images) - 1
	}
	if to.images[at].alt == "" {
		to.images[at].alt = alt
	}
	return at
}

// place gives in the pictures that could be had, in the order of their
// positions. images is aligned with p.images; nil is one that could not be had.
func (p *product) place(in *catalog.PutProductInput, images []*media.Image) {
	order := make([]int, 0, len(images))
	for i, img := range images {
		if img != nil {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(uint(p.images[a].position-1), uint(p.images[b].position-1)) // 0 sorts last
	})
	if len(order) == 0 && len(images) > 0 {
		return // none could be had: those of an earlier import stay
	}
	in.Images = make([]media.Image, len(order))
	for at, i := range order {
		in.Images[at] = *images[i]
	}
	for v, i := range p.variantImages {
		if at := slices.Index(order, i); at >= 0 {
			in.Variants[v].Image = &at
		}
	}
}
