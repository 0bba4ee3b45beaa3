package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/payments"
	"rialto/internal/postal"
)

// openTimeout is how long placing an order waits for the payment provider.
const openTimeout = 2 * time.Second

// PlaceInput is what Place needs.
type PlaceInput struct {
	IdempotencyKey    string
	UserID            *uuid.UUID // whose order it is and who opens the cart; nil for a guest
	CartID            uuid.UUID
	Email             string
	Locale            string `json:",omitempty"` // in which the buyer reads, empty if unknown
	Shipping, Billing postal.Address
}

func (in PlaceInput) cart() cart.Key { return cart.Key{ID: in.CartID, UserID: in.UserID} }

// PlacedOrder is an order as its buyer gets it. PaymentURL is empty when there is nothing
// to pay or the provider does not answer.
type PlacedOrder struct {
	OrderID    uuid.UUID
	Number     string
	Token      string
	Status     Status
	PaymentURL string
	Replayed   bool // an earlier request with this key placed it
}

// Place turns a cart into an order, takes its stock and opens its payment.
//
// Everything but the payment's page happens in one transaction: the request is
// claimed, the cart locked and compared with the catalog, the order written
// and, last, the stock taken, so that the rows that others wait for are locked
// for that statement and the commit only.
//
// A repeat with the same key and input returns the first answer, also after
// the stock ran out. It returns ErrKeyReused, ErrKeyInFlight, ErrInvalid,
// cart.ErrNotFound, cart.ErrConverted, ErrCartEmpty, payments.ErrNotChargeable,
// ErrCartChanged, catalog.ErrOutOfStock, catalog.ErrStoreOnHoliday or
// catalog.ErrStoreSuspended, the last four with the items; none of them uses up
// the key.
func (s *Service) Place(ctx context.Context, in PlaceInput) (PlacedOrder, error) {
	if err := in.validate(); err != nil {
		return PlacedOrder{}, err
	}
	var c claim
	err := db.InTx(ctx, s.pool, func(tx db.Tx) (err error) {
		c, err = s.claimTx(ctx, tx, in)
		if err != nil || c.earlier {
			return err
		}
		c.placed, err = s.placeTx(ctx, tx, c.orderID, in)
		return err
	})
	if errors.Is(err, catalog.ErrOutOfStock) {
		err = s.nameShortItems(ctx, in.cart(), err)
	}
	if err != nil {
		return PlacedOrder{}, fmt.Errorf("place order: %w", err)
	}
	return s.answer(ctx, in, c)
}

func (s *Service) placeTx(ctx context.Context, tx db.Tx, id uuid.UUID, in PlaceInput) (Order, error) {
	c, err := s.cart.LockTx(ctx, tx, in.cart())
	if err != nil {
		return Order{}, err
	}
	if err := orderable(c); err != nil {
		return Order{}, err
	}
	o := s.orderOf(c, id, in)
	if o.Number, err = s.insertTx(ctx, tx, o, in); err != nil {
		return Order{}, err
	}
	if err := s.chargeTx(ctx, tx, o); err != nil {
		return Order{}, err
	}
	if err := s.cart.ConvertTx(ctx, tx, c.ID); err != nil {
		return Order{}, err
	}
	if err := s.bus.PublishTx(ctx, tx, Placed{OrderID: o.ID, Total: o.Total}); err != nil {
		return Order{}, err
	}
	return o, s.catalog.TakeTx(ctx, tx, o.ID, quantitiesOf(c))
}

// chargeTx asks for the order's money. An order that costs nothing is paid.
func (s *Service) chargeTx(ctx context.Context, tx db.Tx, o Order) error {
	if o.Status == StatusPaid {
		return s.bus.PublishTx(ctx, tx, Paid{OrderID: o.ID, Total: o.Total})
	}
	page := s.pageURL(o.ID)
	charge := payments.CreateInput{
		OrderID: o.ID, OrderNumber: o.Number, Email: o.Email, Total: o.Total,
		SuccessURL: page, CancelURL: page,
		// We end the session ourselves when the order expires.
		ExpiresAt: o.ExpiresAt.Add(5 * time.Minute),
	}
	for _, so := range o.Stores {
		for _, it := range so.Items {
			charge.Lines = append(charge.Lines, payments.SessionLine{Name: it.title(), Quantity: it.Quantity, UnitPrice: it.UnitPrice})
		}
	}
	return s.payments.CreateTx(ctx, tx, charge)
}

// pageURL is the page of an order with the token that opens it.
func (s *Service) pageURL(order uuid.UUID) string {
	return fmt.Sprintf("%s/orders/%s?token=%s", s.cfg.PublicURL, order, s.cfg.Tokens.Token(order))
}

// orderable refuses a cart that the buyer has to look at again.
func orderable(c cart.Cart) error {
	switch {
	case c.Status != cart.StatusOpen:
		return cart.ErrConverted
	case len(c.Items) == 0:
		return ErrCartEmpty
	}
	return changeError(c)
}

// changeError names the items of a cart that are not as the buyer saw them,
// nil when all are.
func changeError(c cart.Cart) error {
	var gravest cart.Change
	var fields []errs.Field
	for i, it := range c.Items {
		if it.Change == "" {
			continue
		}
		f := errs.Field{Path: fmt.Sprintf("items[%d]", i), Code: string(it.Change)}
		switch it.Change {
		case cart.PriceChanged:
			f.Message = "Its price has changed."
		case cart.Unavailable:
			f.Message = "It is no longer sold."
		case cart.OutOfStock:
			f.Message = fmt.Sprintf("%d of it are left.", it.Now.Available)
		case cart.StoreOnHoliday:
			f.Message = "Its store is on holiday."
		case cart.StoreSuspended:
			f.Message = "Its store is suspended."
		}
		if slices.Index(byGravity, it.Change) > slices.Index(byGravity, gravest) {
			gravest = it.Change
		}
		fields = append(fields, f)
	}
	if len(fields) == 0 {
		return nil
	}
	return refusals[gravest].With(fields...)
}

// byGravity are the changes of items, the gravest last: an order is refused for
// the gravest of its items.
var byGravity = []cart.Change{cart.PriceChanged, cart.OutOfStock, cart.Unavailable, cart.StoreOnHoliday, cart.StoreSuspended}

// refusals is what an order with such an item is refused with.
var refusals = map[cart.Change]*errs.Error{
	cart.PriceChanged: ErrCartChanged, cart.OutOfStock: catalog.ErrOutOfStock, cart.Unavailable: catalog.ErrOutOfStock,
	cart.StoreOnHoliday: catalog.ErrStoreOnHoliday, cart.StoreSuspended: catalog.ErrStoreSuspended,
}

// nameShortItems adds to err, where another checkout took the last piece
// between the look at the stock and the taking of it, what is short now.
func (s *Service) nameShortItems(ctx context.Context, k cart.Key, err error) error {
	if e, ok := errs.As(err); ok && len(e.Fields) > 0 {
		return err
	}
	c, readErr := s.cart.Cart(ctx, k)
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	if changed := changeError(c); errors.Is(changed, catalog.ErrOutOfStock) {
		return changed
	}
	return err // it is back by now
}

func quantitiesOf(c cart.Cart) []catalog.Quantity {
	out := make([]catalog.Quantity, len(c.Items))
	for i, it := range c.Items {
		out[i] = catalog.Quantity{VariantID: it.Now.VariantID, N: it.Quantity}
	}
	return out
}
