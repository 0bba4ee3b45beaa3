package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics/internal/analyticsdb"
	"rialto/internal/db"
	"rialto/internal/orders"
)

func (s *Service) onPaid(ctx context.Context, tx db.Tx, ev orders.Paid) error {
	return s.countTx(ctx, tx, ev.OrderID)
}

func (s *Service) onRefunded(ctx context.Context, tx db.Tx, ev orders.Refunded) error {
	return s.countTx(ctx, tx, ev.OrderID)
}

func (s *Service) onItemsCancelled(ctx context.Context, tx db.Tx, ev orders.ItemsCancelled) error {
	return s.countTx(ctx, tx, ev.OrderID)
}

// countTx counts what has happened to an order and is not counted yet. Which
// event told, and how often, does not matter.
func (s *Service) countTx(ctx context.Context, tx db.Tx, order uuid.UUID) error {
	if err := s.q.ShareCounting(ctx, tx); err != nil {
		return fmt.Errorf("wait for a recount: %w", err)
	}
	list, err := s.orders.PostingsTx(ctx, tx, order)
	if err != nil || len(list) == 0 {
		return err
	}
	ids := make([]uuid.UUID, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	fresh, err := s.q.MarkCounted(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("mark as counted: %w", err)
	}
	isFresh := make(map[uuid.UUID]bool, len(fresh))
	for _, id := range fresh {
		isFresh[id] = true
	}
	var add deltas
	for _, p := range list {
		if isFresh[p.ID] {
			add.posting(p)
		}
	}
	return s.insertTx(ctx, tx, add)
}

// delta is what is to be added to the figures. It is of the whole marketplace
// without a store, and of a whole store without a product.
type delta struct {
	at                    time.Time
	store, product        uuid.UUID
	gross, refunded       int64
	purchases             int64 // orders of buyers
	orders                int64 // store orders
	sales                 int64 // store orders with the product
	units, returned       int64
	views, visits, carted int64
}

// empty reports whether d adds nothing.
func (d delta) empty() bool {
	return d == delta{at: d.at, store: d.store, product: d.product}
}

type deltas []delta

// posting adds what a sale or a refund adds.
func (list *deltas) posting(p orders.Posting) {
	var store uuid.UUID
	for i, line := range p.Lines {
		d := delta{at: p.At, store: line.StoreID, product: line.ProductID}
		if p.Refund {
			d.refunded, d.returned = line.Amount, line.Quantity
		} else {
			d.gross, d.units, d.sales = line.Amount, line.Quantity, 1
			if i == 0 {
				d.purchases = 1
			}
			if line.StoreID != store {
				d.orders, store = 1, line.StoreID
			}
		}
		if !d.empty() {
			*list = append(*list, d)
		}
	}
}

// deltasAtOnce bounds a statement.
const deltasAtOnce = 5000

func (s *Service) insertTx(ctx context.Context, tx db.Tx, list deltas) error {
	for len(list) > 0 {
		n := min(len(list), deltasAtOnce)
		if err := s.q.InsertDeltas(ctx, tx, paramsOf(list[:n])); err != nil {
			return fmt.Errorf("insert deltas: %w", err)
		}
		list = list[n:]
	}
	return nil
}

func paramsOf(list deltas) (arg analyticsdb.InsertDeltasParams) {
	for _, d := range list {
		arg.Ats = append(arg.Ats, d.at)
		arg.StoreIds = append(arg.StoreIds, d.store)
		arg.ProductIds = append(arg.ProductIds, d.product)
		arg.GrossAmounts = append(arg.GrossAmounts, d.gross)
		arg.RefundedAmounts = append(arg.RefundedAmounts, d.refunded)
		arg.Purchases = append(arg.Purchases, d.purchases)
		arg.Orders = append(arg.Orders, d.orders)
		arg.Sales = append(arg.Sales, d.sales)
		arg.Units = append(arg.Units, d.units)
		arg.Returned = append(arg.Returned, d.returned)
		arg.Views = append(arg.Views, d.views)
		arg.Visits = append(arg.Visits, d.visits)
		arg.Carts = append(arg.Carts, d.carted)
	}
	return arg
}
