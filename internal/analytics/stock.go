package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics/internal/analyticsdb"
	"rialto/internal/db"
	"rialto/internal/money"
)

const (
	// stockAge is how old the value of a stock may be: to count it reads every
	// variant of the store.
	stockAge     = time.Minute
	storesAtOnce = 50
)

// Worth is what a stock is worth.
type Worth struct {
	Value             money.Amount
	Units             int64 // pieces
	Variants, SoldOut int64
}

// StockDay is what a stock was worth when it was last counted on a day.
type StockDay struct {
	Day time.Time
	Worth
}

// StockValue is what a store's stock is worth now, and was on the days of a
// period on which it was counted.
type StockValue struct {
	Period
	Current   Worth
	CountedAt time.Time // at most a minute ago
	Days      []StockDay
}

// StockValue returns what a store's stock is worth. It returns ErrPeriodInvalid.
func (s *Service) StockValue(ctx context.Context, store uuid.UUID, q Question) (StockValue, error) {
	p, err := s.period(ctx, q)
	if err != nil {
		return StockValue{}, err
	}
	last, err := s.freshStock(ctx, store)
	if err != nil {
		return StockValue{}, err
	}
	out := StockValue{Period: p, Current: s.worthFromRow(last), CountedAt: last.CountedAt}
	err = db.InStoreTx(ctx, s.pool, store, func(tx db.Tx) error {
		rows, err := s.q.StockDays(ctx, tx, analyticsdb.StockDaysParams{StoreID: store, First: p.From, Last: p.To})
		out.Days = make([]StockDay, len(rows))
		for i, r := range rows {
			out.Days[i] = StockDay{r.Day, s.worthFromRow(r)}
		}
		return err
	})
	if err != nil {
		return StockValue{}, fmt.Errorf("stock values: %w", err)
	}
	return out, nil
}

// freshStock returns the last count, and counts when that is too old.
func (s *Service) freshStock(ctx context.Context, store uuid.UUID) (analyticsdb.AnalyticsStockDay, error) {
	last, err := s.q.LastStock(ctx, s.pool, store)
	if err == nil && s.now().Sub(last.CountedAt) < stockAge {
		return last, nil
	}
	if err != nil && !db.NoRows(err) {
		return last, fmt.Errorf("last stock value: %w", err)
	}
	if err := s.countStock(ctx, []uuid.UUID{store}); err != nil {
		return last, err
	}
	if last, err = s.q.LastStock(ctx, s.pool, store); err != nil {
		return last, fmt.Errorf("last stock value: %w", err)
	}
	return last, nil
}

// CountStock notes what every store's stock is worth today.
func (s *Service) CountStock(ctx context.Context) error {
	after := uuid.Nil
	for {
		ids, err := s.catalog.StoresWithProducts(ctx, after, storesAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := s.countStock(ctx, ids); err != nil {
			return err
		}
		after = ids[len(ids)-1]
	}
}

func (s *Service) countStock(ctx context.Context, ids []uuid.UUID) error {
	arg := analyticsdb.SetStockParams{CountedAt: s.now(), StoreIds: ids}
	worth, err := s.catalog.StockValues(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w := worth[id] // of a store that sells nothing: zero
		arg.Values = append(arg.Values, w.Value)
		arg.Units = append(arg.Units, w.Units)
		arg.Variants = append(arg.Variants, w.Variants)
		arg.SoldOut = append(arg.SoldOut, w.SoldOut)
	}
	if err := s.q.SetStock(ctx, s.pool, arg); err != nil {
		return fmt.Errorf("note stock values: %w", err)
	}
	return nil
}

func (s *Service) worthFromRow(r analyticsdb.AnalyticsStockDay) Worth {
	return Worth{Value: s.amount(r.ValueAmount), Units: r.Units, Variants: r.Variants, SoldOut: r.SoldOut}
}
