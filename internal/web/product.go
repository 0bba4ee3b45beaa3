package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const gallerySizes = "(min-width: 80rem) 38rem, (min-width: 48rem) 50vw, 94vw"

// productView is what the shell of a product shows: the product, and price and
// stock of the variant that is chosen.
type productView struct {
	Product   product
	Store     *store
	StorePath string
	Sizes     string
	Cost      cost
	From      bool
	Options   []chosenOption
	Made      bool // whether the choice exists
	Left      int
	Text      []string
	More      grid
}

type chosenOption struct {
	Name, Chosen string
	Values       []optionValue
}

type optionValue struct {
	Value             string
	Chosen, Available bool
}

// productPage shows a product.
func productPage(v *visit) page {
	storeSlug, slug := v.r.PathValue("store"), v.r.PathValue("product")
	address, seller := apiAddress(nil, "stores", storeSlug, "products", slug), apiAddress(nil, "stores", storeSlug)
	more := apiAddress(url.Values{"inStock": {"true"}, "limit": {"5"}, "store": {storeSlug}}, "products")
	v.ask(address, seller, more)
	if v.answers[address].status == http.StatusNotFound || v.answers[seller].status == http.StatusNotFound {
		return notFoundPage(v)
	}
	const route = "stores.$store.products.$product.tsx"
	p, ok := read[product](v.answers[address])
	if !ok {
		return unloaded(v, route)
	}
	view := viewOf(p, v.query()["choice"])
	if s, ok := read[store](v.answers[seller]); ok {
		view.Store = &s
	}
	others, _ := read[list[summary]](v.answers[more])
	others.Items = slices.DeleteFunc(others.Items, func(s summary) bool { return s.ID == p.ID })
	view.More = gridOf(others.Items[:min(4, len(others.Items))], false, 0, 3)

	title, description := p.Name, p.SEODescription
	if p.SEOTitle != "" {
		title = p.SEOTitle
	}
	if description == "" {
		description = shortened(strings.Join(view.Text, " "), 160)
	}
	if description == "" {
		description = v.t("meta.product", "name", p.Name, "store", p.StoreName, "site", v.name)
	}
	h := head{
		Title: v.title(title + " · " + p.StoreName), Description: description, Canonical: v.absolute(p.Path()), Type: "product",
		Price: &p.Price, route: route, linked: []any{v.productLD(p, description), v.productPathLD(p)},
	}
	if len(p.Images) > 0 {
		h.Image, h.Preload = &p.Images[0], preloadOf(&p.Images[0], gallerySizes)
	}
	return page{head: h, shell: "product", data: view}
}

// viewOf lays out a product. `wanted` is one value per option; another choice
// falls back to the first variant that can be bought, as in choice.ts.
func viewOf(p product, wanted []string) productView {
	choice := choiceOf(p, wanted)
	view := productView{
		Product: p, StorePath: pageAddress(nil, "stores", p.StoreSlug), Sizes: gallerySizes,
		Cost: p.cost, From: p.PriceVaries, Text: paragraphs(p.Description),
	}
	if chosen := variantOf(p, choice); chosen != nil {
		view.Made, view.Left, view.Cost, view.From = true, chosen.QuantityAvailable, chosen.cost, false
	}
	for at, o := range p.Options {
		shown := chosenOption{Name: o.Name}
		for _, value := range o.Values {
			other := slices.Clone(choice)
			chosen := at < len(choice) && choice[at] == value
			if at < len(other) {
				other[at] = value
			}
			if chosen {
				shown.Chosen = value
			}
			made := variantOf(p, other)
			shown.Values = append(shown.Values, optionValue{value, chosen, made != nil && made.QuantityAvailable > 0})
		}
		view.Options = append(view.Options, shown)
	}
	return view
}

func choiceOf(p product, wanted []string) []string {
	fits := len(wanted) > 0 && len(wanted) == len(p.Options)
	for at := 0; fits && at < len(wanted); at++ {
		fits = slices.Contains(p.Options[at].Values, wanted[at])
	}
	if fits {
		return wanted
	}
	for _, one := range p.Variants {
		if one.QuantityAvailable > 0 {
			return one.Options
		}
	}
	if len(p.Variants) > 0 {
		return p.Variants[0].Options
	}
	return nil
}

func variantOf(p product, choice []string) *variant {
	for i := range p.Variants {
		if slices.Equal(p.Variants[i].Options, choice) {
			return &p.Variants[i]
		}
	}
	return nil
}
