package cart

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/cart/internal/cartdb"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/errs"
)

// AddInput says what to add: a variant, or a product that has only one.
type AddInput struct {
	VariantID, ProductID *uuid.UUID
	Quantity             int
}

// Add puts more of a variant into the cart, at its price of now. A cart that
// does not exist is made, if its id is random; nobody owns it, also when the
// key names a user. It returns ErrNotFound for a cart that the key does not
// open, catalog.ErrProductNotFound for what is not sold, catalog.ErrStoreSuspended,
// catalog.ErrStoreOnHoliday, catalog.ErrOutOfStock when the cart would hold more
// than is left, ErrConverted or ErrFull.
func (s *Service) Add(ctx context.Context, k Key, in AddInput) (Cart, error) {
	variant, err := s.chosen(ctx, in)
	if err != nil {
		return Cart{}, err
	}
	if k.ID.Version() != 4 {
		return Cart{}, ErrBadID
	}
	return s.edit(ctx, k, func(tx db.Tx, c Cart) error {
		quantity := in.Quantity
		for _, it := range c.Items {
			if it.Now.VariantID == variant {
				quantity += it.Quantity
			}
		}
		v, err := s.sellableTx(ctx, tx, variant, quantity)
		if err != nil {
			return err
		}
		if len(c.Items) >= maxItems && quantity == in.Quantity {
			return ErrFull
		}
		return s.q.AddItem(ctx, tx, cartdb.AddItemParams{
			ID: db.NewID(), CartID: c.ID, VariantID: variant, Quantity: int32(quantity),
			UnitPriceAmount: v.Price.Minor, Currency: v.Price.Currency, Now: s.now(),
		})
	}, true)
}

// SetQuantity changes how many of an item the cart holds and takes over its
// price of now. It returns ErrItemNotFound, and what Add returns.
func (s *Service) SetQuantity(ctx context.Context, k Key, item uuid.UUID, quantity int) (Cart, error) {
	return s.edit(ctx, k, func(tx db.Tx, c Cart) error {
		for _, it := range c.Items {
			if it.ID == item {
				v, err := s.sellableTx(ctx, tx, it.Now.VariantID, quantity)
				if err != nil {
					return err
				}
				return s.setTx(ctx, tx, c.ID, it, v, quantity)
			}
		}
		return ErrItemNotFound
	}, false)
}

// Remove takes an item out. An item that is not there is fine.
func (s *Service) Remove(ctx context.Context, k Key, item uuid.UUID) (Cart, error) {
	return s.edit(ctx, k, func(tx db.Tx, c Cart) error {
		return s.q.DeleteItem(ctx, tx, cartdb.DeleteItemParams{ID: item, CartID: c.ID})
	}, false)
}

// AcceptChanges takes over what the catalog says: prices of now, no more than
// is left, nothing that is gone or whose store does not sell now. Doing it again changes nothing.
func (s *Service) AcceptChanges(ctx context.Context, k Key) (Cart, error) {
	return s.edit(ctx, k, func(tx db.Tx, c Cart) error {
		for _, it := range c.Items {
			var err error
			switch left := min(it.Quantity, it.Now.Available); {
			case it.Change == "":
			case it.gone() || left == 0:
				err = s.q.DeleteItem(ctx, tx, cartdb.DeleteItemParams{ID: it.ID, CartID: c.ID})
			default:
				err = s.setTx(ctx, tx, c.ID, it, it.Now, left)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}, false)
}

// edit runs fn on the locked cart and returns what came of it.
func (s *Service) edit(ctx context.Context, k Key, fn func(tx db.Tx, c Cart) error, create bool) (Cart, error) {
	var edited Cart
	err := db.InTx(ctx, s.pool, func(tx db.Tx) error {
		if create {
			if err := s.q.InsertCart(ctx, tx, cartdb.InsertCartParams{ID: k.ID, Now: s.now()}); err != nil {
				return fmt.Errorf("insert cart: %w", err)
			}
		}
		c, err := s.LockTx(ctx, tx, k)
		if err != nil {
			return err
		}
		if c.Status != StatusOpen {
			return ErrConverted
		}
		if err := fn(tx, c); err != nil {
			return err
		}
		if err := s.q.TouchCart(ctx, tx, cartdb.TouchCartParams{ID: c.ID, Now: s.now()}); err != nil {
			return err
		}
		edited, err = s.LockTx(ctx, tx, k)
		return err
	})
	if err != nil {
		return Cart{}, fmt.Errorf("edit cart: %w", err)
	}
	return edited, nil
}

func (s *Service) setTx(ctx context.Context, tx db.Tx, cart uuid.UUID, it Item, v catalog.Sellable, quantity int) error {
	_, err := s.q.SetItem(ctx, tx, cartdb.SetItemParams{
		ID: it.ID, CartID: cart, Quantity: int32(quantity), UnitPriceAmount: v.Price.Minor, Currency: v.Price.Currency,
	})
	return err
}

func (s *Service) chosen(ctx context.Context, in AddInput) (uuid.UUID, error) {
	switch {
	case in.VariantID != nil && in.ProductID == nil:
		return *in.VariantID, nil
	case in.ProductID != nil && in.VariantID == nil:
		return s.catalog.SoleVariant(ctx, *in.ProductID)
	}
	return uuid.Nil, ErrNothingChosen
}

// sellableTx returns the variant if that many of it can be sold.
func (s *Service) sellableTx(ctx context.Context, tx db.Tx, variant uuid.UUID, quantity int) (catalog.Sellable, error) {
	known, err := s.catalog.SellablesTx(ctx, tx, []uuid.UUID{variant})
	if err != nil {
		return catalog.Sellable{}, err
	}
	v := known[variant]
	switch {
	case v.Suspended:
		return catalog.Sellable{}, catalog.ErrStoreSuspended
	case !s.sells(v):
		return catalog.Sellable{}, catalog.ErrProductNotFound
	case v.OnHoliday:
		return catalog.Sellable{}, catalog.ErrStoreOnHoliday
	}
	if most := min(v.Available, maxQuantity); quantity > most {
		return catalog.Sellable{}, catalog.ErrOutOfStock.With(errs.Field{
			Path: "quantity", Code: "out_of_stock", Message: fmt.Sprintf("The cart can hold %d of it.", most),
		})
	}
	return v, nil
}
