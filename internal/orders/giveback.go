package orders

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/payments"
)

// CancelItemsInput is what a store will not send.
type CancelItemsInput struct {
	Work
	Items  []Pieces // none: all that are not shipped
	Reason string   // for the buyer
}

// CancelItems takes back pieces that are paid and not shipped: their stock goes
// back, and their money, as far as it was not refunded before. It returns
// ErrTextInvalid, ErrNotShippable, ErrPiecesInvalid or ErrTooManyPieces, and what
// all work may return.
func (s *Service) CancelItems(ctx context.Context, in CancelItemsInput) (MerchantOrder, error) {
	reason, err := written("reason", in.Reason)
	if err != nil {
		return MerchantOrder{}, err
	}
	type cancelling struct {
		Items  []Pieces
		Reason string
	}
	var g giveBack
	return s.work(ctx, in.Work, cancelling{in.Items, reason}, func(ctx context.Context, tx db.Tx, p *part) error {
		if p.status() != StoreOrderProcessing {
			return ErrNotShippable
		}
		pieces, err := p.pick(in.Items, waiting)
		if err != nil {
			return err
		}
		g = giveBack{kind: KindCancellation, pieces: pieces, restock: true, reason: reason, amount: min(p.worth(pieces), p.left())}
		if err := p.giveBackTx(ctx, tx, &g, fate{cancelled: true, restocked: true}); err != nil {
			return err
		}
		p.did("store_order.cancelled", g.details(),
			ItemsCancelled{OrderID: p.row.OrderID, StoreOrderID: p.row.ID, StoreID: p.StoreID, RefundID: g.id})
		return nil
	}, func(ctx context.Context, tx db.Tx, p *part) error { return p.payBackTx(ctx, tx, g) })
}

// RefundInput is what a store gives back for what it has shipped.
type RefundInput struct {
	Work
	Items   []Pieces // whose money; none: see Amount
	Amount  int64    // minor units; 0: what Items cost, or without any all that is left
	Reason  string   // for the buyer
	Restock bool     // the pieces are back
}

// RefundItems gives money back through the payment provider, never more than what
// the store sold and has not given back yet. Without Items and Amount it gives
// back all; pieces that wait to be shipped have to be cancelled instead. When the
// money of all shipped pieces went back by item, the store order is returned. It
// returns ErrTextInvalid, ErrNotRefundable, ErrPiecesWait, ErrPiecesInvalid,
// ErrTooManyPieces or payments.ErrRefundTooHigh, and what all work may return.
func (s *Service) RefundItems(ctx context.Context, in RefundInput) (MerchantOrder, error) {
	reason, err := written("reason", in.Reason)
	if err != nil {
		return MerchantOrder{}, err
	}
	type refunding struct {
		Items   []Pieces
		Amount  int64
		Reason  string
		Restock bool
	}
	var g giveBack
	return s.work(ctx, in.Work, refunding{in.Items, in.Amount, reason, in.Restock}, func(ctx context.Context, tx db.Tx, p *part) error {
		switch p.status() {
		case StoreOrderProcessing, StoreOrderShipped, StoreOrderDelivered, StoreOrderReturned:
		default:
			return ErrNotRefundable
		}
		g = giveBack{kind: KindRefund, restock: in.Restock, reason: reason}
		if err := p.decide(in, &g); err != nil {
			return err
		}
		if err := p.giveBackTx(ctx, tx, &g, fate{refunded: true, restocked: in.Restock}); err != nil {
			return err
		}
		p.did("store_order.refunded", g.details())
		return nil
	}, func(ctx context.Context, tx db.Tx, p *part) error { return p.payBackTx(ctx, tx, g) })
}

// giveBack is what goes back from a store to its buyer.
type giveBack struct {
	id      uuid.UUID
	kind    RefundKind
	pieces  []Pieces
	amount  int64
	reason  string
	restock bool
}

func (g giveBack) details() map[string]string {
	return map[string]string{"amount": strconv.FormatInt(g.amount, 10), "pieces": strconv.Itoa(total(g.pieces)), "restocked": strconv.FormatBool(g.restock)}
}

