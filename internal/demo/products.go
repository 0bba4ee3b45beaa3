package demo

import (
	"html"
	"math/rand/v2"
	"slices"
	"strings"

	"rialto/internal/catalog"
	"rialto/internal/money"
)

// input is the product as the catalog takes it, but for store, images and date.
func (p productData) input(s storeData, currency string) (catalog.PutProductInput, error) {
	slug := catalog.Slug(p.Name)
	rnd := random(s.slug, slug)
	in := catalog.PutProductInput{
		Slug: slug, Name: p.Name, Description: p.description(s, rnd), Brand: s.Brand, Category: p.Category,
		Tags: p.Tags, Status: catalog.StatusActive,
	}
	price, err := amount(p.Price, currency)
	if err != nil {
		return in, err
	}
	in.Variants = []catalog.PutVariant{{Price: price}}
	for _, short := range p.Options {
		name, choices, err := s.option(short)
		if err != nil {
			return in, err
		}
		in.Options = append(in.Options, name)
		if in.Variants, err = multiply(in.Variants, choices, currency); err != nil {
			return in, err
		}
	}
	p.stock(s, slug, rnd, in.Variants)
	return in, nil
}

// multiply returns every variant with every choice.
func multiply(variants []catalog.PutVariant, choices []choice, currency string) ([]catalog.PutVariant, error) {
	var all []catalog.PutVariant
	for _, v := range variants {
		for _, c := range choices {
			adds, err := amount(c.adds, currency)
			if err != nil {
				return nil, err
			}
			more := catalog.PutVariant{Options: append(slices.Clone(v.Options), c.value), Price: v.Price}
			more.Price.Minor += adds.Minor
			all = append(all, more)
		}
	}
	return all, nil
}

// stock gives the variants numbers, pieces and, when the product is reduced,
// the prices before.
func (p productData) stock(s storeData, slug string, rnd *rand.Rand, variants []catalog.PutVariant) {
	pieces := stocks(rnd, len(variants))
	reduced := before(rnd, variants[0].Price.Minor) - variants[0].Price.Minor
	weight := 80 + 20*rnd.IntN(60)
	for i := range variants {
		v := &variants[i]
		v.SKU = strings.ToUpper(strings.Join(append([]string{initials(s.slug), slug}, slugs(v.Options)...), "-"))
		v.Quantity, v.WeightGrams = pieces[i], weight
		if reduced > 0 {
			v.CompareAt = &money.Amount{Minor: v.Price.Minor + reduced, Currency: v.Price.Currency}
		}
	}
}

func initials(slug string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(slug, "-") {
		b.WriteByte(part[0])
	}
	return b.String()
}

func slugs(texts []string) []string {
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = catalog.Slug(t)
	}
	return list
}

// description is the product's own text and up to two sentences that its store
// says of such products.
func (p productData) description(s storeData, rnd *rand.Rand) string {
	var fitting []string
	for _, c := range s.Closing {
		if len(c.For) == 0 && !slices.Contains(p.Tags, "experience") || slices.ContainsFunc(c.For, func(tag string) bool { return slices.Contains(p.Tags, tag) }) {
			fitting = append(fitting, c.Say)
		}
	}
	rnd.Shuffle(len(fitting), func(i, j int) { fitting[i], fitting[j] = fitting[j], fitting[i] })
	text := "<p>" + html.EscapeString(p.Text) + "</p>"
	if n := min(len(fitting), 1+rnd.IntN(2)); n > 0 {
		text += "<p>" + html.EscapeString(strings.Join(fitting[:n], " ")) + "</p>"
	}
	return text
}
