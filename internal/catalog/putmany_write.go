package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
)

// writes are the rows that make products what they are to be.
type writes struct {
	now       time.Time
	cause     Cause // of changes of stock
	inserts   []catalogdb.InsertProductParams
	updates   []catalogdb.UpdateProductParams
	reoption  []uuid.UUID // products whose options are written anew
	options   []catalogdb.InsertOptionParams
	variants  []catalogdb.UpsertVariantParams
	archive   []uuid.UUID
	reimage   []uuid.UUID // products whose images are written anew
	images    []catalogdb.InsertImageParams
	listIDs   []uuid.UUID
	listImage [][]byte
	stock     []stockWish
	revalue   []uuid.UUID // products whose attributes are written anew
	values    []catalogdb.InsertAttributeValueParams
}

type stockWish struct {
	product, variant uuid.UUID
	quantity         int
}

func (w *writes) create(in PutProductInput, id uuid.UUID, category *uuid.UUID) {
	row := in.row(category)
	at := in.CreatedAt
	if at.IsZero() {
		at = w.now
	}
	row.ID, row.CreatedAt, row.UpdatedAt = id, at, at
	w.inserts = append(w.inserts, row)
	w.addOptions(in, id)
	w.addImages(id, in.Images, false)
	for i, v := range in.Variants {
		variant := v.row(db.NewID(), id, i)
		w.variants = append(w.variants, variant)
		w.stock = append(w.stock, stockWish{id, variant.ID, v.Quantity})
	}
}

// update adds what is different from what is, and tells whether that is more than
// stock, and whether stock is. With other, something else of it is different.
func (w *writes) update(in PutProductInput, ids []uuid.UUID, category *uuid.UUID, was *standing, setStock, other bool) (content, stock bool) {
	id := was.row.ID
	content = other
	if !was.sameOptions(in) {
		content = true
		w.reoption = append(w.reoption, id)
		w.addOptions(in, id)
	}
	if in.Images != nil {
		in.Images = was.withFocus(in.Images)
	}
	images := in.Images != nil && !slices.EqualFunc(in.Images, was.images, sameImage)
	if images {
		content = true
		w.addImages(id, in.Images, true)
	}
	for i, v := range in.Variants {
		row := v.row(ids[i], id, i)
		at := slices.IndexFunc(was.variants, func(o catalogdb.VariantsOfManyRow) bool { return o.ID == ids[i] })
		if at < 0 || images || !sameVariant(row, was.variants[at]) {
			content = true
			w.variants = append(w.variants, row)
		}
		if at < 0 || setStock && int(was.variants[at].Quantity) != v.Quantity {
			stock = true
			w.stock = append(w.stock, stockWish{id, ids[i], v.Quantity})
		}
	}
	for _, v := range was.variants {
		if !v.Archived && !slices.Contains(ids, v.ID) {
			content = true
			w.archive = append(w.archive, v.ID)
			w.stock = append(w.stock, stockWish{id, v.ID, 0})
		}
	}
	row := in.row(category)
	if content || !was.sameRow(row) {
		content = true
		row.ID, row.UpdatedAt = id, w.now
		w.updates = append(w.updates, updateFromInsert(row))
	}
	return content, stock
}

// withFocus returns the images with the points of those that are shown now, where
// none is given.
func (st *standing) withFocus(images []media.Image) []media.Image {
	images = slices.Clone(images)
	for i, img := range images {
		at := slices.IndexFunc(st.images, func(is media.Image) bool { return is.Key == img.Key })
		if img.Focus == nil && at >= 0 {
			images[i].Focus = st.images[at].Focus
		}
	}
	return images
}

func sameImage(a, b media.Image) bool { return reflect.DeepEqual(a, b) }

func (st *standing) sameOptions(in PutProductInput) bool {
	if len(st.options) != len(in.Options) {
		return false
	}
	for i, o := range st.options {
		if o.Name != in.Options[i] || !slices.Equal(o.Values, in.valuesOf(i)) {
			return false
		}
	}
	return true
}

func (st *standing) sameRow(r catalogdb.InsertProductParams) bool {
	is := st.row
	return reflect.DeepEqual(is, catalogdb.ProductsBySlugsRow{
		ID: is.ID, StoreID: r.StoreID, CategoryID: r.CategoryID, Slug: r.Slug, Name: r.Name, Description: r.Description, Brand: r.Brand, Tags: r.Tags,
		Status: r.Status, PriceAmount: r.PriceAmount, CompareAtAmount: r.CompareAtAmount, PriceVaries: r.PriceVaries,
		VariantCount: r.VariantCount, Currency: r.Currency, SeoTitle: r.SeoTitle, SeoDescription: r.SeoDescription,
	})
}

// sameVariant takes an image that is not given for the same.
func sameVariant(r catalogdb.UpsertVariantParams, is catalogdb.VariantsOfManyRow) bool {
	if r.ImagePosition == nil {
		r.ImagePosition = is.ImagePosition
	}
	return !is.Archived && reflect.DeepEqual(r, catalogdb.UpsertVariantParams{
		ID: is.ID, ProductID: is.ProductID, Position: is.Position, Sku: is.Sku, Barcode: is.Barcode, Options: is.Options,
		PriceAmount: is.PriceAmount, CompareAtAmount: is.CompareAtAmount, Currency: is.Currency, WeightGrams: is.WeightGrams,
		ImagePosition: is.ImagePosition,
	})
}