// decide finds out which pieces and how much money a refund is about.
func (p *part) decide(in RefundInput, g *giveBack) (err error) {
	keepable := func(it ordersdb.OrdersItem) int32 { return it.ShippedQuantity - it.RefundedQuantity }
	whole := len(in.Items) == 0 && in.Amount == 0
	if whole && p.progress(false) == StoreOrderProcessing {
		return ErrPiecesWait
	}
	if whole || len(in.Items) > 0 {
		if g.pieces, err = p.pick(in.Items, keepable); err != nil {
			return err
		}
	}
	worth := p.worth(g.pieces)
	switch {
	case whole:
		g.amount = p.left()
	case in.Amount == 0:
		g.amount = worth
	default:
		g.amount = in.Amount
	}
	if g.amount == 0 || g.amount > p.left() || (len(in.Items) > 0 && g.amount > worth) {
		return payments.ErrRefundTooHigh
	}
	return nil
}

// worth is what pieces cost.
func (p *part) worth(pieces []Pieces) (minor int64) {
	for _, w := range pieces {
		minor += p.item(w.ItemID).UnitPriceAmount * int64(w.N)
	}
	return minor
}

// left is what the store has not given back.
func (p *part) left() int64 { return p.row.SubtotalAmount - p.row.RefundedAmount }

// giveBackTx writes down in the store's own rows what goes back.
func (p *part) giveBackTx(ctx context.Context, tx db.Tx, g *giveBack, f fate) error {
	g.id = db.NewID()
	if err := p.q.InsertRefund(ctx, tx, ordersdb.InsertRefundParams{
		ID: g.id, StoreOrderID: p.row.ID, Kind: string(g.kind), Amount: g.amount, Currency: p.row.Currency, Reason: g.reason,
		Restocked: g.restock, CreatedAt: p.now(),
	}); err != nil {
		return fmt.Errorf("insert refund: %w", err)
	}
	ids, quantities := split(g.pieces)
	if err := p.q.InsertRefundItems(ctx, tx, ordersdb.InsertRefundItemsParams{RefundID: g.id, ItemIds: ids, Quantities: quantities}); err != nil {
		return fmt.Errorf("insert items of refund: %w", err)
	}
	if err := p.addTx(ctx, tx, g.pieces, f); err != nil {
		return err
	}
	p.row.RefundedAmount += g.amount
	return p.saveTx(ctx, tx)
}

// payBackTx does elsewhere what goes back entails: the order first, then the
// stock, then the payment.
func (p *part) payBackTx(ctx context.Context, tx db.Tx, g giveBack) error {
	if err := p.finishTx(ctx, tx, p.row.OrderID, g.amount); err != nil {
		return err
	}
	if g.restock && len(g.pieces) > 0 {
		quantities := make([]catalog.Quantity, len(g.pieces))
		for i, w := range g.pieces {
			quantities[i] = catalog.Quantity{VariantID: p.item(w.ItemID).VariantID, N: w.N}
		}
		if err := p.catalog.RestockTx(ctx, tx, p.row.OrderID, &p.Actor, quantities); err != nil {
			return err
		}
	}
	if g.amount == 0 {
		return nil
	}
	why := map[RefundKind]string{KindRefund: reasonRefund, KindCancellation: reasonCancellation}[g.kind]
	amount := money.Amount{Minor: g.amount, Currency: p.row.Currency}
	if err := p.payments.RefundTx(ctx, tx, payments.RefundOrderInput{ID: g.id, OrderID: p.row.OrderID, Amount: amount, Reason: why}); err != nil {
		return err
	}
	p.happened = append(p.happened, Refunded{
		OrderID: p.row.OrderID, Amount: amount, Reason: why, StoreOrderID: p.row.ID, StoreID: p.StoreID, RefundID: g.id,
	})
	return nil
}

// written returns a text that people read, or ErrTextInvalid with its field.
func written(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", ErrTextInvalid.With(errs.Field{Path: field, Code: "required", Message: "This is needed."})
	}
	return text, nil
}
