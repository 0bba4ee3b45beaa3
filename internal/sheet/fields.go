package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rialto/internal/catalog"
)

// Field is what a column may hold. Its text is the column's name in Rialto's own
// files.
type Field string

// The fields. Status and Published are two sides of one thing; Category is a path
// such as "Home > Kitchen > Mugs", Type the last name of one.
const (
	Handle         Field = "handle"
	Name           Field = "name"
	Description    Field = "description"
	Brand          Field = "brand"
	Category       Field = "category"
	Type           Field = "category_name"
	Tags           Field = "tags"
	Status         Field = "status"
	Published      Field = "published"
	SEOTitle       Field = "seo_title"
	SEODescription Field = "seo_description"
	SKU            Field = "sku"
	Barcode        Field = "barcode"
	Price          Field = "price"
	CompareAt      Field = "compare_at_price"
	Grams          Field = "weight_grams"
	Quantity       Field = "quantity"
	ImageURL       Field = "image_url"
	ImagePosition  Field = "image_position"
	ImageAlt       Field = "image_alt"
	ImageFocus     Field = "image_focus"
	VariantImage   Field = "variant_image_url"
	option1Name    Field = "option1_name"
	option1Value   Field = "option1_value"
	option2Name    Field = "option2_name"
	option2Value   Field = "option2_value"
	option3Name    Field = "option3_name"
	option3Value   Field = "option3_value"
)

// attributePrefix begins the field of a product's attribute, whose name follows.
const attributePrefix = "attribute:"

// Attribute is the field of an attribute.
func Attribute(name string) Field { return Field(attributePrefix + name) }

// own are the columns of Rialto's own files, in their order. The attributes
// follow them.
var own = []Field{
	Handle, Name, Description, Brand, Category, Tags, Status, SEOTitle, SEODescription,
	option1Name, option1Value, option2Name, option2Value, option3Name, option3Value,
	SKU, Barcode, Price, CompareAt, Grams, Quantity, ImageURL, ImageAlt, ImageFocus, VariantImage,
}

// Fields are all fields a column can be mapped to, but for attributes.
func Fields() []Field {
	list := slices.Insert(slices.Clone(own), slices.Index(own, Category)+1, Type)
	list = slices.Insert(list, slices.Index(list, Status)+1, Published)
	return slices.Insert(list, slices.Index(list, ImageURL)+1, ImagePosition)
}

// shopify has the names that Shopify gave its columns over the years.
var shopify = map[string]Field{
	"handle": Handle, "url handle": Handle,
	"title":       Name,
	"body (html)": Description, "body html": Description, "description": Description,
	"vendor": Brand,
	"type":   Type, "custom product type": Type,
	"product category": Category, "standard product type": Category,
	"tags":      Tags,
	"published": Published, "published on online store": Published,
	"status":      Status,
	"variant sku": SKU, "sku": SKU,
	"variant grams": Grams, "weight value (grams)": Grams,
	"variant inventory qty": Quantity, "inventory quantity": Quantity,
	"variant price": Price, "price": Price,
	"variant compare at price": CompareAt, "compare-at price": CompareAt, "compare at price": CompareAt,
	"variant barcode": Barcode, "barcode": Barcode,
	"image src": ImageURL, "product image url": ImageURL,
	"image position": ImagePosition,
	"image alt text": ImageAlt,
	"variant image":  VariantImage, "variant image url": VariantImage,
	"seo title":       SEOTitle,
	"seo description": SEODescription,
	"option1 name":    option1Name, "option1 value": option1Value,
	"option2 name": option2Name, "option2 value": option2Value,
	"option3 name": option3Name, "option3 value": option3Value,
}

// others are names that other shops and spreadsheets use.
var others = map[string]Field{
	"slug": Handle, "id": Handle, "product id": Handle, "product": Name, "product name": Name, "manufacturer": Brand,
	"categories": Category, "product type": Type, "stock": Quantity, "qty": Quantity, "in stock": Quantity,
	"ean": Barcode, "gtin": Barcode, "upc": Barcode, "isbn": Barcode, "regular price": CompareAt, "sale price": Price,
	"weight": Grams, "weight (g)": Grams, "image": ImageURL, "images": ImageURL, "image url": ImageURL, "picture": ImageURL,
	"meta title": SEOTitle, "meta description": SEODescription, "article number": SKU,
	// Spreadsheets in German.
	"titel": Name, "produktname": Name, "bezeichnung": Name, "beschreibung": Description, "marke": Brand, "hersteller": Brand,
	"kategorie": Category, "schlagwörter": Tags, "preis": Price, "uvp": CompareAt, "bestand": Quantity, "lagerbestand": Quantity,
	"menge": Quantity, "artikelnummer": SKU, "gewicht (g)": Grams, "bild": ImageURL,
}

