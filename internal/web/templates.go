package web

import (
	"embed"
	"html/template"
	"strconv"

	"rialto/internal/money"
)

//go:embed templates/*.html
var templateFiles embed.FS

// lowStock is from how many units on the rest is told, as in stock.ts.
const lowStock = 5

// parseTemplates parses the shells once for each language; they escape
// whatever they are given.
func (s *site) parseTemplates() (map[string]*template.Template, error) {
	parsed := map[string]*template.Template{}
	for _, lang := range languages {
		t, err := template.New("").Funcs(template.FuncMap{
			"t":       func(key string, arguments ...any) string { return s.texts.say(lang, key, arguments...) },
			"price":   func(a money.Amount) string { return price(lang, a) },
			"decimal": money.Amount.Decimal,
			"low":     func(quantity int) bool { return quantity > 0 && quantity <= lowStock },
			"picture": func(image *picture, sizes, class string, eager bool, alt string) pictureView {
				return pictureView{image, sizes, class, eager, alt}
			},
			"cost": func(price money.Amount, was *money.Amount, from bool, class string) costView {
				return costView{cost{Price: price, CompareAtPrice: was}, from, class}
			},
			"logo": func(of store, class string) logoView { return logoView{of, class} },
			"link": func(path, text string) linkView { return linkView{path, text} },
			"join": func(a, b string) string { return a + b },
		}).ParseFS(templateFiles, "templates/*.html")
		if err != nil {
			return nil, err
		}
		parsed[lang] = t
	}
	return parsed, nil
}

type pictureView struct {
	Image *picture
	Sizes string
	Class string
	Eager bool
	Alt   string
}

type costView struct {
	cost
	From  bool
	Class string
}

type logoView struct {
	Store store
	Class string
}

type linkView struct{ Path, Text string }

// grid is products as cards.
type grid struct {
	Three bool // beside filters
	Cards []card
}

type card struct {
	Product summary
	Sizes   string
	Eager   bool
	Level   int // of the heading
}

const (
	sizesOfThree = "(min-width: 64rem) 18rem, (min-width: 48rem) 30vw, 45vw"
	sizesOfFour  = "(min-width: 80rem) 18rem, (min-width: 64rem) 23vw, (min-width: 48rem) 30vw, 45vw"
)

// gridOf lays out products; the pictures of the first `eager` are loaded at once.
func gridOf(products []summary, three bool, eager, level int) grid {
	g := grid{Three: three}
	sizes := sizesOfFour
	if three {
		sizes = sizesOfThree
	}
	for i, p := range products {
		g.Cards = append(g.Cards, card{p, sizes, i < eager, level})
	}
	return g
}

// storeCards is stores as cards.
type storeCards struct {
	Stores []store
	Level  int // of the heading
}

func itoa(n int) string { return strconv.Itoa(n) }
