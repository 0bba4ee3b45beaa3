package api

import (
	"bytes"
	"context"
	"mime"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics"
	"rialto/internal/api/internal/oas"
	"rialto/internal/audit"
	"rialto/internal/stores"
)

// exportedProducts is how many products a file lists.
const exportedProducts = 1000

type analyticsHandler struct {
	analytics *analytics.Service
	stores    *stores.Service
}

func (h analyticsHandler) GetStoreSummary(ctx context.Context, p oas.GetStoreSummaryParams) (*oas.StoreSummary, error) {
	sum, err := h.analytics.Summary(ctx, storeOf(ctx).ID, analytics.Question{
		From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0), By: analytics.By(p.By.Or("")), Compare: p.Compare.IsSet(),
	})
	if err != nil {
		return nil, err
	}
	return &oas.StoreSummary{
		Timezone: sum.Timezone, By: oas.StoreSummaryBy(sum.By), Period: salesToAPI(sum.Sales), Previous: optSalesToAPI(sum.Previous),
	}, nil
}

func (h analyticsHandler) ExportStoreSummary(ctx context.Context, p oas.ExportStoreSummaryParams) (*oas.SpreadsheetHeaders, error) {
	sum, err := h.analytics.Summary(ctx, storeOf(ctx).ID, analytics.Question{
		From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0), By: analytics.By(p.By.Or("")),
	})
	if err != nil {
		return nil, err
	}
	return spreadsheet(storeOf(ctx).Slug+"-sales", sum.Period)(sum.CSV())
}

func (h analyticsHandler) GetTopProducts(ctx context.Context, p oas.GetTopProductsParams) (*oas.TopProducts, error) {
	list, period, err := h.analytics.TopProducts(ctx, storeOf(ctx).ID,
		analytics.Question{From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0)}, analytics.TopBy(p.Sort.Or("")), p.Limit.Or(defaultLimit))
	if err != nil {
		return nil, err
	}
	out := &oas.TopProducts{From: period.From, To: period.To, Items: make([]oas.TopProduct, len(list))}
	for i, f := range list {
		out.Items[i] = topProductToAPI(f)
	}
	return out, nil
}

func (h analyticsHandler) ExportTopProducts(ctx context.Context, p oas.ExportTopProductsParams) (*oas.SpreadsheetHeaders, error) {
	list, period, err := h.analytics.TopProducts(ctx, storeOf(ctx).ID,
		analytics.Question{From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0)}, analytics.TopBy(p.Sort.Or("")), exportedProducts)
	if err != nil {
		return nil, err
	}
	return spreadsheet(storeOf(ctx).Slug+"-products", period)(analytics.ProductsCSV(list))
}

func (h analyticsHandler) GetStockValue(ctx context.Context, p oas.GetStockValueParams) (*oas.StockValue, error) {
	v, err := h.analytics.StockValue(ctx, storeOf(ctx).ID, analytics.Question{From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0)})
	if err != nil {
		return nil, err
	}
	out := &oas.StockValue{
		From: v.From, To: v.To, Current: worthToAPI(v.Current), CountedAt: v.CountedAt, Series: make([]oas.StockPoint, len(v.Days)),
	}
	for i, d := range v.Days {
		out.Series[i] = oas.StockPoint{Day: d.Day, Worth: worthToAPI(d.Worth)}
	}
	return out, nil
}

func (h analyticsHandler) ExportStockValue(ctx context.Context, p oas.ExportStockValueParams) (*oas.SpreadsheetHeaders, error) {
	v, err := h.analytics.StockValue(ctx, storeOf(ctx).ID, analytics.Question{From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0)})
	if err != nil {
		return nil, err
	}
	return spreadsheet(storeOf(ctx).Slug+"-stock", v.Period)(v.CSV())
}

func (h analyticsHandler) GetMarketSummary(ctx context.Context, p oas.GetMarketSummaryParams) (*oas.MarketSummary, error) {
	sum, err := h.analytics.Market(ctx, analytics.Question{
		From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0), By: analytics.By(p.By.Or("")), Compare: p.Compare.IsSet(),
	})
	if err != nil {
		return nil, err
	}
	out := &oas.MarketSummary{
		Timezone: sum.Timezone, By: oas.MarketSummaryBy(sum.By), Period: salesToAPI(sum.Sales), Previous: optSalesToAPI(sum.Previous),
		ActiveStores: sum.ActiveStores, TopStores: make([]oas.TopStore, len(sum.TopStores)),
	}
	if sum.Previous != nil {
		out.PreviousActiveStores = oas.NewOptInt64(sum.PreviousActiveStores)
	}
	ids := make([]uuid.UUID, len(sum.TopStores))
	for i, st := range sum.TopStores {
		ids[i] = st.StoreID
	}
	names, err := h.stores.ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, st := range sum.TopStores {
		out.TopStores[i] = oas.TopStore{
			StoreId: st.StoreID, Slug: names[st.StoreID].Slug, Name: names[st.StoreID].Name, Figures: figuresToAPI(st.Figures),
		}
	}
	return out, nil
}

