package shopify

import (
	"regexp"
	"strconv"
	"strings"
)

// column is a column the import reads.
type column int

const (
	handle column = iota
	title
	body
	vendor
	productType
	category
	tags
	published
	status
	sku
	grams
	quantity
	price
	compareAt
	barcode
	imageSrc
	imagePosition
	imageAlt
	variantImage
	seoTitle
	seoDescription
	option1Name // name and value of the three options alternate from here
	option1Value
	option2Name
	option2Value
	option3Name
	option3Value
	numColumns
)

// headers are the names Shopify has given the columns over the years, in lower
// case. Columns not listed here are not read.
var headers = map[string]column{
	"handle": handle, "url handle": handle,
	"title":       title,
	"body (html)": body, "body html": body, "description": body,
	"vendor": vendor,
	"type":   productType, "custom product type": productType,
	"product category": category, "standard product type": category,
	"tags":      tags,
	"published": published, "published on online store": published,
	"status":      status,
	"variant sku": sku, "sku": sku,
	"variant grams": grams, "weight value (grams)": grams,
	"variant inventory qty": quantity, "inventory quantity": quantity,
	"variant price": price, "price": price,
	"variant compare at price": compareAt, "compare-at price": compareAt, "compare at price": compareAt,
	"variant barcode": barcode, "barcode": barcode,
	"image src": imageSrc, "product image url": imageSrc,
	"image position": imagePosition,
	"image alt text": imageAlt,
	"variant image":  variantImage, "variant image url": variantImage,
	"seo title":       seoTitle,
	"seo description": seoDescription,
	"option1 name":    option1Name, "option1 value": option1Value,
	"option2 name": option2Name, "option2 value": option2Value,
	"option3 name": option3Name, "option3 value": option3Value,
}

// required are the columns no product can do without.
var required = map[column]string{handle: "Handle", title: "Title", price: "Variant Price"}

var optionHeader = regexp.MustCompile(`^option(\d+) (name|value)$`)

// layout says where the file has which column.
type layout struct {
	at     [numColumns]int // -1: the file has no such column
	names  []string        // as the file spells them
	excess []int           // columns of a fourth option and beyond
}

// layoutOf reads the header row. It returns a problem for each required column
// that is absent. A repeated column counts once, where it is first.
func layoutOf(header []string) (layout, []Problem) {
	l := layout{names: make([]string, len(header))}
	for c := range l.at {
		l.at[c] = -1
	}
	for i, name := range header {
		l.names[i] = strings.Join(strings.Fields(name), " ")
		key := strings.ToLower(l.names[i])
		if c, ok := headers[key]; ok && l.at[c] < 0 {
			l.at[c] = i
		} else if m := optionHeader.FindStringSubmatch(key); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n > 3 {
				l.excess = append(l.excess, i)
			}
		}
	}
	var missing []Problem
	for c := range numColumns {
		if name := required[c]; name != "" && l.at[c] < 0 {
			missing = append(missing, Problem{1, name, "the file has no such column"})
		}
	}
	return l, missing
}

// name is how the file spells column c, for reports.
func (l *layout) name(c column) string {
	if i := l.at[c]; i >= 0 {
		return l.names[i]
	}
	return ""
}
