package analytics_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rialto/internal/analytics"
	"rialto/internal/catalog"
	"rialto/internal/errs"
	"rialto/internal/money"
)

func TestSeries(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	for _, day := range []string{"2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2026-03-01"} {
		m.at(date(t, day).Add(time.Hour))
		id := m.order(t, line{0, 0, 1})
		m.pay(t, id)
		m.tell(t, paid(id))
	}
	check(t, m.Fold(t.Context()))
	m.at(noon)
	read := func(q analytics.Question) analytics.Summary {
		t.Helper()
		sum, err := m.Summary(t.Context(), m.stores[0], q)
		check(t, err)
		return sum
	}
	shape := func(s analytics.Sales) (all []string) {
		for _, p := range s.Series {
			all = append(all, p.From.Format(time.DateOnly)+" "+p.To.Format(time.DateOnly)+" "+strings.Repeat("x", int(p.Figures.Orders)))
		}
		return all
	}

	t.Run("by day has all days", func(t *testing.T) {
		q := ask(t, "2026-02-27", "2026-03-02")
		wantEqual(t, "series", shape(read(q).Sales), []string{
			"2026-02-27 2026-02-27 ", "2026-02-28 2026-02-28 x", "2026-03-01 2026-03-01 xx", "2026-03-02 2026-03-02 ",
		})
	})
	t.Run("by week begins on Mondays, within the period", func(t *testing.T) {
		q := ask(t, "2026-01-28", "2026-02-11") // a Wednesday to a Wednesday
		q.By = analytics.ByWeek
		wantEqual(t, "series", shape(read(q).Sales), []string{"2026-01-28 2026-02-01 xx", "2026-02-02 2026-02-08 ", "2026-02-09 2026-02-11 "})
	})
	t.Run("by month compares with as many days before", func(t *testing.T) {
		q := ask(t, "2026-02-01", "2026-03-01")
		q.By, q.Compare = analytics.ByMonth, true
		sum := read(q)
		wantEqual(t, "series", shape(sum.Sales), []string{"2026-02-01 2026-02-28 xx", "2026-03-01 2026-03-01 xx"})
		wantEqual(t, "before", shape(*sum.Previous), []string{"2026-01-03 2026-01-31 x"})
		wantEqual(t, "total", sum.Total.Gross, eur(400))
		wantEqual(t, "total before", sum.Previous.Total.Gross, eur(100))
		average, _ := sum.Total.AverageOrder()
		wantEqual(t, "average order", average, eur(100))
	})
	t.Run("is the last 30 days unless something else is asked for", func(t *testing.T) {
		sum := read(analytics.Question{})
		wantEqual(t, "period", sum.Period, analytics.Period{From: date(t, "2026-02-27"), To: date(t, "2026-03-28")})
		wantEqual(t, "orders", sum.Total.Orders, 3)
		wantEqual(t, "a week", read(analytics.Question{Days: 7}).Period, analytics.Period{From: date(t, "2026-03-22"), To: date(t, "2026-03-28")})
	})
	t.Run("refuses periods that make no sense", func(t *testing.T) {
		for want, q := range map[string]analytics.Question{
			"order": ask(t, "2026-02-02", "2026-02-01"), "too_long": ask(t, "2025-01-01", "2026-02-05"), "range": ask(t, "1969-12-31", "1970-01-01"),
		} {
			_, err := m.Summary(t.Context(), m.stores[0], q)
			if e, ok := errs.As(err); !errors.Is(err, analytics.ErrPeriodInvalid) || !ok || e.Fields[0].Code != want {
				t.Errorf("%s: %v", want, err)
			}
		}
	})
	t.Run("as CSV has a line for each point", func(t *testing.T) {
		q := ask(t, "2026-03-01", "2026-03-02")
		text, err := read(q).CSV()
		check(t, err)
		wantEqual(t, "file", string(text), "from,to,currency,revenue,refunds,net_revenue,orders,average_order,units,units_returned,views,cart_adds,visits,conversion\n"+
			"2026-03-01,2026-03-01,EUR,2.00,0.00,2.00,2,1.00,2,0,0,0,0,\n2026-03-02,2026-03-02,EUR,0.00,0.00,0.00,0,,0,0,0,0,0,\n")
	})
	t.Run("of products and stores are the same however a period is cut into months", func(t *testing.T) {
		for _, p := range [][2]string{
			{"2026-01-01", "2026-03-31"}, {"2026-01-02", "2026-03-01"}, {"2026-01-31", "2026-02-28"}, {"2026-02-01", "2026-02-28"},
			{"2026-02-02", "2026-02-20"}, {"2026-01-31", "2026-02-01"}, {"2025-06-01", "2026-02-01"}, {"2026-02-01", "2026-02-01"}, {"2026-01-30", "2026-03-02"},
		} {
			want := m.total(t, 0, p[0], p[1]).Orders
			top, _, err := m.TopProducts(t.Context(), m.stores[0], ask(t, p[0], p[1]), analytics.TopByRevenue, 1)
			check(t, err)
			var got int64
			for _, f := range top {
				got += f.Orders
			}
			market, err := m.Market(t.Context(), ask(t, p[0], p[1]))
			check(t, err)
			var ofStores int64
			for _, st := range market.TopStores {
				ofStores += st.Orders
			}
			if got != want || ofStores != want || market.Total.Orders != want || market.ActiveStores != min(want, 1) {
				t.Errorf("%v: %d orders of the product, %d of stores, %d of the market, %d active; want %d", p, got, ofStores, market.Total.Orders, market.ActiveStores, want)
			}
		}
	})
}

