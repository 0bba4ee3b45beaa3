package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/analytics"
	"rialto/internal/api/internal/oas"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/money"
)

type cartsHandler struct {
	cart      *cart.Service
	analytics *analytics.Service
	names     storeNames
}

func (h cartsHandler) CreateCart(ctx context.Context) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.Create(ctx))
}

func (h cartsHandler) GetCart(ctx context.Context, p oas.GetCartParams) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.Cart(ctx, cartKey(ctx, p.CartId)))
}

func (h cartsHandler) AddCartItem(ctx context.Context, req *oas.AddCartItem, p oas.AddCartItemParams) (*oas.Cart, error) {
	in := cart.AddInput{VariantID: optID(req.VariantId), ProductID: optID(req.ProductId), Quantity: int(req.Quantity)}
	c, err := h.cart.Add(ctx, cartKey(ctx, p.CartId), in)
	if err == nil {
		h.countAdded(c, in)
	}
	return h.toAPI(ctx)(c, err)
}

// countAdded tells which product was put into the cart.
func (h cartsHandler) countAdded(c cart.Cart, in cart.AddInput) {
	for _, it := range c.Items {
		if in.VariantID != nil && it.Now.VariantID == *in.VariantID || in.ProductID != nil && it.Now.ProductID == *in.ProductID {
			h.analytics.Views.Carted(it.Now.ProductID)
			return
		}
	}
}

func (h cartsHandler) SetCartItem(ctx context.Context, req *oas.SetCartItem, p oas.SetCartItemParams) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.SetQuantity(ctx, cartKey(ctx, p.CartId), p.ItemId, int(req.Quantity)))
}

func (h cartsHandler) RemoveCartItem(ctx context.Context, p oas.RemoveCartItemParams) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.Remove(ctx, cartKey(ctx, p.CartId), p.ItemId))
}

func (h cartsHandler) AcceptCartChanges(ctx context.Context, p oas.AcceptCartChangesParams) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.AcceptChanges(ctx, cartKey(ctx, p.CartId)))
}

func (h cartsHandler) GetMyCart(ctx context.Context) (*oas.Cart, error) {
	return h.toAPI(ctx)(h.cart.OfUser(ctx, callerOf(ctx).UserID))
}

func (h cartsHandler) MergeCart(ctx context.Context, req *oas.MergeCart) (*oas.MergedCart, error) {
	m, err := h.cart.Merge(ctx, callerOf(ctx).UserID, req.CartId)
	c, err := h.toAPI(ctx)(m.Cart, err)
	if err != nil {
		return nil, err
	}
	out := oas.MergedCart{Cart: *c, Adjustments: make([]oas.CartAdjustment, len(m.Adjustments))}
	for i, a := range m.Adjustments {
		out.Adjustments[i] = oas.CartAdjustment{
			VariantId: a.VariantID, Name: a.Name, Reason: oas.CartAdjustmentReason(a.Reason), QuantityWanted: a.Wanted, Quantity: a.Quantity,
		}
	}
	return &out, nil
}

// cartKey opens a cart for who makes the request.
func cartKey(ctx context.Context, id uuid.UUID) cart.Key {
	return cart.Key{ID: id, UserID: userOf(ctx)}
}

// toAPI groups the items of a cart by their stores, in the order in which the
// buyer first chose from them.
func (h cartsHandler) toAPI(ctx context.Context) func(cart.Cart, error) (*oas.Cart, error) {
	return func(c cart.Cart, err error) (*oas.Cart, error) {
		if err != nil {
			return nil, err
		}
		ids := make([]uuid.UUID, len(c.Items))
		for i, it := range c.Items {
			ids[i] = it.Now.StoreID
		}
		names, err := h.names.of(ctx, ids...)
		if err != nil {
			return nil, err
		}
		out := oas.Cart{
			ID: c.ID, Status: oas.CartStatus(c.Status), Stores: []oas.CartStore{},
			Total: moneyToAPI(c.Total), Changed: c.Changed(),
		}
		at := map[uuid.UUID]int{}
		for _, it := range c.Items {
			id := it.Now.StoreID
			i, known := at[id]
			if !known {
				i = len(out.Stores)
				at[id] = i
				out.Stores = append(out.Stores, oas.CartStore{
					ID: id, Slug: names[id].Slug, Name: names[id].Name, Subtotal: moneyToAPI(money.Amount{Currency: c.Total.Currency}),
					Holiday: optHolidayToAPI(h.names.stores.OnHoliday(names[id])),
				})
			}
			st := &out.Stores[i]
			st.Items = append(st.Items, cartItemToAPI(it))
			st.Subtotal.Amount += it.LineTotal().Minor
			out.ItemCount += it.Quantity
		}
		return &out, nil
	}
}

func cartItemToAPI(it cart.Item) oas.CartItem {
	out := oas.CartItem{
		ID: it.ID, VariantId: it.Now.VariantID, ProductId: it.Now.ProductID, ProductSlug: it.Now.ProductSlug,
		Name: it.Now.Name, Options: chosenToAPI(it.Now.Options), Image: optImageToAPI(it.Now.Image), Quantity: it.Quantity,
		QuantityAvailable: it.Now.Available, UnitPrice: moneyToAPI(it.UnitPrice), LineTotal: moneyToAPI(it.LineTotal()),
	}
	if it.Change != "" {
		out.Change = oas.NewOptCartItemChange(oas.CartItemChange(it.Change))
	}
	if it.Now.Price != it.UnitPrice {
		out.CurrentPrice = oas.NewOptMoney(moneyToAPI(it.Now.Price))
	}
	return out
}

func chosenToAPI(options []catalog.ChosenOption) []oas.ChosenOption {
	out := make([]oas.ChosenOption, len(options))
	for i, o := range options {
		out[i] = oas.ChosenOption{Name: o.Name, Value: o.Value}
	}
	return out
}

func optID(o oas.OptUUID) *uuid.UUID {
	if id, ok := o.Get(); ok {
		return &id
	}
	return nil
}
