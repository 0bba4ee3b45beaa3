package catalog

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"rialto/internal/errs"
)

// What a product may hold.
const (
	maxName        = 300
	maxDescription = 100_000
	maxTags        = 250
	maxTag         = 255
	maxOptions     = 3
	maxOptionText  = 255
	maxVariants    = 2000
	maxImages      = 250
	maxSKU         = 255
	maxPrice       = 100_000_000_000
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// validate returns ErrProductInvalid with every field that breaks a rule.
func (in PutProductInput) validate() error {
	var bad []errs.Field
	refuse := func(ok bool, path, code, message string) {
		if !ok {
			bad = append(bad, errs.Field{Path: path, Code: code, Message: message})
		}
	}
	between := func(text string, least, most int) bool {
		n := utf8.RuneCountInString(text)
		return n >= least && n <= most
	}
	refuse(slugForm.MatchString(in.Slug) && len(in.Slug) <= maxSlug, "slug", "pattern", "Use lower-case letters, digits and single hyphens.")
	refuse(between(in.Name, 1, maxName), "name", "length", fmt.Sprintf("Use 1 to %d characters.", maxName))
	refuse(len(in.Description) <= maxDescription, "description", "length", fmt.Sprintf("Use at most %d bytes.", maxDescription))
	refuse(between(in.Brand, 0, maxName), "brand", "length", fmt.Sprintf("Use at most %d characters.", maxName))
	refuse(between(in.Category, 0, 200), "category", "length", "Use at most 200 characters.")
	refuse(slices.Contains([]Status{StatusDraft, StatusActive, StatusArchived}, in.Status), "status", "enum", "Use draft, active or archived.")
	refuse(len(in.Tags) <= maxTags, "tags", "length", fmt.Sprintf("Use at most %d tags.", maxTags))
	for i, tag := range in.Tags {
		refuse(between(tag, 1, maxTag), fmt.Sprintf("tags[%d]", i), "length", fmt.Sprintf("Use 1 to %d characters.", maxTag))
	}
	refuse(len(in.Options) <= maxOptions, "options", "length", fmt.Sprintf("Use at most %d options.", maxOptions))
	for i, name := range in.Options {
		refuse(between(name, 1, maxOptionText), fmt.Sprintf("options[%d]", i), "length", fmt.Sprintf("Use 1 to %d characters.", maxOptionText))
		refuse(!slices.Contains(in.Options[:i], name), fmt.Sprintf("options[%d]", i), "duplicate", "Name each option once.")
	}
	refuse(len(in.Images) <= maxImages, "images", "length", fmt.Sprintf("Use at most %d images.", maxImages))
	refuse(len(in.Variants) >= 1 && len(in.Variants) <= maxVariants, "variants", "length", fmt.Sprintf("Use 1 to %d variants.", maxVariants))
	for i, v := range in.Variants {
		in.validateVariant(i, v, func(ok bool, field, code, message string) {
			refuse(ok, fmt.Sprintf("variants[%d].%s", i, field), code, message)
		})
	}
	if len(bad) > 0 {
		return ErrProductInvalid.With(bad...)
	}
	return nil
}

func (in PutProductInput) validateVariant(i int, v PutVariant, refuse func(ok bool, field, code, message string)) {
	refuse(len(v.Options) == len(in.Options), "options", "length", "Give one value for each option.")
	for _, value := range v.Options {
		refuse(value != "" && utf8.RuneCountInString(value) <= maxOptionText, "options", "length", fmt.Sprintf("Use 1 to %d characters.", maxOptionText))
	}
	same := func(o PutVariant) bool { return slices.Equal(o.Options, v.Options) }
	refuse(!slices.ContainsFunc(in.Variants[:i], same), "options", "duplicate", "Another variant has the same options.")
	refuse(len(v.SKU) <= maxSKU, "sku", "length", fmt.Sprintf("Use at most %d bytes.", maxSKU))
	refuse(v.Price.Minor >= 0 && v.Price.Minor <= maxPrice, "price", "range", "The price is out of range.")
	refuse(v.Price.Currency == in.Variants[0].Price.Currency, "price", "currency", "All prices of a product have one currency.")
	if v.CompareAt != nil {
		refuse(v.CompareAt.Minor >= 0 && v.CompareAt.Minor <= maxPrice, "compareAtPrice", "range", "The price is out of range.")
		refuse(v.CompareAt.Currency == v.Price.Currency, "compareAtPrice", "currency", "All prices of a product have one currency.")
	}
	refuse(v.WeightGrams >= 0 && v.WeightGrams <= math.MaxInt32, "weightGrams", "range", "The weight is out of range.")
	refuse(v.Quantity >= 0 && v.Quantity <= math.MaxInt32/2, "quantity", "range", "The quantity is out of range.")
	refuse(v.Image == nil || (*v.Image >= 0 && *v.Image < len(in.Images)), "imageIndex", "range", "There is no such image.")
}