func (w *writes) addOptions(in PutProductInput, product uuid.UUID) {
	for i, name := range in.Options {
		w.options = append(w.options, catalogdb.InsertOptionParams{ProductID: product, Position: int32(i), Name: name, OptionValues: in.valuesOf(i)})
	}
}

func (w *writes) addImages(product uuid.UUID, images []media.Image, instead bool) {
	if instead {
		w.reimage = append(w.reimage, product)
	} else if len(images) == 0 {
		return
	}
	for i, img := range images {
		x, y := focusToRow(img.Focus)
		w.images = append(w.images, catalogdb.InsertImageParams{
			ID: db.NewID(), ProductID: product, Position: int32(i), MediaKey: img.Key, Width: int32(img.Width), Height: int32(img.Height),
			Alt: img.Alt, FocusX: x, FocusY: y,
		})
	}
	first := []byte("null")
	if len(images) > 0 {
		first, _ = json.Marshal(images[0]) // texts and numbers
	}
	w.listIDs, w.listImage = append(w.listIDs, product), append(w.listImage, first)
}

// insertTx makes the new products and returns those that it made.
func (w *writes) insertTx(ctx context.Context, tx db.Tx, s *Service) ([]uuid.UUID, error) {
	if len(w.inserts) == 0 {
		return nil, nil
	}
	rows, err := encoded(w.inserts)
	if err != nil {
		return nil, err
	}
	inserted, err := s.q.InsertProducts(ctx, tx, rows)
	if err != nil {
		return nil, fmt.Errorf("insert products: %w", err)
	}
	return inserted, nil
}

// forget leaves out what hangs on a product that was not made.
func (w *writes) forget(product uuid.UUID) {
	w.options = slices.DeleteFunc(w.options, func(o catalogdb.InsertOptionParams) bool { return o.ProductID == product })
	w.variants = slices.DeleteFunc(w.variants, func(v catalogdb.UpsertVariantParams) bool { return v.ProductID == product })
	w.values = slices.DeleteFunc(w.values, func(v catalogdb.InsertAttributeValueParams) bool { return v.ProductID == product })
	w.stock = slices.DeleteFunc(w.stock, func(q stockWish) bool { return q.product == product })
	if at := slices.Index(w.listIDs, product); at >= 0 {
		w.listIDs, w.listImage = slices.Delete(w.listIDs, at, at+1), slices.Delete(w.listImage, at, at+1)
	}
	w.images = slices.DeleteFunc(w.images, func(i catalogdb.InsertImageParams) bool { return i.ProductID == product })
}

// writeTx writes all but the new products, the stock last.
func (w *writes) writeTx(ctx context.Context, tx db.Tx, s *Service) error {
	for _, step := range []struct {
		what string
		n    int
		do   func() error
	}{
		{"update products", len(w.updates), func() error {
			return withRows(w.updates, func(b []byte) error { return s.q.UpdateProducts(ctx, tx, b) })
		}},
		{"archive variants", len(w.archive), func() error {
			return s.q.ArchiveVariants(ctx, tx, catalogdb.ArchiveVariantsParams{Ids: w.archive, Now: w.now})
		}},
		{"delete options", len(w.reoption), func() error { return s.q.DeleteOptionsOfMany(ctx, tx, w.reoption) }},
		{"insert options", len(w.options), func() error {
			return withRows(w.options, func(b []byte) error { return s.q.InsertOptionsOfMany(ctx, tx, b) })
		}},
		{"delete images", len(w.reimage), func() error { return s.q.DeleteImagesOfMany(ctx, tx, w.reimage) }},
		{"insert images", len(w.images), func() error {
			return withRows(w.images, func(b []byte) error { return s.q.InsertImagesOfMany(ctx, tx, b) })
		}},
		{"set images of lists", len(w.listIDs), func() error {
			return s.q.SetListImages(ctx, tx, catalogdb.SetListImagesParams{Ids: w.listIDs, Images: w.listImage})
		}},
		{"write variants", len(w.variants), func() error {
			return withRows(w.variants, func(b []byte) error { return s.q.UpsertVariants(ctx, tx, b) })
		}},
		{"delete attributes", len(w.revalue), func() error { return s.q.DeleteAttributeValuesOfMany(ctx, tx, w.revalue) }},
		{"insert attributes", len(w.values), func() error {
			return withRows(w.values, func(b []byte) error { return s.q.InsertAttributeValuesOfMany(ctx, tx, b) })
		}},
		{"set stock", len(w.stock), func() error { return w.setStockTx(ctx, tx, s) }},
	} {
		if step.n == 0 {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

func (w *writes) setStockTx(ctx context.Context, tx db.Tx, s *Service) error {
	counts := make([]Quantity, len(w.stock))
	for i, q := range w.stock {
		counts[i] = Quantity{VariantID: q.variant, N: q.quantity}
	}
	return s.CountTx(ctx, tx, counts, w.cause)
}

func withRows(rows any, do func([]byte) error) error {
	b, err := encoded(rows)
	if err != nil {
		return err
	}
	return do(b)
}
