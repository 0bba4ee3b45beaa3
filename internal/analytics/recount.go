package analytics

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics/internal/analyticsdb"
	"rialto/internal/db"
)

// Recount makes the figures of sales and refunds what the orders say, day by
// day, and tells after each how many of all days are done. Views stay: there
// is nothing to recount them from. It corrects what is wrong and leaves what is
// right, so it can be broken off and repeated, and shops and dashboards go on
// meanwhile. It begins with a change of the time zone, if there is one.
func (s *Service) Recount(ctx context.Context, progress func(done, total int)) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	first, last, found, err := s.countedDays(ctx)
	if err != nil || !found {
		return err
	}
	total := int(last.Sub(first)/day) + 1
	for i := range total {
		if err := s.recountDay(ctx, first.AddDate(0, 0, i)); err != nil {
			return err
		}
		progress(i+1, total)
	}
	if err := s.sumMonths(ctx); err != nil {
		return err
	}
	return s.q.SetRecount(ctx, s.pool, nil)
}

// continueRecount is the chore that counts what was sold before there was a
// program that counts, and recounts after a change of the time zone: as many
// days in a round as there is time for.
func (s *Service) continueRecount(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	state, err := s.q.Settings(ctx, s.pool)
	if err != nil || state.RecountFrom == nil {
		return err
	}
	_, last, found, err := s.countedDays(ctx)
	if err != nil {
		return err
	}
	d := *state.RecountFrom
	for until := s.now().Add(roundTime); found && !d.After(last); d = d.AddDate(0, 0, 1) {
		if s.now().After(until) {
			return s.q.SetRecount(ctx, s.pool, &d)
		}
		if err := s.recountDay(ctx, d); err != nil {
			return err
		}
	}
	return s.q.SetRecount(ctx, s.pool, nil)
}

// begin asks for a recount of everything, in another time zone than before if
// that was changed, unless this was done.
func (s *Service) begin(ctx context.Context) error {
	state, err := s.q.Settings(ctx, s.pool)
	if err != nil {
		return fmt.Errorf("settings of analytics: %w", err)
	}
	if state.BegunAt != nil && state.Timezone == s.cfg.Timezone {
		return nil
	}
	arg := analyticsdb.BeginParams{Timezone: s.cfg.Timezone, Now: s.now()}
	first, _, found, err := s.countedDays(ctx)
	if err != nil {
		return err
	}
	if found {
		from := first.AddDate(0, 0, -1) // there, the first sale may have been the day before
		arg.RecountFrom = &from
	}
	return db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.q.LockFolding(ctx, tx); err != nil {
			return fmt.Errorf("wait to fold: %w", err)
		}
		return s.q.Begin(ctx, tx, arg)
	})
}

// countedDays are the first and the last day that have figures or should have.
func (s *Service) countedDays(ctx context.Context) (first, last time.Time, found bool, err error) {
	last, err = s.q.DayOf(ctx, s.pool, s.now())
	if err != nil {
		return first, last, false, fmt.Errorf("today: %w", err)
	}
	first = last
	at, sold, err := s.orders.FirstPosting(ctx)
	if err != nil {
		return first, last, false, err
	}
	if sold {
		if first, err = s.q.DayOf(ctx, s.pool, at); err != nil {
			return first, last, false, fmt.Errorf("first day: %w", err)
		}
	}
	switch begun, err := s.q.FirstDay(ctx, s.pool); {
	case db.NoRows(err):
		return first, last, sold, nil
	case err != nil:
		return first, last, false, fmt.Errorf("first day: %w", err)
	case !sold || begun.Before(first):
		first = begun
	}
	end, err := s.q.LastDay(ctx, s.pool)
	if err != nil {
		return first, last, false, fmt.Errorf("last day: %w", err)
	}
	if end.After(last) {
		last = end
	}
	return first, last, true, nil
}

// recountDay corrects the figures of a day by what they differ from the orders.
// Nobody counts or folds meanwhile, so what is in the orders and not in the
// figures is not on its way either.
func (s *Service) recountDay(ctx context.Context, d time.Time) error {
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.q.LockFolding(ctx, tx); err != nil {
			return err
		}
		if err := s.q.LockCounting(ctx, tx); err != nil {
			return err
		}
		if err := s.foldAllTx(ctx, tx); err != nil {
			return err
		}
		bounds, err := s.q.BoundsOf(ctx, tx, d)
		if err != nil {
			return err
		}
		list, err := s.orders.PostingsBetweenTx(ctx, tx, bounds.Begins, bounds.Ends)
		if err != nil {
			return err
		}
		var counted deltas
		ids := make([]uuid.UUID, len(list))
		for i, p := range list {
			ids[i] = p.ID
			counted.posting(p)
		}
		if _, err := s.q.MarkCounted(ctx, tx, ids); err != nil {
			return err
		}
		right := sumsOf(counted)
		is, err := s.sumsOnTx(ctx, tx, d, right)
		if err != nil {
			return err
		}
		if err := s.insertTx(ctx, tx, is.corrections(right, bounds.Begins)); err != nil {
			return err
		}
		return s.foldAllTx(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("recount %s: %w", d.Format(time.DateOnly), err)
	}
	return nil
}

