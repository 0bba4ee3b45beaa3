package cart

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/cart/internal/cartdb"
	"rialto/internal/db"
)

// Reason says why a merged cart holds less of something than the two carts
// together asked for.
type Reason string

// The reasons. What cannot be sold at all is not taken over, and the account's
// own item stays as it was.
const (
	ReasonCappedByStock Reason = "capped_by_stock" // less is left
	ReasonCappedByLimit Reason = "capped_by_limit" // a cart holds so many pieces, and so many items
	ReasonOutOfStock    Reason = "out_of_stock"
	ReasonUnavailable   Reason = "unavailable"
)

// Adjustment tells a buyer what a merge could not take over in full.
type Adjustment struct {
	VariantID uuid.UUID `json:"variantId"`
	Name      string    `json:"name"`
	Reason    Reason    `json:"reason"`
	Wanted    int       `json:"wanted"`   // in both carts
	Quantity  int       `json:"quantity"` // in the cart now
}

// Merged is an account's cart after a merge.
type Merged struct {
	Cart        Cart
	Adjustments []Adjustment
}

// Merge moves the items of a guest's cart into the user's. Quantities of what
// is in both are added, as far as there is stock; Adjustments says where they
// are not. An item takes the price that the guest saw, so that another price
// of now shows as a change. A user without an open cart gets the guest's as it
// is.
//
// A second time, also at the same moment, changes nothing and gives the same
// answer. It returns ErrNotFound for the cart of another account and for one
// that was merged into such a cart, and ErrConverted for an ordered one.
func (s *Service) Merge(ctx context.Context, user, guest uuid.UUID) (m Merged, err error) {
	err = db.InTx(ctx, s.pool, func(tx db.Tx) error {
		m, err = s.mergeTx(ctx, tx, user, guest)
		return err
	})
	if err != nil {
		return Merged{}, fmt.Errorf("merge cart: %w", err)
	}
	return m, nil
}

func (s *Service) mergeTx(ctx context.Context, tx db.Tx, user, guest uuid.UUID) (Merged, error) {
	if err := s.lockUserTx(ctx, tx, user); err != nil {
		return Merged{}, err
	}
	from, own, err := s.lockPairTx(ctx, tx, user, guest)
	switch {
	case err != nil:
		return Merged{}, err
	case from == nil || (from.UserID != nil && *from.UserID != user):
		return Merged{}, ErrNotFound
	case Status(from.Status) == StatusConverted:
		return Merged{}, ErrConverted
	case Status(from.Status) == StatusMerged:
		return s.mergedBeforeTx(ctx, tx, user, *from)
	case own == nil:
		return s.adoptTx(ctx, tx, user, *from)
	case own.ID == from.ID:
		c, err := s.readTx(ctx, tx, *own)
		return Merged{Cart: c}, err
	}
	return s.joinTx(ctx, tx, user, *from, *own)
}

// lockPairTx locks the cart to merge and the user's open one. Each is nil when
// it is not there, and they may be the same.
func (s *Service) lockPairTx(ctx context.Context, tx db.Tx, user, guest uuid.UUID) (from, own *cartdb.CartCart, err error) {
	rows, err := s.q.LockPair(ctx, tx, cartdb.LockPairParams{ID: guest, UserID: &user})
	if err != nil {
		return nil, nil, fmt.Errorf("lock carts: %w", err)
	}
	for i := range rows {
		r := &rows[i]
		if r.ID == guest {
			from = r
		}
		if r.UserID != nil && *r.UserID == user && Status(r.Status) == StatusOpen {
			own = r
		}
	}
	return from, own, nil
}

// adoptTx gives the user a cart that nobody owned.
func (s *Service) adoptTx(ctx context.Context, tx db.Tx, user uuid.UUID, from cartdb.CartCart) (Merged, error) {
	if err := s.q.AdoptCart(ctx, tx, cartdb.AdoptCartParams{ID: from.ID, UserID: &user, Now: s.now()}); err != nil {
		return Merged{}, fmt.Errorf("adopt cart: %w", err)
	}
	c, err := s.readTx(ctx, tx, from)
	return Merged{Cart: c}, err
}

