package orders

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/paging"
	"rialto/internal/payments"
)

// AllOrdersFilter says which orders an operator's list holds.
type AllOrdersFilter struct {
	Words  string // an order's number or the whole address of its buyer; empty: any
	Status Status // empty: any
	Cursor string
	Limit  int
}

// numberPlace is where a page of all orders ended.
type numberPlace struct {
	Number int64 `json:"n"`
}

// AllOrders returns a page of the orders of everybody, the newest first, and the
// cursor of the next page. Words that are neither a number nor an address find
// nothing. A cursor of another list is paging.ErrBadCursor.
func (s *Service) AllOrders(ctx context.Context, f AllOrdersFilter) ([]Order, string, error) {
	after, err := paging.Decode[numberPlace](f.Cursor)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.allRows(ctx, f, after)
	if err != nil {
		return nil, "", fmt.Errorf("all orders: %w", err)
	}
	rows, next := paging.Cut(rows, f.Limit, func(r ordersdb.OrdersOrder) numberPlace { return numberPlace{r.Number} })
	list, err := s.complete(ctx, rows)
	return list, next, err
}

func (s *Service) allRows(ctx context.Context, f AllOrdersFilter, after *numberPlace) ([]ordersdb.OrdersOrder, error) {
	var before *int64
	if after != nil {
		before = &after.Number
	}
	words, size := strings.TrimPrefix(strings.TrimSpace(f.Words), "#"), int32(f.Limit+1)
	number, err := strconv.ParseInt(words, 10, 64)
	switch {
	case words != "" && err == nil:
		return s.q.OrderByNumber(ctx, s.pool, ordersdb.OrderByNumberParams{Number: number, Status: string(f.Status)})
	case words != "":
		return s.q.AllOrdersByEmail(ctx, s.pool, ordersdb.AllOrdersByEmailParams{Email: words, Status: string(f.Status), Before: before, PageSize: size})
	case f.Status != "":
		return s.q.AllOrdersInStatus(ctx, s.pool, ordersdb.AllOrdersInStatusParams{Status: string(f.Status), Before: before, PageSize: size})
	}
	return s.q.AllOrders(ctx, s.pool, ordersdb.AllOrdersParams{Before: before, PageSize: size})
}

// Dossier is an order with all that is known of its payment.
type Dossier struct {
	Order   Order
	Payment *payments.Record // nil for an order that costs nothing
}

// DossierOf returns an order for an operator, or ErrNotFound.
func (s *Service) DossierOf(ctx context.Context, id uuid.UUID) (Dossier, error) {
	row, err := s.q.OrderByID(ctx, s.pool, id)
	if db.NoRows(err) {
		return Dossier{}, ErrNotFound
	}
	if err != nil {
		return Dossier{}, fmt.Errorf("order %s: %w", id, err)
	}
	list, err := s.complete(ctx, []ordersdb.OrdersOrder{row})
	if err != nil {
		return Dossier{}, err
	}
	record, paid, err := s.payments.RecordOf(ctx, id)
	if err != nil || !paid {
		return Dossier{Order: list[0]}, err
	}
	return Dossier{Order: list[0], Payment: &record}, nil
}

// RetryRefund has a refund of an order sent anew that failed at the payment
// provider. It returns payments.ErrRefundNotFound and, the second
// time, too, payments.ErrRefundNotFailed.
func (s *Service) RetryRefund(ctx context.Context, actor, order, refund uuid.UUID) (Dossier, error) {
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if err := s.payments.RetryRefundTx(ctx, tx, order, refund); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: &actor, Action: "refund.retried", Target: audit.Target{Kind: "order", ID: order.String()},
			Details: map[string]string{"refund": refund.String()},
		})
	})
	if err != nil {
		return Dossier{}, err
	}
	return s.DossierOf(ctx, order)
}