func (s *Service) foldAllTx(ctx context.Context, tx db.Tx) error {
	for {
		if n, err := s.foldTx(ctx, tx); err != nil || n < foldBatch {
			return err
		}
	}
}

// sums are the figures of a day that can be recounted: of each product and of
// each store, and of the marketplace, which has no store. A line of a store as a
// whole is in its store's sum and in no product's.
type sums struct {
	products map[[2]uuid.UUID]delta // by store and product
	stores   map[uuid.UUID]delta
	market   delta
}

func sumsOf(list deltas) sums {
	out := sums{products: map[[2]uuid.UUID]delta{}, stores: map[uuid.UUID]delta{}}
	for _, d := range list {
		key := [2]uuid.UUID{d.store, d.product}
		if d.product != uuid.Nil {
			out.products[key] = out.products[key].plus(d, +1)
		}
		out.stores[d.store] = out.stores[d.store].plus(d, +1)
		out.market = out.market.plus(d, +1)
	}
	return out
}

// plus adds to d what other has of sales and refunds, sign times.
func (d delta) plus(other delta, sign int64) delta {
	d.gross += sign * other.gross
	d.refunded += sign * other.refunded
	d.purchases += sign * other.purchases
	d.orders += sign * other.orders
	d.sales += sign * other.sales
	d.units += sign * other.units
	d.returned += sign * other.returned
	return d
}

// sumsOnTx reads what the figures say of a day.
func (s *Service) sumsOnTx(ctx context.Context, tx db.Tx, d time.Time, right sums) (sums, error) {
	is := sums{products: map[[2]uuid.UUID]delta{}, stores: map[uuid.UUID]delta{}}
	m, err := s.q.MarketOn(ctx, tx, d)
	if err != nil {
		return is, err
	}
	is.market = delta{gross: m.GrossAmount, refunded: m.RefundedAmount, purchases: m.Orders, units: m.Units, returned: m.Returned}
	stores, err := s.q.StoresOn(ctx, tx, d)
	if err != nil {
		return is, err
	}
	known := maps.Clone(right.stores)
	for _, r := range stores {
		is.stores[r.StoreID] = delta{gross: r.GrossAmount, refunded: r.RefundedAmount, orders: r.Orders, units: r.Units, returned: r.Returned}
		known[r.StoreID] = delta{}
	}
	products, err := s.q.ProductsOn(ctx, tx, analyticsdb.ProductsOnParams{StoreIds: slices.Collect(maps.Keys(known)), Day: d})
	for _, r := range products {
		is.products[[2]uuid.UUID{r.StoreID, r.ProductID}] = delta{
			gross: r.GrossAmount, refunded: r.RefundedAmount, sales: r.Orders, units: r.Units, returned: r.Returned,
		}
	}
	return is, err
}

// corrections are the deltas that make is right. What corrects products also
// changes their store, and what corrects stores the marketplace, so each level
// adds what is left.
func (is sums) corrections(right sums, at time.Time) (list deltas) {
	add := func(d delta, store, product uuid.UUID) {
		d.at, d.store, d.product = at, store, product
		if !d.empty() {
			list = append(list, d)
		}
	}
	stores := map[uuid.UUID]delta{} // what the corrections of products make of their stores
	for key := range union(is.products, right.products) {
		d := right.products[key].plus(is.products[key], -1)
		d.orders, d.purchases = 0, 0
		stores[key[0]] = stores[key[0]].plus(d, +1)
		add(d, key[0], key[1])
	}
	var market delta
	for id := range union(is.stores, union(right.stores, stores)) {
		whole := right.stores[id].plus(is.stores[id], -1)
		rest := whole.plus(stores[id], -1)
		rest.sales, rest.purchases = 0, 0
		market = market.plus(whole, +1)
		add(rest, id, uuid.Nil)
	}
	rest := right.market.plus(is.market, -1).plus(market, -1)
	rest.purchases = right.market.purchases - is.market.purchases
	rest.orders, rest.sales = 0, 0
	add(rest, uuid.Nil, uuid.Nil)
	return list
}

func union[K comparable, V any](a, b map[K]V) map[K]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// sumMonths writes the months anew, one store at a time.
func (s *Service) sumMonths(ctx context.Context) error {
	ids, err := s.q.StoresWithDays(ctx, s.pool)
	if err != nil {
		return fmt.Errorf("stores with figures: %w", err)
	}
	for _, id := range ids {
		err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
			for _, do := range []func(context.Context, uuid.UUID) error{
				func(ctx context.Context, _ uuid.UUID) error { return s.q.LockFolding(ctx, tx) },
				func(ctx context.Context, id uuid.UUID) error { return s.q.DropStoreMonths(ctx, tx, id) },
				func(ctx context.Context, id uuid.UUID) error { return s.q.SumStoreMonths(ctx, tx, id) },
				func(ctx context.Context, id uuid.UUID) error { return s.q.DropProductMonths(ctx, tx, id) },
				func(ctx context.Context, id uuid.UUID) error { return s.q.SumProductMonths(ctx, tx, id) },
			} {
				if err := do(ctx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("sum the months of store %s: %w", id, err)
		}
	}
	return nil
}
