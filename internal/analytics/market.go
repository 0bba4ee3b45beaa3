package analytics

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/analytics/internal/analyticsdb"
)

// MarketSummary is what all stores sold.
type MarketSummary struct {
	Summary
	ActiveStores, PreviousActiveStores int64 // which sold something
	TopStores                          []StoreFigures
}

// StoreFigures are a store's figures in a period.
type StoreFigures struct {
	StoreID uuid.UUID
	Figures
}

const topStores = 10

// Market returns what all stores together sold in a period, and which sold
// most. It returns ErrPeriodInvalid.
func (s *Service) Market(ctx context.Context, q Question) (MarketSummary, error) {
	sum, err := s.MarketSales(ctx, q)
	if err != nil {
		return MarketSummary{}, err
	}
	out := MarketSummary{Summary: sum}
	if out.ActiveStores, err = s.activeStores(ctx, sum.Period); err != nil {
		return MarketSummary{}, err
	}
	if sum.Previous != nil {
		if out.PreviousActiveStores, err = s.activeStores(ctx, sum.Previous.Period); err != nil {
			return MarketSummary{}, err
		}
	}
	begin, end := sum.Period.wholeMonths()
	rows, err := s.q.StoreSums(ctx, s.pool, analyticsdb.StoreSumsParams{
		First: sum.From, MonthsBegin: begin, MonthsEnd: end, Last: sum.To, PageSize: topStores,
	})
	if err != nil {
		return MarketSummary{}, fmt.Errorf("top stores: %w", err)
	}
	for _, r := range rows {
		out.TopStores = append(out.TopStores, StoreFigures{r.StoreID, Figures{
			Gross: s.amount(r.GrossAmount), Refunded: s.amount(r.RefundedAmount), Orders: r.Orders, Units: r.Units, Returned: r.Returned,
			Views: r.Views, Visits: r.Visits, Carted: r.Carts,
		}})
	}
	return out, nil
}

// MarketSales is Market without the stores.
func (s *Service) MarketSales(ctx context.Context, q Question) (Summary, error) {
	return s.summary(ctx, q, func(p Period) ([]dayFigures, error) {
		rows, err := s.q.MarketDays(ctx, s.pool, analyticsdb.MarketDaysParams{First: p.From, Last: p.To})
		days := make([]dayFigures, len(rows))
		for i, r := range rows {
			days[i] = s.dayFromRow(r)
		}
		return days, err
	})
}

func (s *Service) activeStores(ctx context.Context, p Period) (int64, error) {
	begin, end := p.wholeMonths()
	n, err := s.q.ActiveStores(ctx, s.pool, analyticsdb.ActiveStoresParams{First: p.From, MonthsBegin: begin, MonthsEnd: end, Last: p.To})
	if err != nil {
		return 0, fmt.Errorf("active stores: %w", err)
	}
	return n, nil
}
