package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/catalog"
	"rialto/internal/money"
	"rialto/internal/stores"
)

// suggestions is how many of each kind a search shows while somebody types.
const suggestions = 5

type catalogHandler struct {
	catalog *catalog.Service
	stores  *stores.Service
	names   storeNames
}

func (h catalogHandler) ListProducts(ctx context.Context, p oas.ListProductsParams) (*oas.ProductPage, error) {
	f := catalog.Filter{
		Words: trimmed(p.Q), Categories: p.Category, MinPrice: optInt(p.MinPrice), MaxPrice: optInt(p.MaxPrice),
		InStock: p.InStock.Or(false), Sort: catalog.Sort(p.Sort.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	}
	return h.list(ctx, f, p.Store.Or(""))
}

func (h catalogHandler) ListStoreProducts(ctx context.Context, p oas.ListStoreProductsParams) (*oas.ProductPage, error) {
	return h.ListProducts(ctx, oas.ListProductsParams{
		Store: oas.NewOptString(p.StoreId), Q: p.Q, Category: p.Category, MinPrice: p.MinPrice, MaxPrice: p.MaxPrice,
		InStock: p.InStock, Sort: p.Sort, Cursor: p.Cursor, Limit: p.Limit,
	})
}

func (h catalogHandler) list(ctx context.Context, f catalog.Filter, store string) (*oas.ProductPage, error) {
	if store != "" {
		st, err := h.stores.Store(ctx, store)
		if err != nil {
			return nil, err
		}
		f.Store = &st.ID
	}
	page, next, err := h.catalog.Products(ctx, f)
	if err != nil {
		return nil, err
	}
	items, err := h.summaries(ctx, page)
	if err != nil {
		return nil, err
	}
	return &oas.ProductPage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h catalogHandler) summaries(ctx context.Context, page []catalog.Summary) ([]oas.ProductSummary, error) {
	ids := make([]uuid.UUID, len(page))
	for i, p := range page {
		ids[i] = p.StoreID
	}
	names, err := h.names.of(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]oas.ProductSummary, len(page))
	for i, p := range page {
		out[i] = oas.ProductSummary{
			ID: p.ID, StoreId: p.StoreID, StoreSlug: names[p.StoreID].Slug, StoreName: names[p.StoreID].Name,
			Slug: p.Slug, Name: p.Name, Price: moneyToAPI(p.Price), PriceVaries: p.PriceVaries,
			CompareAtPrice: optMoneyToAPI(p.CompareAt), QuantityAvailable: p.Available, VariantCount: p.VariantCount,
			Image: optImageToAPI(p.Image), CreatedAt: p.CreatedAt,
		}
		if p.DefaultVariant != nil {
			out[i].DefaultVariantId = oas.NewOptUUID(*p.DefaultVariant)
		}
	}
	return out, nil
}

func (h catalogHandler) GetProduct(ctx context.Context, p oas.GetProductParams) (*oas.Product, error) {
	product, err := h.catalog.Product(ctx, p.ProductId)
	if err != nil {
		return nil, err
	}
	return h.product(ctx, product)
}

func (h catalogHandler) GetStoreProduct(ctx context.Context, p oas.GetStoreProductParams) (*oas.Product, error) {
	st, err := h.stores.Store(ctx, p.StoreId)
	if err != nil {
		return nil, err
	}
	product, err := h.catalog.ProductBySlug(ctx, st.ID, p.ProductSlug)
	if err != nil {
		return nil, err
	}
	return h.product(ctx, product)
}

