package web

import (
	"net/url"
	"slices"
	"strconv"

	"rialto/internal/money"
)

// browser is a list of products with its filters, on the page of all products
// or of a store.
type browser struct {
	Words      string
	Categories []categoryRow
	Popular    []category // to go on from when nothing was found
	Sorts      []sortOption
	InStock    bool
	Sign       string   // of the currency
	Min, Max   string   // prices, as decimals
	Filters    []string // what is set, in words
	Loaded     bool
	Grid       grid
	First      string // path of the first page, on the others
	Next       string // path of the next page
}

// categoryRow is a link to the list with only that category.
type categoryRow struct {
	Category category
	Depth    int
	Chosen   bool
	Path     string
}

// sortOption is an order to choose.
type sortOption struct {
	Key    string // of its text
	Chosen bool
}

// Longer lists of categories are cut to the first twelve, as in category-filter.tsx.
const (
	categoriesFit  = 16
	mostCategories = 12
)

var sortKeys = map[string]string{
	"relevance": "sort.relevance", "newest": "sort.newest", "price_asc": "sort.priceAsc", "price_desc": "sort.priceDesc",
}

// browse lays out a page of products. `at` writes the path of a listing.
func (v *visit) browse(l listing, products answer, categories []category, at func(listing) string) browser {
	found, loaded := read[list[summary]](products)
	b := browser{
		Words: l.Words, Popular: topCategories(categories, 6), Sorts: sortsOf(l), InStock: l.InStock,
		Sign: money.Sign(v.lang, v.currency), Min: v.decimal(l.MinPrice), Max: v.decimal(l.MaxPrice), Filters: v.filters(l, categories), Loaded: loaded,
		Grid: gridOf(found.Items, true, 3, 2), Categories: categoryRows(l, categories, at),
	}
	if l.Cursor != "" {
		b.First = at(l.on(""))
	}
	if found.NextCursor != "" {
		b.Next = at(l.on(found.NextCursor))
	}
	return b
}

// sortsOf are the orders of a listing. Relevance is offered where words were
// searched for, and is the usual one there.
func sortsOf(l listing) []sortOption {
	chosen := l.Sort
	switch {
	case chosen != "":
	case l.Words != "":
		chosen = "relevance"
	default:
		chosen = "newest"
	}
	var options []sortOption
	for _, order := range sorts {
		if order != "relevance" || l.Words != "" {
			options = append(options, sortOption{sortKeys[order], order == chosen})
		}
	}
	return options
}

// categoryRows are the categories in the order of their tree. A category whose
// parent is not known stands at the top.
func categoryRows(l listing, all []category, at func(listing) string) []categoryRow {
	known, children := map[string]bool{}, map[string][]category{}
	for _, c := range all {
		known[c.ID] = true
	}
	for _, c := range all {
		parent := c.ParentID
		if !known[parent] {
			parent = ""
		}
		children[parent] = append(children[parent], c)
	}
	var rows []categoryRow
	var walk func(parent string, depth int)
	walk = func(parent string, depth int) {
		for _, c := range children[parent] {
			chosen := slices.Contains(l.Categories, c.Slug)
			if len(all) <= categoriesFit || len(rows) < mostCategories || chosen {
				rows = append(rows, categoryRow{c, depth, chosen, at(listing{Store: l.Store, Categories: []string{c.Slug}})})
			}
			if c.ID != "" && depth < 8 {
				walk(c.ID, depth+1)
			}
		}
	}
	walk("", 0)
	return rows
}

// filters says in words what the list is narrowed to.
func (v *visit) filters(l listing, categories []category) []string {
	var words []string
	for _, slug := range l.Categories {
		name := slug
		if i := slices.IndexFunc(categories, func(c category) bool { return c.Slug == slug }); i >= 0 {
			name = categories[i].Name
		}
		words = append(words, name)
	}
	amount := func(minor string) string { return price(v.lang, v.amount(minor)) }
	switch {
	case l.MinPrice != "" && l.MaxPrice != "":
		words = append(words, v.t("filters.between", "min", amount(l.MinPrice), "max", amount(l.MaxPrice)))
	case l.MinPrice != "":
		words = append(words, v.t("filters.above", "min", amount(l.MinPrice)))
	case l.MaxPrice != "":
		words = append(words, v.t("filters.below", "max", amount(l.MaxPrice)))
	}
	if l.InStock {
		words = append(words, v.t("filters.inStock"))
	}
	return words
}

// amount is a price of the address; listingOf let only digits through.
func (v *visit) amount(minor string) money.Amount {
	n, _ := strconv.ParseInt(minor, 10, 64)
	return money.Amount{Minor: n, Currency: v.currency}
}

// decimal is a price of the address as somebody would type it; "" for none.
func (v *visit) decimal(minor string) string {
	if minor == "" {
		return ""
	}
	return v.amount(minor).Decimal()
}

// chosenCategory is the name of the one category the list is narrowed to.
func chosenCategory(l listing, categories []category) string {
	if len(l.Categories) != 1 {
		return ""
	}
	for _, c := range categories {
		if c.Slug == l.Categories[0] {
			return c.Name
		}
	}
	return ""
}

// atProducts is the path of a listing among all products.
func atProducts(l listing) string { return pageAddress(l.query(), "products") }

// atStore gives the path of a listing on the store's own page.
func atStore(slug string) func(listing) string {
	return func(l listing) string {
		l.Store = ""
		return pageAddress(l.query(), "stores", slug)
	}
}

func categoriesAddress(store string) string {
	if store == "" {
		return apiAddress(nil, "categories")
	}
	return apiAddress(url.Values{"store": {store}}, "categories")
}
