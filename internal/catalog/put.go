package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
	"rialto/internal/media"
	"rialto/internal/money"
)

// PutProductInput is a whole product as it is to be.
type PutProductInput struct {
	StoreID     uuid.UUID
	Slug, Name  string
	Description string // HTML as somebody wrote it; Put sanitises it
	Brand       string
	Category    string // a name; the category is made when there is none
	Tags        []string
	Status      Status // empty: active

	SEOTitle, SEODescription string

	Options   []string // names, at most three
	Variants  []PutVariant
	Images    []media.Image // nil: those of before
	CreatedAt time.Time     // zero: now; ignored for a product that exists
	Stock     Cause         // why the variants' quantities change; no reason is a correction
}

// PutVariant is a variant as it is to be.
type PutVariant struct {
	ID           uuid.UUID // of the variant that this one is; zero: it is recognised
	SKU, Barcode string
	Options      []string // one value for each option of the product
	Price        money.Amount
	CompareAt    *money.Amount
	WeightGrams  int
	Quantity     int  // pieces in stock
	KeepStock    bool // Quantity is for a variant that is not on offer yet
	Image        *int // index into the product's images
}

// PutResult says which product was written.
type PutResult struct {
	ProductID uuid.UUID
	Created   bool
}

// Put makes the product with this store and slug what in says; doing it again
// changes nothing but the version. Variants are recognised by SKU, else by
// their options; one that in does not name is taken off sale. It returns
// ErrProductInvalid with the fields that are wrong.
func (s *Service) Put(ctx context.Context, in PutProductInput) (PutResult, error) {
	if in.Status == "" {
		in.Status = StatusActive
	}
	if in.CreatedAt.IsZero() {
		in.CreatedAt = s.now()
	}
	if in.Stock.Reason == "" {
		in.Stock.Reason = ReasonCorrection
	}
	if err := in.validate(); err != nil {
		return PutResult{}, err
	}
	in.Description = descriptionPolicy.Sanitize(in.Description)

	var res PutResult
	err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		res, err = s.putTx(ctx, tx, in)
		return err
	})
	if err != nil {
		return PutResult{}, fmt.Errorf("put product: %w", err)
	}
	return res, nil
}

func (s *Service) putTx(ctx context.Context, tx db.Tx, in PutProductInput) (PutResult, error) {
	category, err := s.categoryTx(ctx, tx, in.Category)
	if err != nil {
		return PutResult{}, err
	}
	res, err := s.putRowTx(ctx, tx, in, category)
	if err != nil {
		return PutResult{}, fmt.Errorf("write product: %w", err)
	}
	if err := s.putPartsTx(ctx, tx, res.ProductID, in); err != nil {
		return PutResult{}, err
	}
	return res, s.bus.PublishTx(ctx, tx, Changed{ProductID: res.ProductID, StoreID: in.StoreID})
}

// putRowTx inserts the product or, when there is one, locks and updates it. The
// insert comes first: of two that make a product at once, the second waits
// there and then finds the row of the first.
func (s *Service) putRowTx(ctx context.Context, tx db.Tx, in PutProductInput, category *uuid.UUID) (PutResult, error) {
	row := in.row(category)
	row.ID, row.CreatedAt, row.UpdatedAt = db.NewID(), in.CreatedAt, in.CreatedAt
	inserted, err := s.q.InsertProduct(ctx, tx, row)
	if err != nil || inserted == 1 {
		return PutResult{row.ID, true}, err
	}
	id, err := s.q.LockProductBySlug(ctx, tx, catalogdb.LockProductBySlugParams{StoreID: in.StoreID, Slug: in.Slug})
	if err != nil {
		return PutResult{}, err
	}
	row.ID, row.UpdatedAt = id, s.now()
	return PutResult{id, false}, s.q.UpdateProduct(ctx, tx, updateFromInsert(row))
}

