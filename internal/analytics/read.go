package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics/internal/analyticsdb"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/money"
)

// Figures are what was counted of something in a period.
type Figures struct {
	Gross, Refunded       money.Amount
	Orders                int64
	Units, Returned       int64
	Views, Visits, Carted int64
}

// Net is what was sold and not given back. It may be negative.
func (f Figures) Net() money.Amount {
	return money.Amount{Minor: f.Gross.Minor - f.Refunded.Minor, Currency: f.Gross.Currency}
}

// AverageOrder is what an order brought in, before refunds; false without one.
func (f Figures) AverageOrder() (money.Amount, bool) {
	if f.Orders <= 0 {
		return money.Amount{}, false
	}
	return money.Amount{Minor: (f.Gross.Minor + f.Orders/2) / f.Orders, Currency: f.Gross.Currency}, true
}

// Conversion is how many orders there are for each visit; false without one.
func (f Figures) Conversion() (float64, bool) { return share(f.Orders, f.Visits) }

func share(n, of int64) (float64, bool) {
	if of <= 0 {
		return 0, false
	}
	return float64(n) / float64(of), true
}

func (f *Figures) add(other Figures) {
	f.Gross.Minor += other.Gross.Minor
	f.Refunded.Minor += other.Refunded.Minor
	f.Orders += other.Orders
	f.Units += other.Units
	f.Returned += other.Returned
	f.Views += other.Views
	f.Visits += other.Visits
	f.Carted += other.Carted
}

// Point is a part of a series.
type Point struct {
	Period
	Figures Figures
}

// Sales are the figures of a period, and of its parts.
type Sales struct {
	Period
	Total  Figures
	Series []Point
}

// Summary answers a question about a store or the marketplace.
type Summary struct {
	Timezone string
	By       By
	Sales
	Previous *Sales // the period before, if it was asked for
}

// Summary returns what a store sold in a period. It returns ErrPeriodInvalid.
// The database lets it see no other store's rows.
func (s *Service) Summary(ctx context.Context, store uuid.UUID, q Question) (Summary, error) {
	return s.summary(ctx, q, func(p Period) (days []dayFigures, err error) {
		err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
			rows, err := s.q.StoreDays(ctx, tx, analyticsdb.StoreDaysParams{StoreID: store, First: p.From, Last: p.To})
			days = make([]dayFigures, len(rows))
			for i, r := range rows {
				days[i] = s.dayFromRow(analyticsdb.AnalyticsMarketDay(r))
			}
			return err
		})
		return days, err
	})
}

// dayFigures are the figures of a day.
type dayFigures struct {
	day time.Time
	Figures
}

func (s *Service) dayFromRow(r analyticsdb.AnalyticsMarketDay) dayFigures {
	return dayFigures{r.Day, Figures{
		Gross: s.amount(r.GrossAmount), Refunded: s.amount(r.RefundedAmount), Orders: r.Orders, Units: r.Units, Returned: r.Returned,
		Views: r.Views, Visits: r.Visits, Carted: r.Carts,
	}}
}

func (s *Service) amount(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: s.cfg.Currency}
}

// summary reads both periods at once: they touch.
func (s *Service) summary(ctx context.Context, q Question, read func(Period) ([]dayFigures, error)) (Summary, error) {
	p, err := s.period(ctx, q)
	if err != nil {
		return Summary{}, err
	}
	all := p
	if q.Compare {
		all.From = p.before().From
	}
	days, err := read(all)
	if err != nil {
		return Summary{}, fmt.Errorf("figures of days: %w", err)
	}
	by := q.By
	if by == "" {
		by = ByDay
	}
	out := Summary{Timezone: s.cfg.Timezone, By: by, Sales: s.sales(p, by, days)}
	if q.Compare {
		previous := s.sales(p.before(), by, days)
		out.Previous = &previous
	}
	return out, nil
}

// period is the one that q asks for, with what is left out.
func (s *Service) period(ctx context.Context, q Question) (Period, error) {
	today, err := s.q.DayOf(ctx, s.pool, s.now())
	if err != nil {
		return Period{}, fmt.Errorf("today: %w", err)
	}
	return q.period(today)
}

// sales sums the days that are in p; days are sorted.
func (s *Service) sales(p Period, by By, days []dayFigures) Sales {
	none := Figures{Gross: s.amount(0), Refunded: s.amount(0)}
	out := Sales{Period: p, Total: none, Series: []Point{}}
	at := 0
	for _, part := range p.cut(by) {
		point := Point{Period: part, Figures: none}
		for ; at < len(days) && !days[at].day.After(part.To); at++ {
			if !days[at].day.Before(part.From) {
				point.Figures.add(days[at].Figures)
			}
		}
		out.Total.add(point.Figures)
		out.Series = append(out.Series, point)
	}
	return out
}

// TopBy is what products are ordered by.
type TopBy string

// The orders there are.
const (
	TopByRevenue TopBy = "revenue" // after refunds
	TopByUnits   TopBy = "units"   // those that stayed sold
	TopByViews   TopBy = "views"
)

// ProductFigures are a product's figures in a period.
type ProductFigures struct {
	ProductID uuid.UUID
	Label     *catalog.Label // nil once it is deleted
	Figures
}

// Conversion is how many orders there are for each view; false without one. The
// visits of a product are not counted.
func (p ProductFigures) Conversion() (float64, bool) { return share(p.Orders, p.Views) }

// TopProducts returns the store's products by what they did in a period, the
// best first, and the period. It returns ErrPeriodInvalid.
func (s *Service) TopProducts(ctx context.Context, store uuid.UUID, q Question, by TopBy, limit int) ([]ProductFigures, Period, error) {
	p, err := s.period(ctx, q)
	if err != nil {
		return nil, p, err
	}
	begin, end := p.wholeMonths()
	var rows []analyticsdb.TopProductsRow
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) (err error) {
		rows, err = s.q.TopProducts(ctx, tx, analyticsdb.TopProductsParams{
			StoreID: store, First: p.From, MonthsBegin: begin, MonthsEnd: end, Last: p.To, Sort: string(by), PageSize: int32(limit),
		})
		return err
	})
	if err != nil {
		return nil, p, fmt.Errorf("top products: %w", err)
	}
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ProductID
	}
	labels, err := s.catalog.Labels(ctx, ids)
	if err != nil {
		return nil, p, err
	}
	out := make([]ProductFigures, len(rows))
	for i, r := range rows {
		out[i] = ProductFigures{ProductID: r.ProductID, Figures: Figures{
			Gross: s.amount(r.GrossAmount), Refunded: s.amount(r.RefundedAmount), Orders: r.Orders, Units: r.Units, Returned: r.Returned,
			Views: r.Views, Carted: r.Carts,
		}}
		if label, ok := labels[r.ProductID]; ok && label.StoreID == store {
			out[i].Label = &label
		}
	}
	return out, p, nil
}
