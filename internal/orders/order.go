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
	Total, Refunded   money.Amount
	PlacedAt          time.Time
	ExpiresAt         time.Time // when an unpaid order is given up
	PaidAt            *time.Time
	PaymentURL        string // while the order can be paid and the page is known
	Shipping, Billing postal.Address
	Stores            []StoreOrder
}

// StoreOrder is one store's part of an order.
type StoreOrder struct {
	ID, StoreID uuid.UUID
	Status      StoreOrderStatus
	Subtotal    money.Amount
	Items       []Item
}

// Item is one variant of an order, as it was when it was sold.
type Item struct {
	ID, VariantID, ProductID uuid.UUID
	ProductSlug, Name, SKU   string
	Options                  []catalog.ChosenOption
	Image                    *media.Image
	Quantity                 int
	UnitPrice                money.Amount
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
