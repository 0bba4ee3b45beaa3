package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"strings"

	"rialto/internal/money"
)

// head is what a page says of itself. Addresses have the host.
type head struct {
	Title       string
	Description string
	Canonical   string // "" for a page that is not to be indexed
	Next        string // the next page of a list
	NoIndex     bool
	Type        string // of Open Graph; "" is "website"
	Image       *picture
	Price       *money.Amount
	Preload     *preload
	linked      []any  // JSON-LD
	route       string // the app's module that draws the page, below its routes, for its scripts
	words       string // the folder of what the app says on such pages alone, below its locales; "" is none
}

// preload is the picture that is seen first.
type preload struct {
	URL   string
	image picture
	sizes string
}

func preloadOf(image *picture, sizes string) *preload {
	if image == nil {
		return nil
	}
	return &preload{image.URL, *image, sizes}
}

// Responsive are the attributes of the renditions. html/template would take
// their names for those of addresses.
func (p preload) Responsive() template.HTMLAttr {
	if p.image.Srcset() == "" {
		return ""
	}
	return template.HTMLAttr( //nolint:gosec // escaped here
		`imagesrcset="` + html.EscapeString(p.image.Srcset()) + `" imagesizes="` + html.EscapeString(p.sizes) + `"`)
}

var (
	lightColor = themed{"#fbfaf7", ""}
	darkColor  = themed{"#121615", ""}
	bothColors = []themed{{"#fbfaf7", "(prefers-color-scheme: light)"}, {"#121615", "(prefers-color-scheme: dark)"}}
)

// themed is a colour of the browser's own frame, and for which theme.
type themed struct{ Color, Media string }

var locales = map[string]string{"en": "en_GB", "de": "de_DE"}

func (v *visit) writeHead(b *bytes.Buffer, x index, h head) error {
	scheme, colors := "light dark", bothColors
	switch v.theme {
	case "light":
		scheme, colors = v.theme, []themed{lightColor}
	case "dark":
		scheme, colors = v.theme, []themed{darkColor}
	}
	if h.Type == "" {
		h.Type = "website"
	}
	if h.Image != nil {
		shown := *h.Image
		shown.URL = v.absolute(shown.URL)
		h.Image = &shown
	}
	modules := []string{x.routeModule(h.route), "src/" + x.app + "/locales/" + v.lang + ".ts", "src/ui/locales/" + v.lang + ".ts"}
	if h.words != "" {
		modules = append(modules, "src/"+x.app+"/locales/"+h.words+"/"+v.lang+".ts")
	}
	err := v.templates[v.lang].ExecuteTemplate(b, "head", struct {
		head
		SiteName, ColorScheme, Locale, Font string
		ThemeColors                         []themed
		Scripts                             []string
	}{
		h, v.name, scheme, locales[v.lang], x.font(), colors, x.scripts(modules...),
	})
	if err != nil {
		return fmt.Errorf("head of the page: %w", err)
	}
	for _, thing := range h.linked {
		// json.Marshal escapes "<", so nothing in it ends the element.
		raw, err := json.Marshal(thing)
		if err != nil {
			return fmt.Errorf("data of the page: %w", err)
		}
		b.WriteString(`<script type="application/ld+json">`)
		b.Write(raw)
		b.WriteString("</script>\n")
	}
	return nil
}

// font is the file of the letters that every page needs; "" when it is not known.
func (x index) font() string {
	for name, c := range x.chunks {
		if strings.HasSuffix(name, "/inter-latin-wght-normal.woff2") {
			return "/" + c.File
		}
	}
	return ""
}
