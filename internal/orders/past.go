package orders

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/postal"
)

// PastSale is an order that was placed and paid before the marketplace heard of
// it. What it says happens at the Service's time, and nobody is told: neither
// the buyer nor other modules.
type PastSale struct {
	UserID   *uuid.UUID
	Email    string
	Shipping postal.Address
	Items    []catalog.Quantity
	// Session and Intent are the provider's references of the payment.
	Session, Intent string
}

// PastOrder is what became of a PastSale.
type PastOrder struct {
	ID    uuid.UUID
	Total money.Amount
	Parts []PastPart
}

// PastPart is a store's part of a PastOrder.
type PastPart struct{ StoreID, StoreOrderID uuid.UUID }

// RecordSaleTx writes an order of the past at the prices of now, and takes its
// stock. It returns catalog.ErrProductNotFound for what is not on sale, or
// catalog.ErrOutOfStock.
func (s *Service) RecordSaleTx(ctx context.Context, tx db.Tx, in PastSale) (PastOrder, error) {
	ids := make([]uuid.UUID, len(in.Items))
	for i, it := range in.Items {
		ids[i] = it.VariantID
	}
	known, err := s.catalog.SellablesTx(ctx, tx, ids)
	if err != nil {
		return PastOrder{}, err
	}
	c := cart.Cart{ID: uuid.New()}
	for _, it := range in.Items {
		v, found := known[it.VariantID]
		if !found || !v.OnSale {
			return PastOrder{}, catalog.ErrProductNotFound
		}
		c.Items = append(c.Items, cart.Item{Quantity: it.N, UnitPrice: v.Price, Now: v})
		c.Total = money.Amount{Minor: c.Total.Minor + v.Price.Times(it.N).Minor, Currency: v.Price.Currency}
	}
	place := PlaceInput{CartID: c.ID, UserID: in.UserID, Email: in.Email, Shipping: in.Shipping, Billing: in.Shipping}
	o := s.orderOf(c, db.NewID(), place)
	if o.Number, err = s.insertTx(ctx, tx, o, place); err != nil {
		return PastOrder{}, err
	}
	if err := s.chargeTx(ctx, tx, o); err != nil {
		return PastOrder{}, err
	}
	if err := s.catalog.TakeTx(ctx, tx, o.ID, in.Items); err != nil {
		return PastOrder{}, err
	}
	if err := s.payments.RecordCapturedTx(ctx, tx, o.ID, in.Session, in.Intent); err != nil {
		return PastOrder{}, err
	}
	row, err := s.q.LockOrder(ctx, tx, o.ID)
	if err != nil {
		return PastOrder{}, fmt.Errorf("lock order %s: %w", o.ID, err)
	}
	if err := s.moveTx(ctx, tx, row, StatusPaid); err != nil {
		return PastOrder{}, err
	}
	out := PastOrder{ID: o.ID, Total: o.Total}
	for _, so := range o.Stores {
		out.Parts = append(out.Parts, PastPart{so.StoreID, so.ID})
	}
	return out, nil
}

// RecordShippedTx writes that all of a store's part was sent.
func (s *Service) RecordShippedTx(ctx context.Context, tx db.Tx, of PastPart, t Tracking) error {
	t, err := t.complete()
	if err != nil {
		return err
	}
	p, err := s.lockPartTx(ctx, tx, Work{StoreID: of.StoreID, StoreOrderID: of.StoreOrderID})
	if err != nil {
		return err
	}
	pieces, err := p.pick(nil, waiting)
	if err != nil {
		return err
	}
	if _, err := p.shipTx(ctx, tx, pieces, t); err != nil {
		return err
	}
	return p.saveTx(ctx, tx)
}

// RecordDeliveredTx writes that all that was sent of a store's part arrived.
func (s *Service) RecordDeliveredTx(ctx context.Context, tx db.Tx, of PastPart) error {
	p, err := s.lockPartTx(ctx, tx, Work{StoreID: of.StoreID, StoreOrderID: of.StoreOrderID})
	if err != nil {
		return err
	}
	now := s.now()
	if _, err := s.q.SetDelivered(ctx, tx, ordersdb.SetDeliveredParams{StoreOrderID: p.row.ID, DeliveredAt: &now}); err != nil {
		return fmt.Errorf("set delivered: %w", err)
	}
	if err := p.saveTx(ctx, tx); err != nil {
		return err
	}
	return s.finishTx(ctx, tx, p.row.OrderID, 0)
}

// RecordReturnedTx writes that the buyer sent back the first item of a store's
// part, which was shipped, and gets its money back.
func (s *Service) RecordReturnedTx(ctx context.Context, tx db.Tx, of PastPart, reason string) error {
	p, err := s.lockPartTx(ctx, tx, Work{StoreID: of.StoreID, StoreOrderID: of.StoreOrderID})
	if err != nil {
		return err
	}
	back := []Pieces{{ItemID: p.items[0].ID, N: int(p.items[0].Quantity)}}
	g := giveBack{kind: KindRefund, pieces: back, amount: p.worth(back), reason: reason}
	if err := p.giveBackTx(ctx, tx, &g, fate{refunded: true}); err != nil {
		return err
	}
	return p.payBackTx(ctx, tx, g)
}
