package orders

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/postal"
)

// orderOf freezes a cart as an order, split by store.
func (s *Service) orderOf(c cart.Cart, id uuid.UUID, in PlaceInput) Order {
	now := s.now()
	o := Order{
		ID: id, Status: StatusPaymentPending, Email: in.Email, UserID: in.UserID, Locale: in.Locale, Total: c.Total,
		PlacedAt: now, ExpiresAt: now.Add(s.cfg.PaymentWindow), Shipping: in.Shipping, Billing: in.Billing,
	}
	part := StoreOrderAwaitingPayment
	if o.Total.Minor == 0 {
		o.Status, o.PaidAt, part = StatusPaid, &now, StoreOrderProcessing
	}
	at := map[uuid.UUID]int{}
	for _, it := range c.Items {
		i, known := at[it.Now.StoreID]
		if !known {
			i = len(o.Stores)
			at[it.Now.StoreID] = i
			o.Stores = append(o.Stores, StoreOrder{
				ID: db.NewID(), StoreID: it.Now.StoreID, Status: part, Subtotal: money.Amount{Currency: c.Total.Currency},
			})
		}
		so := &o.Stores[i]
		so.Subtotal.Minor += it.LineTotal().Minor
		so.Items = append(so.Items, Item{
			ID: db.NewID(), VariantID: it.Now.VariantID, ProductID: it.Now.ProductID, ProductSlug: it.Now.ProductSlug,
			Name: it.Now.Name, SKU: it.Now.SKU, Options: it.Now.Options, Image: it.Now.Image,
			Quantity: it.Quantity, UnitPrice: it.UnitPrice,
		})
	}
	return o
}

const cartUnique = "orders_cart_unique"

// insertTx writes the order with all its parts and returns its number.
func (s *Service) insertTx(ctx context.Context, tx db.Tx, o Order, in PlaceInput) (string, error) {
	arg := ordersdb.InsertOrderParams{
		ID: o.ID, UserID: in.UserID, CartID: in.CartID, Email: o.Email, Locale: o.Locale, Status: string(o.Status),
		TotalAmount: o.Total.Minor, Currency: o.Total.Currency, PlacedAt: o.PlacedAt, ExpiresAt: o.ExpiresAt, PaidAt: o.PaidAt,
	}
	addAddress(&arg, "shipping", o.Shipping)
	addAddress(&arg, "billing", o.Billing)
	for _, so := range o.Stores {
		arg.StoreOrderIds = append(arg.StoreOrderIds, so.ID)
		arg.StoreIds = append(arg.StoreIds, so.StoreID)
		arg.StoreSubtotals = append(arg.StoreSubtotals, so.Subtotal.Minor)
		arg.StoreOrderStatus = string(so.Status)
		for _, it := range so.Items {
			if err := addItem(&arg, so.ID, it); err != nil {
				return "", err
			}
		}
	}
	number, err := s.q.InsertOrder(ctx, tx, arg)
	if db.Violates(err, cartUnique) {
		return "", cart.ErrConverted // the cart was forgotten since, and begun again with its id
	}
	if err != nil {
		return "", fmt.Errorf("insert order: %w", err)
	}
	return formatNumber(number), nil
}

func addAddress(arg *ordersdb.InsertOrderParams, kind string, a postal.Address) {
	arg.AddressKinds = append(arg.AddressKinds, kind)
	arg.AddressNames = append(arg.AddressNames, a.Name)
	arg.AddressLine1s = append(arg.AddressLine1s, a.Line1)
	arg.AddressLine2s = append(arg.AddressLine2s, a.Line2)
	arg.AddressCities = append(arg.AddressCities, a.City)
	arg.AddressRegions = append(arg.AddressRegions, a.Region)
	arg.AddressPostalCodes = append(arg.AddressPostalCodes, a.PostalCode)
	arg.AddressCountries = append(arg.AddressCountries, a.Country)
	arg.AddressPhones = append(arg.AddressPhones, a.Phone)
}

func addItem(arg *ordersdb.InsertOrderParams, part uuid.UUID, it Item) error {
	options, err := json.Marshal(it.Options)
	if err != nil {
		return fmt.Errorf("encode options: %w", err)
	}
	image, err := json.Marshal(it.Image)
	if err != nil {
		return fmt.Errorf("encode image: %w", err)
	}
	arg.ItemIds = append(arg.ItemIds, it.ID)
	arg.ItemStoreOrderIds = append(arg.ItemStoreOrderIds, part)
	arg.ItemPositions = append(arg.ItemPositions, int32(len(arg.ItemPositions)))
	arg.ItemVariantIds = append(arg.ItemVariantIds, it.VariantID)
	arg.ItemProductIds = append(arg.ItemProductIds, it.ProductID)
	arg.ItemProductSlugs = append(arg.ItemProductSlugs, it.ProductSlug)
	arg.ItemNames = append(arg.ItemNames, it.Name)
	arg.ItemSkus = append(arg.ItemSkus, it.SKU)
	arg.ItemOptions = append(arg.ItemOptions, options)
	arg.ItemImages = append(arg.ItemImages, image)
	arg.ItemQuantities = append(arg.ItemQuantities, int32(it.Quantity))
	arg.ItemUnitPrices = append(arg.ItemUnitPrices, it.UnitPrice.Minor)
	return nil
}