// mergedBeforeTx repeats what a merge answered, for as long as the cart it went
// into is open.
func (s *Service) mergedBeforeTx(ctx context.Context, tx db.Tx, user uuid.UUID, from cartdb.CartCart) (m Merged, err error) {
	if m.Cart, err = s.ofUserTx(ctx, tx, user); err != nil || m.Cart.ID != *from.MergedInto {
		return m, err
	}
	if err := json.Unmarshal(from.Adjustments, &m.Adjustments); err != nil {
		return Merged{}, fmt.Errorf("decode adjustments: %w", err)
	}
	return m, nil
}

// joinTx puts the items of one locked cart into another.
func (s *Service) joinTx(ctx context.Context, tx db.Tx, user uuid.UUID, from, own cartdb.CartCart) (Merged, error) {
	guests, err := s.readTx(ctx, tx, from)
	if err != nil {
		return Merged{}, err
	}
	mine, err := s.readTx(ctx, tx, own)
	if err != nil {
		return Merged{}, err
	}
	items, adjustments := s.join(mine.Items, guests.Items)
	told, err := json.Marshal(adjustments)
	if err != nil {
		return Merged{}, fmt.Errorf("encode adjustments: %w", err)
	}
	items.CartID, items.Now = own.ID, s.now()
	if err := s.q.EmptyCart(ctx, tx, from.ID); err != nil {
		return Merged{}, fmt.Errorf("empty cart: %w", err)
	}
	if err := s.q.PutItems(ctx, tx, items); err != nil {
		return Merged{}, fmt.Errorf("put items: %w", err)
	}
	mark := cartdb.MergeCartParams{ID: from.ID, UserID: &user, MergedInto: &own.ID, Adjustments: told, Now: s.now()}
	if err := s.q.MergeCart(ctx, tx, mark); err != nil {
		return Merged{}, fmt.Errorf("mark cart as merged: %w", err)
	}
	if err := s.q.TouchCart(ctx, tx, cartdb.TouchCartParams{ID: own.ID, Now: s.now()}); err != nil {
		return Merged{}, fmt.Errorf("touch cart: %w", err)
	}
	c, err := s.readTx(ctx, tx, own)
	return Merged{Cart: c, Adjustments: adjustments}, err
}

// join returns what to put into the cart that holds mine so that it holds
// guests, too, and where that is not all.
func (s *Service) join(mine, guests []Item) (put cartdb.PutItemsParams, told []Adjustment) {
	own := map[uuid.UUID]Item{}
	for _, it := range mine {
		own[it.Now.VariantID] = it
	}
	free := max(0, maxItems-len(mine))
	for _, it := range guests {
		had, both := own[it.Now.VariantID]
		wanted := had.Quantity + it.Quantity
		quantity, reason := s.holdable(it, had.Quantity, wanted)
		if !both && quantity > 0 {
			if free == 0 {
				quantity, reason = 0, ReasonCappedByLimit
			} else {
				free--
			}
		}
		if reason != "" {
			told = append(told, Adjustment{it.Now.VariantID, it.Now.Name, reason, wanted, quantity})
		}
		if quantity == 0 || reason == ReasonOutOfStock || reason == ReasonUnavailable {
			continue
		}
		put.Ids = append(put.Ids, it.ID)
		put.VariantIds = append(put.VariantIds, it.Now.VariantID)
		put.Quantities = append(put.Quantities, int32(quantity))
		put.UnitPriceAmounts = append(put.UnitPriceAmounts, it.UnitPrice.Minor)
		put.Currencies = append(put.Currencies, it.UnitPrice.Currency)
	}
	return put, told
}

// holdable is how many of the wanted pieces a cart that has some can hold, and
// why not all.
func (s *Service) holdable(it Item, has, wanted int) (int, Reason) {
	left := it.Now.Available
	switch {
	case !s.sells(it.Now):
		return has, ReasonUnavailable
	case left == 0:
		return has, ReasonOutOfStock
	case wanted > left && left <= maxQuantity:
		return left, ReasonCappedByStock
	case wanted > maxQuantity:
		return maxQuantity, ReasonCappedByLimit
	}
	return wanted, ""
}