// key is how a column's name is compared.
func key(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// fourthOption are columns of an option beyond the third.
var fourthOption = regexp.MustCompile(`^option(\d+)[ _](name|value)$`)

func isFourthOption(name string) bool {
	m := fourthOption.FindStringSubmatch(key(name))
	if m == nil {
		return false
	}
	n, err := strconv.Atoi(m[1])
	return err == nil && n > 3
}

// Suggest says what format a header is of, and for each column which field it
// seems to be, empty for none. No field is suggested twice. known is what the
// columns were mapped to before, by their names as RememberAs gives them;
// attributes are the names that there are.
func Suggest(header []string, known map[string]Field, attributes []string) (Format, []Field) {
	there := func(f Field) bool {
		return !isAttribute(f) || slices.Contains(attributes, strings.TrimPrefix(string(f), attributePrefix))
	}
	format := formatOf(header)
	mapping := make([]Field, len(header))
	taken := map[Field]bool{}
	suggest := func(of func(name string) (Field, bool)) {
		for i, name := range header {
			if f, ok := of(name); ok && mapping[i] == "" && !taken[f] && there(f) {
				mapping[i] = f
				taken[f] = f != ""
			}
		}
	}
	ignored := map[int]bool{}
	for i, name := range header {
		if f, ok := known[key(name)]; ok && f == "" {
			ignored[i] = true
		}
	}
	suggest(func(name string) (Field, bool) { f, ok := known[key(name)]; return f, ok && f != "" })
	suggest(ownField)
	suggest(func(name string) (Field, bool) { f, ok := shopify[key(name)]; return f, ok })
	if format == Other {
		suggest(func(name string) (Field, bool) { f, ok := others[key(name)]; return f, ok })
	}
	for i := range ignored {
		mapping[i] = ""
	}
	return format, mapping
}

// RememberAs is the name under which a column's mapping is remembered.
func RememberAs(name string) string { return key(name) }

func ownField(name string) (Field, bool) {
	f := Field(strings.TrimSpace(name))
	return f, slices.Contains(own, f) || isAttribute(f)
}

func isAttribute(f Field) bool {
	return strings.HasPrefix(string(f), attributePrefix) && len(f) > len(attributePrefix)
}

func formatOf(header []string) Format {
	names := map[string]bool{}
	for _, name := range header {
		names[key(name)] = true
	}
	switch {
	case names["handle"] && names["name"] && names["price"] && names["weight_grams"]:
		return Rialto
	case names["handle"] && names["title"] && names["variant price"], names["url handle"] && names["title"]:
		return Shopify
	}
	return Other
}

// Layout says in which column of a file which field is.
type Layout struct {
	format  Format
	columns []string      // as the file spells them
	at      map[Field]int // index into columns
	attrs   []Field       // in the order of the columns
	excess  []int         // columns of a fourth option and beyond
}

// MappingError is what is wrong with one column of a mapping.
type MappingError struct {
	Column        int // index; -1: Field has no column
	Field         Field
	Code, Message string
}

// NewLayout applies a mapping, which has a field for each column of the header,
// empty for one that is not read. attributes are the names that may be mapped to.
// create says whether products may be made, which needs more fields than changing
// some.
func NewLayout(format Format, header []string, mapping []Field, attributes []string, create bool) (*Layout, []MappingError) {
	l := &Layout{format: format, columns: make([]string, len(header)), at: map[Field]int{}}
	var bad []MappingError
	if len(mapping) != len(header) {
		return nil, []MappingError{{-1, "", "length", fmt.Sprintf("Give a field, or an empty text, for each of the %d columns.", len(header))}}
	}
	known := Fields()
	for i, f := range mapping {
		l.columns[i] = strings.Join(strings.Fields(header[i]), " ")
		switch {
		case f == "":
			if format == Shopify && isFourthOption(header[i]) {
				l.excess = append(l.excess, i)
			}
			continue
		case isAttribute(f) && slices.Contains(attributes, strings.TrimPrefix(string(f), attributePrefix)):
			l.attrs = append(l.attrs, f)
		case !slices.Contains(known, f):
			bad = append(bad, MappingError{i, f, "unknown", "There is no such field."})
			continue
		}
		if _, twice := l.at[f]; twice {
			bad = append(bad, MappingError{i, f, "duplicate", "Another column is mapped to this field."})
			continue
		}
		l.at[f] = i
	}
	needed := []Field{Handle}
	if create {
		needed = []Field{Handle, Name, Price}
	}
	for _, f := range needed {
		if !l.has(f) {
			bad = append(bad, MappingError{-1, f, "required", fmt.Sprintf("Map a column to %s.", f)})
		}
	}
	for _, o := range optionPairs {
		if l.has(o.value) && !l.has(o.name) {
			bad = append(bad, MappingError{l.at[o.value], o.value, "option", fmt.Sprintf("Map a column to %s, too.", o.name)})
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return l, nil
}

// has reports whether the file says something of a field.
func (l *Layout) has(f Field) bool { _, ok := l.at[f]; return ok }

// Has reports whether a column is mapped to one of the fields.
func (l *Layout) Has(fields ...Field) bool { return slices.ContainsFunc(fields, l.has) }

// HasAttributes reports whether a column is mapped to an attribute.
func (l *Layout) HasAttributes() bool { return len(l.attrs) > 0 }

// HasOptions reports whether the file names options.
func (l *Layout) HasOptions() bool { return l.has(option1Name) }

// name is how the file spells the column of f, for reports.
func (l *Layout) name(f Field) string {
	if i, ok := l.at[f]; ok {
		return l.columns[i]
	}
	return ""
}

// Given says what of a product the file names. The rest is to stay as it is.
func (l *Layout) Given() catalog.Given {
	return catalog.Given{
		Name: l.has(Name), Description: l.has(Description), Brand: l.has(Brand), Category: l.Has(Category, Type), Tags: l.has(Tags),
		Status: l.Has(Status, Published), SEOTitle: l.has(SEOTitle), SEODescription: l.has(SEODescription), Options: l.HasOptions() || !l.has(SKU),
		SKU: l.has(SKU), Barcode: l.has(Barcode), Price: l.has(Price), CompareAt: l.has(CompareAt), Weight: l.has(Grams),
		Quantity: l.has(Quantity),
	}
}
