package catalog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rialto/internal/catalog/internal/catalogdb"
	"rialto/internal/db"
)

// Reason says why stock changed.
type Reason string

// The reasons of movements. Each variant's first one is its opening.
const (
	ReasonOpening     Reason = "opening"
	ReasonSale        Reason = "sale"        // an order took it
	ReasonReturn      Reason = "return"      // an order gave it back, or its buyer sent it back
	ReasonReceived    Reason = "received"    // goods came in
	ReasonCorrection  Reason = "correction"  // somebody knew better
	ReasonCount       Reason = "count"       // somebody counted, perhaps to find that it was right
	ReasonLoss        Reason = "loss"        // broken, spoilt or stolen
	ReasonImport      Reason = "import"      // a file says so
	ReasonUnexplained Reason = "unexplained" // changed past the program
)

// Cause says why stock changes and through whom.
type Cause struct {
	Reason  Reason
	Actor   *uuid.UUID // a user; nil for a buyer and for the program itself
	OrderID *uuid.UUID
	Note    string // at most 500 characters
	request *request
}

var errNoStock = errors.New("a variant has no stock row")

// request is one of a merchant, so that a repeat of it moves nothing.
type request struct {
	key    string
	digest []byte
}

// TakeTx takes all the quantities out of stock for an order or, with
// ErrOutOfStock, fails the transaction. The rows stay locked until tx ends, so
// call it last.
func (s *Service) TakeTx(ctx context.Context, tx db.Tx, order uuid.UUID, quantities []Quantity) error {
	return s.orderTx(ctx, tx, quantities, -1, Cause{Reason: ReasonSale, OrderID: &order})
}

// ReturnTx puts the quantities of an order that holds them no longer back into
// stock: all of it was cancelled or expired, and its stock_released_at is set.
// What comes back of an order that still counts as sold is for RestockTx.
func (s *Service) ReturnTx(ctx context.Context, tx db.Tx, order uuid.UUID, quantities []Quantity) error {
	return s.orderTx(ctx, tx, quantities, +1, Cause{Reason: ReasonReturn, OrderID: &order})
}

func (s *Service) orderTx(ctx context.Context, tx db.Tx, quantities []Quantity, sign int, why Cause) error {
	err := s.moveTx(ctx, tx, quantities, sign, 0, why)
	if db.Violates(err, stockNotNegative) {
		return ErrOutOfStock.Because(err)
	}
	return err
}

// RestockTx puts pieces back into stock that an order sold: a part of it was
// cancelled, or its buyer sent them back. actor is who decided that. It works
// within db.InStoreTx, too.
func (s *Service) RestockTx(ctx context.Context, tx db.Tx, order uuid.UUID, actor *uuid.UUID, quantities []Quantity) error {
	return s.AdjustTx(ctx, tx, quantities, Cause{Reason: ReasonReturn, OrderID: &order, Actor: actor})
}

// AdjustTx adds the quantities to the stock; negative ones take away, and none
// is zero. It returns ErrStockBelowZero, after which tx can only be rolled
// back, or ErrVariantNotFound when a variant is not there, within db.InStoreTx
// also when it is another store's. The rows stay locked until tx ends.
func (s *Service) AdjustTx(ctx context.Context, tx db.Tx, deltas []Quantity, why Cause) error {
	err := s.moveTx(ctx, tx, deltas, 1, 1, why)
	switch {
	case db.Violates(err, stockNotNegative):
		return ErrStockBelowZero.Because(err)
	case errors.Is(err, errNoStock):
		return ErrVariantNotFound.Because(err)
	}
	return err
}

// CountTx makes the stock what the quantities say, also of variants that have
// none yet, whatever it is when the rows are locked. What is right already is
// not a movement, except for ReasonCount. It returns ErrVariantNotFound like
// AdjustTx, and works within db.InStoreTx, too.
func (s *Service) CountTx(ctx context.Context, tx db.Tx, counts []Quantity, why Cause) error {
	if len(counts) == 0 {
		return nil
	}
	arg := catalogdb.SetStockParams{
		Reason: string(why.Reason), ActorID: why.Actor, OrderID: why.OrderID, Note: why.Note, Now: s.now(),
	}
	if why.request != nil {
		arg.RequestKey, arg.RequestDigest = &why.request.key, why.request.digest
	}
	for _, q := range inOrder(counts) {
		arg.VariantIds = append(arg.VariantIds, q.VariantID)
		arg.Quantities = append(arg.Quantities, int32(q.N))
	}
	found, err := s.q.SetStock(ctx, tx, arg)
	switch {
	case err != nil:
		return fmt.Errorf("set stock: %w", err)
	case int(found) != len(counts):
		return ErrVariantNotFound.Because(fmt.Errorf("set stock: %d of %d: %w", found, len(counts), errNoStock))
	}
	return nil
}

// moveTx adds sign times the quantities. received is 1 if they count as
// received or lost, and 0 if they go to an order or come from it.
func (s *Service) moveTx(ctx context.Context, tx db.Tx, quantities []Quantity, sign, received int, why Cause) error {
	arg := catalogdb.MoveStockParams{
		Received: int32(received), Reason: string(why.Reason), ActorID: why.Actor, OrderID: why.OrderID, Note: why.Note, Now: s.now(),
	}
	if why.request != nil {
		arg.RequestKey, arg.RequestDigest = &why.request.key, why.request.digest
	}
	for _, q := range inOrder(quantities) {
		arg.VariantIds = append(arg.VariantIds, q.VariantID)
		arg.Quantities = append(arg.Quantities, int32(sign*q.N))
	}
	n, err := s.q.MoveStock(ctx, tx, arg)
	switch {
	case err != nil:
		return fmt.Errorf("move stock: %w", err)
	case int(n) != len(quantities):
		return fmt.Errorf("move stock: %d of %d: %w", n, len(quantities), errNoStock)
	}
	return nil
}

// inOrder sorts by variant: see MoveStock.
func inOrder(quantities []Quantity) []Quantity {
	return slices.SortedFunc(slices.Values(quantities), func(a, b Quantity) int { return bytes.Compare(a.VariantID[:], b.VariantID[:]) })
}