// putPartsTx writes what hangs on the product: options, images, variants, stock.
func (s *Service) putPartsTx(ctx context.Context, tx db.Tx, product uuid.UUID, in PutProductInput) error {
	if err := s.q.DeleteOptions(ctx, tx, product); err != nil {
		return fmt.Errorf("delete options: %w", err)
	}
	for i, name := range in.Options {
		arg := catalogdb.InsertOptionParams{ProductID: product, Position: int32(i), Name: name, OptionValues: in.valuesOf(i)}
		if err := s.q.InsertOption(ctx, tx, arg); err != nil {
			return fmt.Errorf("insert option: %w", err)
		}
	}
	if in.Images != nil {
		if err := s.putImagesTx(ctx, tx, product, in.Images); err != nil {
			return err
		}
	}
	return s.putVariantsTx(ctx, tx, product, in)
}

// putImagesTx replaces the product's images; its lists show the first.
func (s *Service) putImagesTx(ctx context.Context, tx db.Tx, product uuid.UUID, images []media.Image) error {
	if err := s.q.DeleteImages(ctx, tx, product); err != nil {
		return fmt.Errorf("delete images: %w", err)
	}
	arg := catalogdb.InsertImagesParams{ProductID: product}
	for _, img := range images {
		arg.Ids = append(arg.Ids, db.NewID())
		arg.MediaKeys = append(arg.MediaKeys, img.Key)
		arg.Widths = append(arg.Widths, int32(img.Width))
		arg.Heights = append(arg.Heights, int32(img.Height))
		arg.Alts = append(arg.Alts, img.Alt)
		focus := media.Focus{X: -1, Y: -1}
		if img.Focus != nil {
			focus = *img.Focus
		}
		arg.FocusXs, arg.FocusYs = append(arg.FocusXs, int16(focus.X)), append(arg.FocusYs, int16(focus.Y))
	}
	if err := s.q.InsertImages(ctx, tx, arg); err != nil {
		return fmt.Errorf("insert images: %w", err)
	}
	var first *media.Image
	if len(images) > 0 {
		first = &images[0]
	}
	if err := s.q.SetListImage(ctx, tx, catalogdb.SetListImageParams{ID: product, Image: first}); err != nil {
		return fmt.Errorf("set image of lists: %w", err)
	}
	return nil
}

func (s *Service) putVariantsTx(ctx context.Context, tx db.Tx, product uuid.UUID, in PutProductInput) error {
	known, err := s.q.VariantKeys(ctx, tx, product)
	if err != nil {
		return fmt.Errorf("variants: %w", err)
	}
	ids := matchVariants(known, in.Variants)
	gone, err := s.q.ArchiveOtherVariants(ctx, tx, catalogdb.ArchiveOtherVariantsParams{ProductID: product, Keep: ids, Now: s.now()})
	if err != nil {
		return fmt.Errorf("archive variants: %w", err)
	}
	stock := make([]Quantity, 0, len(gone)+len(in.Variants))
	for _, id := range gone {
		stock = append(stock, Quantity{VariantID: id})
	}
	offered := offeredOf(known)
	for i, v := range in.Variants {
		if err := s.q.UpsertVariant(ctx, tx, v.row(ids[i], product, i)); err != nil {
			return fmt.Errorf("write variant: %w", err)
		}
		if v.KeepStock && offered[ids[i]] {
			continue
		}
		stock = append(stock, Quantity{VariantID: ids[i], N: v.Quantity})
	}
	return s.CountTx(ctx, tx, stock, in.Stock)
}

// offeredOf says which of the variants are on offer.
func offeredOf(known []catalogdb.VariantKeysRow) map[uuid.UUID]bool {
	offered := make(map[uuid.UUID]bool, len(known))
	for _, k := range known {
		offered[k.ID] = k.ArchivedAt == nil
	}
	return offered
}