func (h analyticsHandler) ExportMarketSummary(ctx context.Context, p oas.ExportMarketSummaryParams) (*oas.SpreadsheetHeaders, error) {
	sum, err := h.analytics.MarketSales(ctx, analytics.Question{
		From: p.From.Or(time.Time{}), To: p.To.Or(time.Time{}), Days: p.Days.Or(0), By: analytics.By(p.By.Or("")),
	})
	if err != nil {
		return nil, err
	}
	return spreadsheet("marketplace-sales", sum.Period)(sum.CSV())
}

func (h analyticsHandler) RecordView(ctx context.Context, req *oas.PageView) error {
	return h.analytics.Views.View(analytics.View{
		StoreID: optID(req.StoreId), ProductID: optID(req.ProductId), Visit: req.Visit.Or(false), UserAgent: audit.OriginOf(ctx).UserAgent,
	})
}

// spreadsheet is a file that is named after what it is about and its days.
func spreadsheet(about string, p analytics.Period) func([]byte, error) (*oas.SpreadsheetHeaders, error) {
	return func(csv []byte, err error) (*oas.SpreadsheetHeaders, error) {
		if err != nil {
			return nil, err
		}
		name := about + "-" + p.From.Format(time.DateOnly) + "-" + p.To.Format(time.DateOnly) + ".csv"
		return &oas.SpreadsheetHeaders{
			ContentDisposition: mime.FormatMediaType("attachment", map[string]string{"filename": name}),
			Response:           oas.Spreadsheet{Data: bytes.NewReader(csv)},
		}, nil
	}
}

func salesToAPI(s analytics.Sales) oas.SalesPeriod {
	out := oas.SalesPeriod{From: s.From, To: s.To, Total: figuresToAPI(s.Total), Series: make([]oas.SalesPoint, len(s.Series))}
	for i, p := range s.Series {
		out.Series[i] = oas.SalesPoint{From: p.From, To: p.To, Figures: figuresToAPI(p.Figures)}
	}
	return out
}

func optSalesToAPI(s *analytics.Sales) oas.OptSalesPeriod {
	if s == nil {
		return oas.OptSalesPeriod{}
	}
	return oas.NewOptSalesPeriod(salesToAPI(*s))
}

func figuresToAPI(f analytics.Figures) oas.SalesFigures {
	out := oas.SalesFigures{
		Revenue: moneyToAPI(f.Gross), Refunds: moneyToAPI(f.Refunded), NetRevenue: moneyToAPI(f.Net()), Orders: f.Orders,
		Units: f.Units, UnitsReturned: f.Returned, Views: f.Views, Visits: f.Visits, CartAdds: f.Carted,
	}
	if a, ok := f.AverageOrder(); ok {
		out.AverageOrder = oas.NewOptMoney(moneyToAPI(a))
	}
	if share, ok := f.Conversion(); ok {
		out.Conversion = oas.NewOptFloat64(share)
	}
	return out
}

func topProductToAPI(f analytics.ProductFigures) oas.TopProduct {
	out := oas.TopProduct{
		ProductId: f.ProductID, Revenue: moneyToAPI(f.Gross), Refunds: moneyToAPI(f.Refunded), NetRevenue: moneyToAPI(f.Net()),
		Orders: f.Orders, Units: f.Units, UnitsReturned: f.Returned, Views: f.Views, CartAdds: f.Carted,
	}
	if f.Label != nil {
		out.Name, out.Slug, out.Image = oas.NewOptString(f.Label.Name), oas.NewOptString(f.Label.Slug), optImageToAPI(f.Label.Image)
	}
	if share, ok := f.Conversion(); ok {
		out.Conversion = oas.NewOptFloat64(share)
	}
	return out
}

func worthToAPI(w analytics.Worth) oas.StockWorth {
	return oas.StockWorth{Value: moneyToAPI(w.Value), Units: w.Units, Variants: w.Variants, SoldOut: w.SoldOut}
}
