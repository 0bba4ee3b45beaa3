package sheet

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/media"
)

// Picture is one picture of a product as the file names it.
type Picture struct {
	Source string `json:"source"` // an http or https address
	Alt    string `json:"alt"`
	// Focus is the point that stays in sight, nil for the middle.
	Focus    *media.Focus `json:"focus,omitempty"`
	Position int          `json:"position"` // from 1; 0: not said, after the others
	// Where it is named, for reports.
	Row    int    `json:"row"`
	Column string `json:"column"`
	Start  int64  `json:"start"`
	Bytes  int    `json:"bytes"`
}

// Problem is a warning about the picture.
func (p Picture) Problem(code, message string) Problem {
	return Problem{Row: p.Row, Column: p.Column, Code: code, Message: message, Warning: true, Start: p.Start, Bytes: p.Bytes}
}

// picture adds the picture of a row and reports whether there is one. The same
// address named again is the same picture.
func (p *Product) picture(r *row) bool {
	source := p.address(r, ImageURL)
	if source == "" {
		return r.get(ImageURL) != ""
	}
	p.short(r, ImageAlt)
	at := p.add(r, ImageURL, source, r.get(ImageAlt))
	if text := r.get(ImageFocus); text != "" {
		focus, ok := focusOf(text)
		if !ok {
			p.refuse(r, ImageFocus, "not_a_point", "not two whole numbers from 0 to 100, such as 50 30")
		}
		p.Pictures[at].Focus = focus
	}
	if r.get(ImagePosition) == "" {
		return true
	}
	n, err := strconv.Atoi(r.get(ImagePosition))
	if err != nil || n < 1 {
		p.refuse(r, ImagePosition, "not_a_position", "not a whole number from 1")
		return true
	}
	if p.Pictures[at].Position == 0 {
		p.Pictures[at].Position = n
	}
	return true
}

// focusOf reads a point: percent of the width and of the height.
func focusOf(text string) (*media.Focus, bool) {
	parts := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(parts) != 2 {
		return nil, false
	}
	x, err := strconv.Atoi(parts[0])
	y, also := strconv.Atoi(parts[1])
	if err != nil || also != nil || min(x, y) < 0 || max(x, y) > 100 {
		return nil, false
	}
	return &media.Focus{X: x, Y: y}, true
}

// address is the picture's address in a cell, empty for none and for one that
// was refused.
func (p *Product) address(r *row, f Field) string {
	source := r.get(f)
	if source == "" {
		return ""
	}
	if u, err := url.Parse(source); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(source) > 2000 {
		p.refuse(r, f, "not_an_address", "not an address that starts with http:// or https://")
		return ""
	}
	return source
}

func (p *Product) add(r *row, f Field, source, alt string) int {
	at := p.at(source)
	if at < 0 {
		p.Pictures = append(p.Pictures, Picture{Source: source, Alt: alt, Row: r.number, Column: p.layout.name(f), Start: r.start, Bytes: r.bytes})
		return len(p.Pictures) - 1
	}
	if p.Pictures[at].Alt == "" {
		p.Pictures[at].Alt = alt
	}
	return at
}

func (p *Product) at(source string) int {
	return slices.IndexFunc(p.Pictures, func(i Picture) bool { return i.Source == source })
}

// pictureOf is the index of a variant's picture, which the product gets, too.
func (p *Product) pictureOf(source string) int {
	if source == "" {
		return -1
	}
	if at := p.at(source); at >= 0 {
		return at
	}
	return p.add(p.first, VariantImage, source, "")
}

// Arrange returns the pictures that could be had in the order of their positions,
// and for each variant the index of its own, nil for none. images is aligned with
// pictures; nil is one that could not be had.
func Arrange(pictures []Picture, variants []int, images []*media.Image) ([]media.Image, []*int) {
	order := make([]int, 0, len(images))
	for i, img := range images {
		if img != nil {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(uint(pictures[a].Position-1), uint(pictures[b].Position-1)) // 0 sorts last
	})
	arranged := make([]media.Image, len(order))
	for at, i := range order {
		arranged[at] = *images[i]
		arranged[at].Alt, arranged[at].Focus = pictures[i].Alt, pictures[i].Focus
	}
	of := make([]*int, len(variants))
	for v, i := range variants {
		if at := slices.Index(order, i); at >= 0 {
			of[v] = &at
		}
	}
	return arranged, of
}

// Place gives the product the pictures that could be had. Where there are some to
// have and none was, those it has stay.
func (p *Product) Place(in *catalog.PutProductInput, images []*media.Image) {
	arranged, of := Arrange(p.Pictures, p.VariantPictures, images)
	if len(arranged) == 0 && len(images) > 0 {
		return
	}
	in.Images = arranged
	for v := range in.Variants {
		in.Variants[v].Image = of[v]
	}
}
