package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// listing is what the address of a list of products says: the parameters the
// API would accept. It is the Go half of products-search.ts; where the two
// differ, the app asks for its list itself.
type listing struct {
	Words              string
	Categories         []string
	Store              string
	MinPrice, MaxPrice string // minor units in digits
	InStock            bool
	Sort               string
	Cursor             string
}

var (
	sorts  = []string{"relevance", "newest", "price_asc", "price_desc"}
	amount = regexp.MustCompile(`^\d{1,11}$`)
)

func listingOf(query url.Values) listing {
	var categories []string
	for _, value := range query["category"] {
		if w := word(value, 100); w != "" && len(categories) < 20 {
			categories = append(categories, w)
		}
	}
	l := listing{
		Words: word(single(query, "q"), 200), Categories: categories, Store: word(single(query, "store"), 100),
		MinPrice: minorUnits(single(query, "minPrice")), MaxPrice: minorUnits(single(query, "maxPrice")),
		InStock: single(query, "inStock") == "true", Cursor: word(single(query, "cursor"), 500),
	}
	if sort := single(query, "sort"); slices.Contains(sorts, sort) {
		l.Sort = sort
	}
	return l
}

// single is the parameter's value if it is given once.
func single(query url.Values, name string) string {
	if values := query[name]; len(values) == 1 {
		return values[0]
	}
	return ""
}

func word(text string, most int) string {
	text = strings.TrimSpace(text)
	if len(utf16.Encode([]rune(text))) > most {
		return ""
	}
	return text
}

func minorUnits(text string) string {
	if !amount.MatchString(text) {
		return ""
	}
	n, _ := strconv.ParseInt(text, 10, 64)
	return strconv.FormatInt(n, 10)
}

// query is the listing as parameters, of the page and of GET /products alike.
func (l listing) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", l.Words)
	if len(l.Categories) > 0 {
		q["category"] = l.Categories
	}
	set("store", l.Store)
	set("minPrice", l.MinPrice)
	set("maxPrice", l.MaxPrice)
	if l.InStock {
		q.Set("inStock", "true")
	}
	set("sort", l.Sort)
	set("cursor", l.Cursor)
	return q
}

// on is the listing at another place of the list; "" is its first page.
func (l listing) on(cursor string) listing {
	l.Cursor = cursor
	return l
}

// refined says whether the list is narrowed or ordered in a way that makes it
// another view of the same products, not a page of its own.
func (l listing) refined() bool {
	return l.Words != "" || l.MinPrice != "" || l.MaxPrice != "" || l.InStock || l.Sort != "" || len(l.Categories) > 1
}

// canonical is the listing that search engines are to know this one by.
func (l listing) canonical() listing {
	if !l.refined() {
		return l
	}
	// A cursor belongs to its order and its filters.
	plain := listing{Store: l.Store}
	if len(l.Categories) == 1 {
		plain.Categories = l.Categories
	}
	return plain
}
