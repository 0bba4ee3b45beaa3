package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/orders/internal/ordersdb"
)

// Posting is what the books say of an order once: that it was sold, or that a
// part of it was given back. Neither ever changes.
type Posting struct {
	// ID is the order's for a sale and the refund's for a refund.
	ID     uuid.UUID
	At     time.Time // when it was paid, or when the refund was decided
	Refund bool
	// Lines are one for each store and product, by store.
	Lines []PostingLine
}

// PostingLine is what a posting says of one product of a store.
type PostingLine struct {
	StoreID uuid.UUID
	// ProductID is zero for the part of a refund that differs from the prices of
	// its pieces, which may be negative.
	ProductID uuid.UUID
	Quantity  int64 // pieces that were sold, or given up
	Amount    int64 // minor units of the marketplace's currency
}

// PostingsTx returns the sale and the refunds of an order as tx sees them, the
// sale first. An order that was never paid has none: money that came too late
// and went back was no sale.
func (s *Service) PostingsTx(ctx context.Context, tx db.Tx, order uuid.UUID) ([]Posting, error) {
	sold, err := s.q.SalesOfOrder(ctx, tx, order)
	if err != nil {
		return nil, fmt.Errorf("sale of order %s: %w", order, err)
	}
	given, err := s.q.RefundsOfOrder(ctx, tx, order)
	if err != nil {
		return nil, fmt.Errorf("refunds of order %s: %w", order, err)
	}
	var list postings
	for _, r := range sold {
		list.addSale(ordersdb.SalesBetweenRow(r))
	}
	for _, r := range given {
		list.addRefund(ordersdb.RefundsBetweenRow(r))
	}
	return list, nil
}

// PostingsBetweenTx returns the sales and refunds of all orders since a time and
// until before another, as tx sees them.
func (s *Service) PostingsBetweenTx(ctx context.Context, tx db.Tx, since, until time.Time) ([]Posting, error) {
	sold, err := s.q.SalesBetween(ctx, tx, ordersdb.SalesBetweenParams{Since: since, Until: until})
	if err != nil {
		return nil, fmt.Errorf("sales of a period: %w", err)
	}
	given, err := s.q.RefundsBetween(ctx, tx, ordersdb.RefundsBetweenParams{Since: since, Until: until})
	if err != nil {
		return nil, fmt.Errorf("refunds of a period: %w", err)
	}
	var list postings
	for _, r := range sold {
		list.addSale(r)
	}
	for _, r := range given {
		list.addRefund(r)
	}
	return list, nil
}

// FirstPosting returns when the first order was paid, false when none was.
func (s *Service) FirstPosting(ctx context.Context) (at time.Time, found bool, err error) {
	at, err = s.q.FirstPaid(ctx, s.pool)
	if db.NoRows(err) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("first paid order: %w", err)
	}
	return at, true, nil
}

// postings grow by rows that come sorted by their ids.
type postings []Posting

func (list *postings) of(id uuid.UUID, at time.Time, refund bool) (p *Posting, begun bool) {
	if n := len(*list); n > 0 && (*list)[n-1].ID == id {
		return &(*list)[n-1], false
	}
	*list = append(*list, Posting{ID: id, At: at, Refund: refund})
	return &(*list)[len(*list)-1], true
}

func (list *postings) addSale(r ordersdb.SalesBetweenRow) {
	p, _ := list.of(r.ID, r.At, false)
	p.Lines = append(p.Lines, PostingLine{StoreID: r.StoreID, ProductID: r.ProductID, Quantity: r.Quantity, Amount: r.Amount})
}

// addRefund keeps, on a line of its own, what is left of the refund's amount
// after the prices of its pieces.
func (list *postings) addRefund(r ordersdb.RefundsBetweenRow) {
	p, begun := list.of(r.ID, r.At, true)
	if begun {
		p.Lines = append(p.Lines, PostingLine{StoreID: r.StoreID, Amount: r.Whole})
	}
	if r.ProductID != nil {
		p.Lines[0].Amount -= r.Amount
		p.Lines = append(p.Lines, PostingLine{StoreID: r.StoreID, ProductID: *r.ProductID, Quantity: r.Quantity, Amount: r.Amount})
	}
}
