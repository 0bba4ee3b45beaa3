package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"rialto/internal/catalog"
	"rialto/internal/errs"
)

// What the catalog takes, said here so that a report can name the column.
const (
	maxVariants    = 2000
	maxPictures    = 250
	maxDescription = 100_000 // bytes
	maxTags        = 250
	maxTag         = 255
	maxSKU         = 255 // bytes
	maxBarcode     = 255 // bytes
	maxCategory    = 200
)

// longest is the number of characters a field may have.
var longest = map[Field]int{
	Name: 300, Brand: 300, ImageAlt: 1000, SEOTitle: 1000, SEODescription: 5000,
	option1Name: 255, option2Name: 255, option3Name: 255,
	option1Value: 255, option2Value: 255, option3Value: 255,
}

// begin reads what the first row says of the product as a whole.
func (rd *Reader) begin(r *row) *Product {
	l := rd.opts.Layout
	p := &Product{
		Row: r.number, Handle: slugOf(r.get(Handle)), layout: l, first: r, raw: r.get(Handle),
		skus: map[string]int{}, chosen: map[string]int{},
	}
	p.Input = catalog.PutProductInput{
		Slug: p.Handle, Name: r.get(Name), Description: r.get(Description), Brand: r.get(Brand),
		Category: p.category(r), Tags: p.tags(r), Status: p.status(r),
		SEOTitle: r.get(SEOTitle), SEODescription: r.get(SEODescription),
	}
	if l.has(Name) && p.Input.Name == "" {
		p.refuse(r, Name, "missing", "the name is missing")
	}
	if len(p.Input.Description) > maxDescription {
		p.refuse(r, Description, "too_long", fmt.Sprintf("longer than %d bytes", maxDescription))
	}
	for _, f := range []Field{Name, Brand, SEOTitle, SEODescription} {
		p.short(r, f)
	}
	for _, f := range l.attrs {
		if p.Attributes == nil {
			p.Attributes = map[string]string{}
		}
		p.Attributes[strings.TrimPrefix(string(f), attributePrefix)] = r.get(f)
	}
	p.readOptions(r)
	return p
}

// short refuses a cell that has more characters than the field may.
func (p *Product) short(r *row, f Field) {
	if most := longest[f]; utf8.RuneCountInString(r.get(f)) > most {
		p.refuse(r, f, "too_long", fmt.Sprintf("longer than %d characters", most))
	}
}

// RefuseRepeated reports a handle that was used further up. Handles that differ
// only in what an address cannot show are the same.
func (p *Product) RefuseRepeated() {
	p.refuse(p.first, Handle, "handle_repeated", "the handle was used by rows further up; rows of one product have to follow each other")
}

// WarnDraft reports a product that lacks attributes that its category asks for.
func (p *Product) WarnDraft() {
	p.warn(p.first, Status, "made_draft", "the category asks for attributes that the product lacks; it is a draft until it has them")
}

// WarnCategory reports a category that the marketplace has not.
func (p *Product) WarnCategory() {
	f := Category
	if p.first.get(Type) != "" {
		f = Type
	}
	p.warn(p.first, f, "category_unknown", "the marketplace has no such category; the product has none, or keeps its own")
}

// variantPath is how the catalog names a part of a variant.
var variantPath = regexp.MustCompile(`^variants\[(\d+)\]\.(\w+)$`)

// fieldOf is what the catalog calls the fields.
var fieldOf = map[string]Field{
	"slug": Handle, "name": Name, "description": Description, "brand": Brand, "category": Category, "status": Status, "tags": Tags,
	"options": option1Name, "images": ImageURL, "seoTitle": SEOTitle, "seoDescription": SEODescription,
}

var variantFieldOf = map[string]Field{
	"options": option1Value, "sku": SKU, "barcode": Barcode, "price": Price, "compareAtPrice": CompareAt, "weight": Grams,
	"quantity": Quantity, "image": VariantImage,
}

// Refuse reports what the catalog has refused, at the row and the column it is
// about: the catalog has rules that no column shows.
func (p *Product) Refuse(e *errs.Error) {
	if len(e.Fields) == 0 {
		p.refuse(p.first, "", e.Code, e.Message)
	}
	for _, f := range e.Fields {
		if m := variantPath.FindStringSubmatch(f.Path); m != nil {
			if i, err := strconv.Atoi(m[1]); err == nil && i < len(p.variantRows) {
				p.refuse(p.variantRows[i], variantFieldOf[m[2]], f.Code, f.Message)
				continue
			}
		}
		if isAttribute(Field(f.Path)) {
			p.refuse(p.first, Field(f.Path), f.Code, f.Message)
			continue
		}
		path, _, _ := strings.Cut(f.Path, "[")
		p.refuse(p.first, fieldOf[path], f.Code, f.Message)
	}
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

// category is the name that a merchant gave, else the path.
func (p *Product) category(r *row) string {
	from, text := Type, r.get(Type)
	if text == "" {
		from, text = Category, r.get(Category)
	}
	for _, name := range catalog.SplitCategoryPath(text) {
		if utf8.RuneCountInString(name) > maxCategory {
			p.refuse(r, from, "too_long", fmt.Sprintf("longer than %d characters", maxCategory))
			break
		}
	}
	if from == Type {
		return catalog.JoinCategoryPath(text)
	}
	return text
}

func (p *Product) tags(r *row) []string {
	list := splitTags(r.get(Tags))
	if len(list) > maxTags {
		p.refuse(r, Tags, "too_many", fmt.Sprintf("more than %d tags", maxTags))
	}
	for _, tag := range list {
		if utf8.RuneCountInString(tag) > maxTag {
			p.refuse(r, Tags, "too_long", fmt.Sprintf("a tag is longer than %d characters", maxTag))
			break
		}
	}
	return list
}

// status joins two columns: Status says where the product stands, Published
// whether the online store shows it.
func (p *Product) status(r *row) catalog.Status {
	shown := true
	switch strings.ToLower(r.get(Published)) {
	case "", "true", "yes", "1":
	case "false", "no", "0":
		shown = false
	default:
		p.refuse(r, Published, "not_true_or_false", "not true or false")
	}
	switch strings.ToLower(r.get(Status)) {
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
	p.refuse(r, Status, "not_a_status", "not active, draft or archived")
	return ""
}
