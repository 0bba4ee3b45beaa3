package orders

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"rialto/internal/catalog"
	"rialto/internal/media"
	"rialto/internal/money"
	"rialto/internal/postal"
)

// Status is a step in the life of an order.
type Status string

// The states of an order.
const (
	StatusPaymentPending    Status = "payment_pending"
	StatusPaid              Status = "paid"
	StatusCompleted         Status = "completed"
	StatusCancelled         Status = "cancelled"
	StatusExpired           Status = "expired"
	StatusRefunded          Status = "refunded"
	StatusPartiallyRefunded Status = "partially_refunded"
)

// StoreOrderStatus is a step in the life of one store's part of an order.
type StoreOrderStatus string

// The states of a store order.
const (
	StoreOrderAwaitingPayment StoreOrderStatus = "awaiting_payment"
	StoreOrderProcessing      StoreOrderStatus = "processing"
	StoreOrderShipped         StoreOrderStatus = "shipped"
	StoreOrderDelivered       StoreOrderStatus = "delivered"
	StoreOrderCancelled       StoreOrderStatus = "cancelled"
	StoreOrderReturned        StoreOrderStatus = "returned"
)

// Order is what a buyer ordered, at the prices of that moment.
type Order struct {
	ID                uuid.UUID
	Number            string
	Status            Status
	Email             string
	UserID            *uuid.UUID // whose account it belongs to, nil for a guest
	Locale            string     // in which it was placed, empty if unknown
	Total, Refunded   money.Amount
	PlacedAt          time.Time
	ExpiresAt         time.Time // when an unpaid order is given up
	PaidAt            *time.Time
	PaymentURL        string // while the order can be paid and the page is known
	Shipping, Billing postal.Address
	Stores            []StoreOrder
}

// HasInvoices reports whether the invoices of the stores can be opened: once the
// order is paid.
func (o Order) HasInvoices() bool { return o.PaidAt != nil }

// StoreOrder is one store's part of an order.
type StoreOrder struct {
	ID, StoreID        uuid.UUID
	Status             StoreOrderStatus
	Version            int
	Subtotal, Refunded money.Amount
	Items              []Item
	Shipments          []Shipment // the first one first
	Refunds            []Refund   // likewise
}

// Refundable is how much of what the store sold it still has.
func (so StoreOrder) Refundable() money.Amount {
	return money.Amount{Minor: so.Subtotal.Minor - so.Refunded.Minor, Currency: so.Subtotal.Currency}
}

// Pieces counts what was ordered, and what became of it.
func (so StoreOrder) Pieces() (ordered, shipped, cancelled int) {
	for _, it := range so.Items {
		ordered, shipped, cancelled = ordered+it.Quantity, shipped+it.Shipped, cancelled+it.Cancelled
	}
	return ordered, shipped, cancelled
}

// Item is one variant of an order, as it was when it was sold, and what became of
// its pieces: Shipped and Cancelled are parts of Quantity, Refunded of Shipped.
type Item struct {
	ID, VariantID, ProductID     uuid.UUID
	ProductSlug, Name, SKU       string
	Options                      []catalog.ChosenOption
	Image                        *media.Image
	Quantity                     int
	Shipped, Cancelled, Refunded int
	UnitPrice                    money.Amount
}

// Pieces are so many of an item.
type Pieces struct {
	ItemID uuid.UUID
	N      int
}

// Shipment is a parcel.
type Shipment struct {
	ID                                   uuid.UUID
	Carrier, TrackingNumber, TrackingURL string
	ShippedAt                            time.Time
	DeliveredAt                          *time.Time
	Items                                []Pieces
}

// RefundKind says what a store gave back.
type RefundKind string

// What a store can give back: pieces before they are shipped, or money after.
const (
	KindCancellation RefundKind = "cancellation"
	KindRefund       RefundKind = "refund"
)

// Refund is what a store gave back. Status is how it stands at the payment
// provider: pending, succeeded or failed; empty where it was not asked for, and
// for a cancellation of what cost nothing.
type Refund struct {
	ID             uuid.UUID
	Kind           RefundKind
	Amount         money.Amount
	Reason, Status string
	CreatedAt      time.Time
	Items          []Pieces
}

// LineTotal is the price of the item's whole quantity.
func (i Item) LineTotal() money.Amount { return i.UnitPrice.Times(i.Quantity) }

// title names the item with its options for the payment page.
func (i Item) title() string {
	title := i.Name
	for n, o := range i.Options {
		if n == 0 {
			title += " – "
		} else {
			title += ", "
		}
		title += o.Value
	}
	return title
}

func formatNumber(n int64) string { return strconv.FormatInt(n, 10) }
