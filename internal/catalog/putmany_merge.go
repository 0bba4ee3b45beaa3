package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/errs"
	"rialto/internal/money"
)

func pathKey(names []string) string { return strings.ToLower(strings.Join(names, "\x00")) }

// merge fills what is not given from the product as it is, and returns the ids of
// the variants.
func (g Given) merge(in PutProductInput, was *standing) (PutProductInput, []uuid.UUID, error) {
	keep(g.Name, &in.Name, was.row.Name)
	keep(g.Description, &in.Description, was.row.Description)
	keep(g.Brand, &in.Brand, was.row.Brand)
	keep(g.SEOTitle, &in.SEOTitle, was.row.SeoTitle)
	keep(g.SEODescription, &in.SEODescription, was.row.SeoDescription)
	keep(g.Status, &in.Status, Status(was.row.Status))
	keep(g.Tags, &in.Tags, was.row.Tags)
	in.Variants = slices.Clone(in.Variants)
	if !g.Options {
		return g.mergeBySKU(in, was)
	}
	ids := matchVariants(was.keys(), in.Variants)
	for i, id := range ids {
		if at := slices.IndexFunc(was.variants, func(v catalogdb.VariantsOfManyRow) bool { return v.ID == id }); at >= 0 {
			in.Variants[i] = g.mergeVariant(in.Variants[i], was.variants[at])
		}
	}
	return in, ids, nil
}

func keep[T any](given bool, to *T, was T) {
	if !given {
		*to = was
	}
}

// mergeBySKU changes the variants that in names, and keeps all.
func (g Given) mergeBySKU(in PutProductInput, was *standing) (PutProductInput, []uuid.UUID, error) {
	named := in.Variants
	in.Options, in.Variants = nil, nil
	for _, o := range was.options {
		in.Options = append(in.Options, o.Name)
	}
	var ids []uuid.UUID
	for _, v := range was.variants {
		if !v.Archived {
			in.Variants, ids = append(in.Variants, putVariantFromRow(v)), append(ids, v.ID)
		}
	}
	var bad []errs.Field
	for i, v := range named {
		at := slices.IndexFunc(in.Variants, func(o PutVariant) bool { return v.SKU != "" && o.SKU == v.SKU })
		if at < 0 && len(in.Variants) == 1 && len(named) == 1 {
			at = 0
		}
		if at < 0 {
			bad = append(bad, errs.Field{
				Path: fmt.Sprintf("variants[%d].sku", i), Code: "unknown", Message: "The product has no variant with this SKU.",
			})
			continue
		}
		row := was.variants[slices.IndexFunc(was.variants, func(r catalogdb.VariantsOfManyRow) bool { return r.ID == ids[at] })]
		v.Options = in.Variants[at].Options
		in.Variants[at] = g.mergeVariant(v, row)
	}
	if len(bad) > 0 {
		return in, nil, ErrProductInvalid.With(bad...)
	}
	return in, ids, nil
}

func (g Given) mergeVariant(v PutVariant, was catalogdb.VariantsOfManyRow) PutVariant {
	old := putVariantFromRow(was)
	keep(g.SKU, &v.SKU, old.SKU)
	keep(g.Barcode, &v.Barcode, old.Barcode)
	keep(g.Price, &v.Price, old.Price)
	keep(g.CompareAt, &v.CompareAt, old.CompareAt)
	keep(g.Weight, &v.WeightGrams, old.WeightGrams)
	keep(g.Quantity, &v.Quantity, old.Quantity)
	return v
}

// putVariantFromRow leaves the image out: it is kept unless another is given.
func putVariantFromRow(r catalogdb.VariantsOfManyRow) PutVariant {
	v := PutVariant{
		SKU: deref(r.Sku), Barcode: deref(r.Barcode), Options: r.Options, Price: money.Amount{Minor: r.PriceAmount, Currency: r.Currency},
		Quantity: int(r.Quantity),
	}
	if r.CompareAtAmount != nil {
		v.CompareAt = &money.Amount{Minor: *r.CompareAtAmount, Currency: r.Currency}
	}
	if r.WeightGrams != nil {
		v.WeightGrams = int(*r.WeightGrams)
	}
	return v
}

// keys are the variants as matchVariants wants them.
func (st *standing) keys() []catalogdb.VariantKeysRow {
	list := make([]catalogdb.VariantKeysRow, len(st.variants))
	for i, v := range st.variants {
		list[i] = catalogdb.VariantKeysRow{ID: v.ID, Sku: v.Sku, Options: v.Options}
	}
	return list
}
