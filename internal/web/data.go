package web

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"rialto/internal/money"
)

// What the pages read of the API's answers.

type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor"`
}

type picture struct {
	URL     string `json:"url"`
	Alt     string `json:"alt"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Sources []struct {
		URL   string `json:"url"`
		Width int    `json:"width"`
	} `json:"sources"`
}

type store struct {
	Slug         string   `json:"slug"`
	Name         string   `json:"name"`
	Tagline      string   `json:"tagline"`
	Description  string   `json:"description"`
	Location     string   `json:"location"`
	Logo         *picture `json:"logo"`
	Banner       *picture `json:"banner"`
	ProductCount int      `json:"productCount"`
}

// Letter stands in the place of a logo.
func (s store) Letter() string {
	for _, r := range s.Name {
		return string(unicode.ToUpper(r))
	}
	return ""
}

func (s store) Path() string { return pageAddress(nil, "stores", s.Slug) }

type category struct {
	ID           string `json:"id"`
	ParentID     string `json:"parentId"`
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	ProductCount *int   `json:"productCount"`
}

func (c category) Path() string {
	return pageAddress(url.Values{"category": {c.Slug}}, "products")
}

// topCategories are those without a parent, the fullest first.
func topCategories(all []category, most int) []category {
	var top []category
	for _, c := range all {
		if c.ParentID == "" {
			top = append(top, c)
		}
	}
	count := func(c category) int {
		if c.ProductCount == nil {
			return 0
		}
		return *c.ProductCount
	}
	slices.SortStableFunc(top, func(a, b category) int { return count(b) - count(a) })
	return top[:min(most, len(top))]
}

// cost is a price and what it was before.
type cost struct {
	Price          money.Amount  `json:"price"`
	CompareAtPrice *money.Amount `json:"compareAtPrice"`
	PriceVaries    bool          `json:"priceVaries"`
	LowestPrice    *money.Amount `json:"lowestPrice30d"`
}

// Reduced says whether it was dearer before.
func (c cost) Reduced() bool {
	return c.CompareAtPrice != nil && c.CompareAtPrice.Minor > c.Price.Minor
}

type summary struct {
	cost
	ID                string   `json:"id"`
	StoreSlug         string   `json:"storeSlug"`
	StoreName         string   `json:"storeName"`
	Slug              string   `json:"slug"`
	Name              string   `json:"name"`
	QuantityAvailable int      `json:"quantityAvailable"`
	Image             *picture `json:"image"`
}

func (p summary) Path() string { return productPath(p.StoreSlug, p.Slug) }

type product struct {
	cost
	ID                string    `json:"id"`
	StoreSlug         string    `json:"storeSlug"`
	StoreName         string    `json:"storeName"`
	Slug              string    `json:"slug"`
	Name              string    `json:"name"`
	Description       string    `json:"description"` // HTML
	Brand             string    `json:"brand"`
	SEOTitle          string    `json:"seoTitle"`
	SEODescription    string    `json:"seoDescription"`
	Category          *category `json:"category"`
	Images            []picture `json:"images"`
	Options           []option  `json:"options"`
	Variants          []variant `json:"variants"`
	QuantityAvailable int       `json:"quantityAvailable"`
}

func (p product) Path() string { return productPath(p.StoreSlug, p.Slug) }

type option struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

type variant struct {
	cost
	SKU               string   `json:"sku"`
	Barcode           string   `json:"barcode"`
	Options           []string `json:"options"`
	QuantityAvailable int      `json:"quantityAvailable"`
}

func productPath(store, product string) string {
	return pageAddress(nil, "stores", store, "products", product)
}

// Srcset is every rendition; empty when there is only one.
func (p picture) Srcset() string {
	if len(p.Sources) < 2 {
		return ""
	}
	var parts []string
	for _, s := range p.Sources {
		parts = append(parts, s.URL+" "+itoa(s.Width)+"w")
	}
	return strings.Join(parts, ", ")
}