func TestTopProducts(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	id := m.order(t, line{0, 0, 3}, line{0, 1, 2})
	m.pay(t, id)
	m.refund(t, id, line{0, 0, 2}, 200, "refund")
	m.tell(t, paid(id))
	check(t, m.Fold(t.Context()))
	names := func(by analytics.TopBy) (all []string) {
		top, _, err := m.TopProducts(t.Context(), m.stores[0], analytics.Question{}, by, 10)
		check(t, err)
		for _, p := range top {
			all = append(all, p.Label.Slug)
		}
		return all
	}
	wantEqual(t, "by what stayed in the till", names(analytics.TopByRevenue), []string{"thing-1", "thing-0"})
	wantEqual(t, "by pieces that stayed away", names(analytics.TopByUnits), []string{"thing-1", "thing-0"})
	top, _, err := m.TopProducts(t.Context(), m.stores[1], analytics.Question{}, analytics.TopByRevenue, 10)
	check(t, err)
	wantEqual(t, "of another store", len(top), 0)

	top, _, err = m.TopProducts(t.Context(), m.stores[0], analytics.Question{}, analytics.TopByRevenue, 1)
	check(t, err)
	text, err := analytics.ProductsCSV(top)
	check(t, err)
	wantEqual(t, "a formula is none", strings.Contains(string(text), ",thing-1,'=Thing 1,EUR,2.20,0.00,2.20,1,2.20,2,0,0,0,\n"), true)
}

func TestStockValue(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	read := func() analytics.StockValue {
		t.Helper()
		v, err := m.StockValue(t.Context(), m.stores[0], analytics.Question{})
		check(t, err)
		return v
	}
	all := analytics.Worth{Value: eur(100*100 + 100*110), Units: 200, Variants: 2}
	wantEqual(t, "value", read().Current, all)
	_, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: m.stores[0], Slug: "thing-0", Name: "x", Variants: []catalog.PutVariant{{Price: money.Amount{Minor: 100, Currency: "EUR"}}},
	})
	check(t, err)
	wantEqual(t, "a moment later", read().Current, all)
	m.at(noon.Add(2 * time.Minute))
	fewer := analytics.Worth{Value: eur(100 * 110), Units: 100, Variants: 2, SoldOut: 1}
	wantEqual(t, "after a minute", read().Current, fewer)
	m.at(noon.Add(26 * time.Hour))
	check(t, m.CountStock(t.Context()))
	v := read()
	wantEqual(t, "days", v.Days, []analytics.StockDay{{date(t, "2026-03-28"), fewer}, {date(t, "2026-03-29"), fewer}})
	text, err := v.CSV()
	check(t, err)
	wantEqual(t, "file", slices.Collect(strings.Lines(string(text)))[1], "2026-03-28,EUR,110.00,100,2,1\n")
}
