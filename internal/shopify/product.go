package shopify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"rialto/internal/catalog"
)

// What the catalog takes, said here so that the first pass finds what is beyond
// it and can name the column.
const (
	maxVariants    = 2000
	maxImages      = 250
	maxDescription = 100_000 // bytes
	maxTags        = 250
	maxTag         = 255
	maxSKU         = 255 // bytes
	maxCategory    = 200
)

// longest is the number of characters a column may have.
var longest = map[column]int{
	title: 300, vendor: 300,
	option1Name: 255, option2Name: 255, option3Name: 255,
	option1Value: 255, option2Value: 255, option3Value: 255,
}

// begin reads what the first row says of the product as a whole.
func (p *products) begin(r *row) *product {
	to := &product{row: r.number, handle: r.get(handle), skus: map[string]int{}, chosen: map[string]int{}}
	to.input = catalog.PutProductInput{
		Slug: slugOf(to.handle), Name: r.get(title), Description: r.get(body), Brand: r.get(vendor),
		Category: p.category(to, r), Tags: tagsOf(r.get(tags)), Status: p.status(to, r),
		SEOTitle: r.get(seoTitle), SEODescription: r.get(seoDescription),
	}
	p.unique(to, r)
	if to.input.Name == "" {
		p.refuse(to, r, title, "the title is missing")
	}
	if len(to.input.Description) > maxDescription {
		p.refuse(to, r, body, fmt.Sprintf("longer than %d bytes", maxDescription))
	}
	if len(to.input.Tags) > maxTags {
		p.refuse(to, r, tags, fmt.Sprintf("more than %d tags", maxTags))
	}
	for _, tag := range to.input.Tags {
		if utf8.RuneCountInString(tag) > maxTag {
			p.refuse(to, r, tags, fmt.Sprintf("a tag is longer than %d characters", maxTag))
			break
		}
	}
	p.short(to, r, title)
	p.short(to, r, vendor)
	p.options(to, r)
	return to
}

// short refuses a cell that has more characters than the column may.
func (p *products) short(to *product, r *row, c column) {
	if most := longest[c]; utf8.RuneCountInString(r.get(c)) > most {
		p.refuse(to, r, c, fmt.Sprintf("longer than %d characters", most))
	}
}

// unique refuses a handle that was used before. Handles that differ only in
// what an address cannot show are the same here.
func (p *products) unique(to *product, r *row) {
	h := maphash.String(p.seed, to.input.Slug)
	if _, ok := p.seen[h]; ok {
		p.refuse(to, r, handle, "the handle was used by rows further up; rows of one product have to follow each other")
	}
	p.seen[h] = struct{}{}
}

// slugOf makes an address of a handle. One without a Latin letter or digit
// gets an address that is made of its bytes, the same each time.
func slugOf(handle string) string {
	if slug := catalog.Slug(handle); slug != "" {
		return slug
	}
	sum := sha256.Sum256([]byte(handle))
	return "product-" + hex.EncodeToString(sum[:6])
}

// category is the type a merchant gave the product, else the last part of
// Shopify's category, such as "Shirts" of "Apparel > Clothing > Shirts".
func (p *products) category(to *product, r *row) string {
	from, name := productType, r.get(productType)
	if name == "" {
		path := strings.Split(r.get(category), ">")
		from, name = category, strings.TrimSpace(path[len(path)-1])
	}
	if utf8.RuneCountInString(name) > maxCategory {
		p.refuse(to, r, from, fmt.Sprintf("longer than %d characters", maxCategory))
	}
	return name
}

func tagsOf(text string) []string {
	var list []string
	for tag := range strings.SplitSeq(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(list, tag) {
			list = append(list, tag)
		}
	}
	return list
}

// status joins two columns: Status says where the product stands, Published
// whether the online store shows it.
func (p *products) status(to *product, r *row) catalog.Status {
	shown := true
	switch strings.ToLower(r.get(published)) {
	case "", "true", "yes", "1":
	case "false", "no", "0":
		shown = false
	default:
		p.refuse(to, r, published, "not true or false")
	}
	switch strings.ToLower(r.get(status)) {
	case "", "active":
		if shown {
			return catalog.StatusActive
		}
		return catalog.StatusDraft
	case "draft", "unlisted":
		return catalog.StatusDraft
	case "archived":
		return catalog.StatusArchived
	}
	p.refuse(to, r, status, "not active, draft or archived")
	return ""
}
