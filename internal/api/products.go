package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
	"rialto/internal/money"
)

// editorHandler answers what merchants do with the products of their store.
type editorHandler struct{ editor *catalog.Editor }

func byOf(ctx context.Context) catalog.By {
	return catalog.By{Actor: callerOf(ctx).UserID, Store: storeOf(ctx).ID}
}

func (h editorHandler) ListCatalogProducts(ctx context.Context, p oas.ListCatalogProductsParams) (*oas.CatalogPage, error) {
	page, next, err := h.editor.StoreProducts(ctx, storeOf(ctx).ID, catalog.StoreFilter{
		Selection: catalog.Selection{
			Words: trimmed(p.Q), Status: catalog.Status(p.Status.Or("")), Category: optID(p.CategoryId), Tag: p.Tag.Or(""),
			Stock: catalog.StockState(p.Stock.Or("")),
		},
		Sort: catalog.StoreSort(p.Sort.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	out := &oas.CatalogPage{Items: make([]oas.CatalogSummary, len(page)), NextCursor: nilStringToAPI(next), Currency: h.editor.Currency()}
	for i, s := range page {
		out.Items[i] = oas.CatalogSummary{
			ID: s.ID, Slug: s.Slug, Name: s.Name, Status: oas.ProductStatus(s.Status), Sku: optStringToAPI(s.SKU),
			Price: moneyToAPI(s.Price), CompareAtPrice: optMoneyToAPI(s.CompareAt), PriceVaries: s.PriceVaries,
			VariantCount: s.VariantCount, QuantityAvailable: s.Available, VariantsOut: oas.NewOptInt(s.VariantsOut),
			Image: optImageToAPI(s.Image), Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
		}
		if s.Category != nil {
			out.Items[i].Category = oas.NewOptCategory(categoryToAPI(*s.Category))
		}
	}
	return out, nil
}

func (h editorHandler) CreateCatalogProduct(ctx context.Context, req *oas.ProductInput, _ oas.CreateCatalogProductParams) (*oas.CatalogProductHeaders, error) {
	return h.withRelated(ctx)(h.editor.Create(ctx, byOf(ctx), productInputFromAPI(req)))
}

func (h editorHandler) GetCatalogProduct(ctx context.Context, p oas.GetCatalogProductParams) (*oas.CatalogProductHeaders, error) {
	return h.withRelated(ctx)(h.editor.StoreProduct(ctx, storeOf(ctx).ID, p.ProductId))
}

func (h editorHandler) ReplaceCatalogProduct(ctx context.Context, req *oas.ProductInput, p oas.ReplaceCatalogProductParams) (*oas.CatalogProductHeaders, error) {
	version, err := versionOf(p.IfMatch)
	if err != nil {
		return nil, err
	}
	return h.withRelated(ctx)(h.editor.Edit(ctx, byOf(ctx), p.ProductId, version, productInputFromAPI(req)))
}

func (h editorHandler) DeleteCatalogProduct(ctx context.Context, p oas.DeleteCatalogProductParams) (*oas.Removal, error) {
	deleted, err := h.editor.Remove(ctx, byOf(ctx), p.ProductId)
	if err != nil {
		return nil, err
	}
	if deleted {
		return &oas.Removal{Outcome: oas.RemovalOutcomeDeleted}, nil
	}
	return &oas.Removal{Outcome: oas.RemovalOutcomeArchived}, nil
}

func (h editorHandler) DuplicateCatalogProduct(ctx context.Context, req *oas.DuplicateInput, p oas.DuplicateCatalogProductParams) (*oas.CatalogProductHeaders, error) {
	return h.withRelated(ctx)(h.editor.Duplicate(ctx, byOf(ctx), p.ProductId, req.Name))
}

func (h editorHandler) GetPriceHistory(ctx context.Context, p oas.GetPriceHistoryParams) (*oas.PriceHistory, error) {
	list, err := h.editor.PriceHistory(ctx, storeOf(ctx).ID, p.ProductId)
	if err != nil {
		return nil, err
	}
	out := &oas.PriceHistory{Items: make([]oas.PriceChange, len(list))}
	for i, c := range list {
		out.Items[i] = oas.PriceChange{
			VariantId: c.VariantID, Options: c.Options, ChangedAt: c.At, Price: moneyToAPI(c.Price), CompareAtPrice: optMoneyToAPI(c.CompareAt),
		}
	}
	return out, nil
}

func (h editorHandler) ListCatalogCategories(ctx context.Context, _ oas.ListCatalogCategoriesParams) (*oas.CategoryNodeList, error) {
	tree, err := h.editor.CategoryTree(ctx)
	if err != nil {
		return nil, err
	}
	return &oas.CategoryNodeList{Items: categoryNodesToAPI(tree)}, nil
}

// withRelated adds to a product what is shown beside it.
func (h editorHandler) withRelated(ctx context.Context) func(catalog.Product, error) (*oas.CatalogProductHeaders, error) {
	return func(p catalog.Product, err error) (*oas.CatalogProductHeaders, error) {
		if err != nil {
			return nil, err
		}
		related, err := h.editor.RelatedOf(ctx, p.StoreID, p.ID)
		if err != nil {
			return nil, err
		}
		return &oas.CatalogProductHeaders{ETag: etag(p.Version), Response: catalogProductToAPI(p, related)}, nil
	}
}

func catalogProductToAPI(p catalog.Product, related []catalog.Related) oas.CatalogProduct {
	out := oas.CatalogProduct{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Description: p.Description, Brand: p.Brand, Status: oas.ProductStatus(p.Status), Tags: p.Tags,
		SeoTitle: p.SEOTitle, SeoDescription: p.SEODescription, Options: []oas.ProductOption{}, Variants: make([]oas.CatalogVariant, len(p.Variants)),
		Images: []oas.Image{}, Attributes: attributeValuesToAPI(p.Attributes), Related: make([]oas.RelatedProduct, len(related)),
		QuantityAvailable: p.Available, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
	if p.Category != nil {
		out.Category = oas.NewOptCategory(categoryToAPI(*p.Category))
	}
	for _, o := range p.Options {
		out.Options = append(out.Options, oas.ProductOption{Name: o.Name, Values: o.Values})
	}
	for _, img := range p.Images {
		out.Images = append(out.Images, imageToAPI(img))
	}
	for i, v := range p.Variants {
		out.Variants[i] = oas.CatalogVariant{
			ID: v.ID, Sku: optStringToAPI(v.SKU), Barcode: optStringToAPI(v.Barcode), Options: v.Options, Price: moneyToAPI(v.Price),
			CompareAtPrice: optMoneyToAPI(v.CompareAt), QuantityAvailable: v.Available,
		}
		if v.WeightGrams > 0 {
			out.Variants[i].WeightGrams = oas.NewOptInt(v.WeightGrams)
		}
		if v.Image != nil {
			out.Variants[i].ImageIndex = oas.NewOptInt(*v.Image)
		}
	}
	for i, r := range related {
		out.Related[i] = oas.RelatedProduct{ID: r.ID, Slug: r.Slug, Name: r.Name, Status: oas.ProductStatus(r.Status), Image: optImageToAPI(r.Image)}
	}
	return out
}

func productInputFromAPI(req *oas.ProductInput) catalog.ProductInput {
	in := catalog.ProductInput{
		Name: req.Name, Slug: req.Slug.Or(""), Description: req.Description.Or(""), Brand: req.Brand.Or(""), Status: catalog.Status(req.Status),
		Category: optID(req.CategoryId), Tags: req.Tags, Options: req.Options, Related: req.RelatedIds,
		SEOTitle: req.SeoTitle.Or(""), SEODescription: req.SeoDescription.Or(""),
		Variants: make([]catalog.PutVariant, len(req.Variants)), Attributes: make([]catalog.AttributeInput, len(req.Attributes)),
	}
	for i, v := range req.Variants {
		in.Variants[i] = catalog.PutVariant{
			ID: v.ID.Or(uuid.Nil), SKU: v.Sku.Or(""), Barcode: v.Barcode.Or(""), Options: v.Options, Price: moneyFromAPI(v.Price),
			WeightGrams: v.WeightGrams.Or(0), Quantity: v.Quantity.Or(0),
		}
		if was, ok := v.CompareAtPrice.Get(); ok {
			amount := moneyFromAPI(was)
			in.Variants[i].CompareAt = &amount
		}
	}
	for i, a := range req.Attributes {
		value := catalog.AttributeInput{AttributeID: a.AttributeId}
		if text, ok := a.Text.Get(); ok {
			value.Text = &text
		}
		if number, ok := a.Number.Get(); ok {
			value.Number = &number
		}
		if boolean, ok := a.Boolean.Get(); ok {
			value.Boolean = &boolean
		}
		in.Attributes[i] = value
	}
	return in
}

func moneyFromAPI(m oas.MoneyInput) money.Amount {
	return money.Amount{Minor: m.Amount, Currency: m.Currency}
}