// matchVariants returns an id for each wanted variant: its own, else that of the known one
// with its SKU, else with its options, else a new one. Where several have one
// SKU, the options tell them apart. No id is given twice.
func matchVariants(known []catalogdb.VariantKeysRow, want []PutVariant) []uuid.UUID {
	ids := make([]uuid.UUID, len(want))
	taken := map[uuid.UUID]bool{}
	assign := func(same func(catalogdb.VariantKeysRow, PutVariant) bool) {
		for i, v := range want {
			if ids[i] != uuid.Nil {
				continue
			}
			for _, k := range known {
				if !taken[k.ID] && same(k, v) {
					ids[i], taken[k.ID] = k.ID, true
					break
				}
			}
		}
	}
	assign(func(k catalogdb.VariantKeysRow, v PutVariant) bool { return v.ID == k.ID })
	assign(func(k catalogdb.VariantKeysRow, v PutVariant) bool {
		return v.SKU != "" && deref(k.Sku) == v.SKU && slices.Equal(k.Options, v.Options)
	})
	assign(func(k catalogdb.VariantKeysRow, v PutVariant) bool { return v.SKU != "" && deref(k.Sku) == v.SKU })
	assign(func(k catalogdb.VariantKeysRow, v PutVariant) bool { return slices.Equal(k.Options, v.Options) })
	for i := range ids {
		if ids[i] == uuid.Nil {
			ids[i] = db.NewID()
		}
	}
	return ids
}

// valuesOf returns the values of the i-th option in the order of the variants.
func (in PutProductInput) valuesOf(i int) []string {
	var values []string
	for _, v := range in.Variants {
		if !slices.Contains(values, v.Options[i]) {
			values = append(values, v.Options[i])
		}
	}
	return values
}

// cheapest is the variant a list shows the price of.
func (in PutProductInput) cheapest() PutVariant {
	return slices.MinFunc(in.Variants, func(a, b PutVariant) int { return int(a.Price.Minor - b.Price.Minor) })
}

func (in PutProductInput) row(category *uuid.UUID) catalogdb.InsertProductParams {
	from := in.cheapest()
	row := catalogdb.InsertProductParams{
		StoreID: in.StoreID, CategoryID: category, Slug: in.Slug, Name: in.Name, Description: in.Description, Brand: in.Brand,
		Tags: slices.Clone(in.Tags), Status: string(in.Status), PriceAmount: from.Price.Minor, Currency: from.Price.Currency,
		PriceVaries:  slices.ContainsFunc(in.Variants, func(v PutVariant) bool { return v.Price != from.Price }),
		VariantCount: int32(len(in.Variants)), SeoTitle: in.SEOTitle, SeoDescription: in.SEODescription,
	}
	if row.Tags == nil {
		row.Tags = []string{}
	}
	if from.CompareAt != nil {
		row.CompareAtAmount = &from.CompareAt.Minor
	}
	return row
}

func updateFromInsert(r catalogdb.InsertProductParams) catalogdb.UpdateProductParams {
	return catalogdb.UpdateProductParams{
		ID: r.ID, CategoryID: r.CategoryID, Slug: r.Slug, Name: r.Name, Description: r.Description, Brand: r.Brand, Tags: r.Tags, Status: r.Status,
		PriceAmount: r.PriceAmount, CompareAtAmount: r.CompareAtAmount, PriceVaries: r.PriceVaries, VariantCount: r.VariantCount,
		Currency: r.Currency, SeoTitle: r.SeoTitle, SeoDescription: r.SeoDescription, UpdatedAt: r.UpdatedAt,
	}
}

func (v PutVariant) row(id, product uuid.UUID, position int) catalogdb.UpsertVariantParams {
	row := catalogdb.UpsertVariantParams{
		ID: id, ProductID: product, Position: int32(position), Options: slices.Clone(v.Options),
		PriceAmount: v.Price.Minor, Currency: v.Price.Currency,
	}
	if row.Options == nil {
		row.Options = []string{}
	}
	if v.SKU != "" {
		row.Sku = &v.SKU
	}
	if v.Barcode != "" {
		row.Barcode = &v.Barcode
	}
	if v.CompareAt != nil {
		row.CompareAtAmount = &v.CompareAt.Minor
	}
	if v.WeightGrams > 0 {
		grams := int32(v.WeightGrams)
		row.WeightGrams = &grams
	}
	if v.Image != nil {
		at := int32(*v.Image)
		row.ImagePosition = &at
	}
	return row
}
