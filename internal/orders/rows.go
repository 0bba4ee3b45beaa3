package orders

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"rialto/internal/money"
	"rialto/internal/orders/internal/ordersdb"
	"rialto/internal/postal"
)

func orderFromRow(r ordersdb.OrdersOrder) Order {
	return Order{
		ID: r.ID, Number: formatNumber(r.Number), Status: Status(r.Status), Email: r.Email, UserID: r.UserID, Locale: r.Locale,
		Total:    money.Amount{Minor: r.TotalAmount, Currency: r.Currency},
		Refunded: money.Amount{Minor: r.RefundedAmount, Currency: r.Currency},
		PlacedAt: r.PlacedAt, ExpiresAt: r.ExpiresAt, PaidAt: r.PaidAt,
	}
}

func storeOrderFromRow(r ordersdb.OrdersStoreOrder, p particulars) StoreOrder {
	return StoreOrder{
		ID: r.ID, StoreID: r.StoreID, Status: StoreOrderStatus(r.Status), Version: int(r.Version),
		Subtotal: money.Amount{Minor: r.SubtotalAmount, Currency: r.Currency},
		Refunded: money.Amount{Minor: r.RefundedAmount, Currency: r.Currency},
		Items:    p.items[r.ID], Shipments: p.shipments[r.ID], Refunds: p.refunds[r.ID],
	}
}

func shipmentFromRow(r ordersdb.ShipmentsByStoreOrdersRow) Shipment {
	return Shipment{
		ID: r.ID, Carrier: r.Carrier, TrackingNumber: r.TrackingNumber, TrackingURL: r.TrackingUrl,
		ShippedAt: r.ShippedAt, DeliveredAt: r.DeliveredAt, Items: piecesFromRow(r.ItemIds, r.Quantities),
	}
}

func refundFromRow(r ordersdb.RefundsByStoreOrdersRow) Refund {
	return Refund{
		ID: r.ID, Kind: RefundKind(r.Kind), Amount: money.Amount{Minor: r.Amount, Currency: r.Currency}, Reason: r.Reason,
		CreatedAt: r.CreatedAt, Items: piecesFromRow(r.ItemIds, r.Quantities),
	}
}

func piecesFromRow(ids []uuid.UUID, quantities []int32) []Pieces {
	out := make([]Pieces, len(ids))
	for i := range ids {
		out[i] = Pieces{ids[i], int(quantities[i])}
	}
	return out
}

func addressFromRow(r ordersdb.OrdersAddress) postal.Address {
	return postal.Address{
		Name: r.Name, Line1: r.Line1, Line2: r.Line2, City: r.City, Region: r.Region, PostalCode: r.PostalCode, Country: r.Country, Phone: r.Phone,
	}
}

// itemsByPart sorts items by the store orders that they are in.
func itemsByPart(rows []ordersdb.OrdersItem) (map[uuid.UUID][]Item, error) {
	of := map[uuid.UUID][]Item{}
	for _, r := range rows {
		it, err := itemFromRow(r)
		if err != nil {
			return nil, err
		}
		of[r.StoreOrderID] = append(of[r.StoreOrderID], it)
	}
	return of, nil
}

func itemFromRow(r ordersdb.OrdersItem) (Item, error) {
	it := Item{
		ID: r.ID, VariantID: r.VariantID, ProductID: r.ProductID, ProductSlug: r.ProductSlug, Name: r.Name, SKU: r.Sku,
		Image: r.Image, Quantity: int(r.Quantity), Shipped: int(r.ShippedQuantity), Cancelled: int(r.CancelledQuantity),
		Refunded: int(r.RefundedQuantity), UnitPrice: money.Amount{Minor: r.UnitPriceAmount, Currency: r.Currency},
	}
	if err := json.Unmarshal(r.Options, &it.Options); err != nil {
		return Item{}, fmt.Errorf("options of item %s: %w", r.ID, err)
	}
	return it, nil
}