func (h catalogHandler) product(ctx context.Context, p catalog.Product) (*oas.Product, error) {
	names, err := h.names.of(ctx, p.StoreID)
	if err != nil {
		return nil, err
	}
	out := oas.Product{
		ID: p.ID, StoreId: p.StoreID, StoreSlug: names[p.StoreID].Slug, StoreName: names[p.StoreID].Name,
		Slug: p.Slug, Name: p.Name, Description: p.Description, Brand: optStringToAPI(p.Brand),
		Price: moneyToAPI(p.Price), PriceVaries: p.PriceVaries, CompareAtPrice: optMoneyToAPI(p.CompareAt),
		LowestPrice30d: lowestToAPI(p.LowestBefore()), SeoTitle: optStringToAPI(p.SEOTitle), SeoDescription: optStringToAPI(p.SEODescription),
		QuantityAvailable: p.Available, Tags: p.Tags, Attributes: attributeValuesToAPI(p.Attributes), Images: []oas.Image{}, Options: []oas.ProductOption{},
		Variants: []oas.Variant{}, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
	out.StoreHoliday = optHolidayToAPI(h.stores.OnHoliday(names[p.StoreID]))
	if p.Category != nil {
		out.Category = oas.NewOptCategory(categoryToAPI(*p.Category))
	}
	for _, img := range p.Images {
		out.Images = append(out.Images, imageToAPI(img))
	}
	for _, o := range p.Options {
		out.Options = append(out.Options, oas.ProductOption{Name: o.Name, Values: o.Values})
	}
	for _, v := range p.Variants {
		out.Variants = append(out.Variants, variantToAPI(v))
	}
	related, err := h.catalog.RelatedTo(ctx, p)
	if err != nil {
		return nil, err
	}
	if out.Related, err = h.summaries(ctx, related); err != nil {
		return nil, err
	}
	return &out, nil
}

func variantToAPI(v catalog.Variant) oas.Variant {
	out := oas.Variant{
		ID: v.ID, Sku: optStringToAPI(v.SKU), Barcode: optStringToAPI(v.Barcode), Options: v.Options,
		Price: moneyToAPI(v.Price), CompareAtPrice: optMoneyToAPI(v.CompareAt), QuantityAvailable: v.Available,
		LowestPrice30d: lowestToAPI(v.LowestBefore),
	}
	if v.Image != nil {
		out.ImageIndex = oas.NewOptInt(*v.Image)
	}
	return out
}

func lowestToAPI(a *money.Amount) oas.OptLowestPrice {
	if a == nil {
		return oas.OptLowestPrice{}
	}
	return oas.NewOptLowestPrice(oas.LowestPrice{Amount: a.Minor, Currency: a.Currency})
}

func attributeValuesToAPI(list []catalog.AttributeValue) []oas.ProductAttribute {
	out := make([]oas.ProductAttribute, len(list))
	for i, v := range list {
		out[i] = oas.ProductAttribute{AttributeId: v.ID, Name: v.Name, Kind: oas.AttributeKind(v.Kind), Unit: optStringToAPI(v.Unit)}
		if v.Text != nil {
			out[i].Text = oas.NewOptString(*v.Text)
		}
		if v.Number != nil {
			out[i].Number = oas.NewOptFloat64(*v.Number)
		}
		if v.Boolean != nil {
			out[i].Boolean = oas.NewOptBool(*v.Boolean)
		}
	}
	return out
}

func (h catalogHandler) ListCategories(ctx context.Context, p oas.ListCategoriesParams) (*oas.CategoryList, error) {
	var store *uuid.UUID
	if ref, ok := p.Store.Get(); ok {
		st, err := h.stores.Store(ctx, ref)
		if err != nil {
			return nil, err
		}
		store = &st.ID
	}
	list, err := h.catalog.Categories(ctx, store)
	if err != nil {
		return nil, err
	}
	return &oas.CategoryList{Items: categoriesToAPI(list, true)}, nil
}

func (h catalogHandler) Search(ctx context.Context, p oas.SearchParams) (*oas.Suggestions, error) {
	products, _, err := h.catalog.Products(ctx, catalog.Filter{Words: p.Q, Limit: suggestions})
	if err != nil {
		return nil, err
	}
	found := oas.Suggestions{}
	if found.Products, err = h.summaries(ctx, products); err != nil {
		return nil, err
	}
	page, err := h.stores.Suggest(ctx, p.Q, suggestions)
	if err != nil {
		return nil, err
	}
	if found.Stores, err = h.names.toAPI(ctx, page); err != nil {
		return nil, err
	}
	categories, err := h.catalog.SuggestCategories(ctx, p.Q, suggestions)
	if err != nil {
		return nil, err
	}
	found.Categories = categoriesToAPI(categories, false)
	return &found, nil
}

func categoriesToAPI(list []catalog.Category, counted bool) []oas.Category {
	out := make([]oas.Category, len(list))
	for i, c := range list {
		out[i] = categoryToAPI(c)
		if counted {
			out[i].ProductCount = oas.NewOptInt(c.Products)
		}
	}
	return out
}

func categoryToAPI(c catalog.Category) oas.Category {
	out := oas.Category{ID: c.ID, Slug: c.Slug, Name: c.Name}
	if c.ParentID != nil {
		out.ParentId = oas.NewOptUUID(*c.ParentID)
	}
	return out
}

func optInt(o oas.OptInt64) *int64 {
	if v, ok := o.Get(); ok {
		return &v
	}
	return nil
}
