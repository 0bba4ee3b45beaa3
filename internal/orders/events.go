package orders

import (
	"github.com/google/uuid"

	"rialto/internal/money"
)

// Placed says that a buyer placed an order and its stock is taken.
type Placed struct {
	OrderID uuid.UUID    `json:"orderId"`
	Total   money.Amount `json:"total"`
}

// EventName implements events.Event.
func (Placed) EventName() string { return "order.placed" }

// AggregateID implements events.Event.
func (e Placed) AggregateID() uuid.UUID { return e.OrderID }

// Paid says that an order is paid and the stores may send it.
type Paid struct {
	OrderID uuid.UUID    `json:"orderId"`
	Total   money.Amount `json:"total"`
}

// EventName implements events.Event.
func (Paid) EventName() string { return "order.paid" }

// AggregateID implements events.Event.
func (e Paid) AggregateID() uuid.UUID { return e.OrderID }

// Expired says that nobody paid an order in time and its stock is back.
type Expired struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (Expired) EventName() string { return "order.expired" }

// AggregateID implements events.Event.
func (e Expired) AggregateID() uuid.UUID { return e.OrderID }

// Cancelled says that a buyer gave an unpaid order up and its stock is back.
type Cancelled struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (Cancelled) EventName() string { return "order.cancelled" }

// AggregateID implements events.Event.
func (e Cancelled) AggregateID() uuid.UUID { return e.OrderID }

// Refunded says that money for an order goes back to its buyer: all of it when
// it came too late, else what a store gives back, for its part of the order.
type Refunded struct {
	OrderID uuid.UUID    `json:"orderId"`
	Amount  money.Amount `json:"amount"`
	// Reason is late_payment, store_refund or store_cancellation.
	Reason       string    `json:"reason"`
	StoreOrderID uuid.UUID `json:"storeOrderId,omitzero"`
	StoreID      uuid.UUID `json:"storeId,omitzero"`
	RefundID     uuid.UUID `json:"refundId,omitzero"`
}

// EventName implements events.Event.
func (Refunded) EventName() string { return "order.refunded" }

// AggregateID implements events.Event.
func (e Refunded) AggregateID() uuid.UUID { return e.OrderID }

// Shipped says that a store sent a parcel.
type Shipped struct {
	OrderID      uuid.UUID `json:"orderId"`
	StoreOrderID uuid.UUID `json:"storeOrderId"`
	StoreID      uuid.UUID `json:"storeId"`
	ShipmentID   uuid.UUID `json:"shipmentId"`
}

// EventName implements events.Event.
func (Shipped) EventName() string { return "order.shipped" }

// AggregateID implements events.Event.
func (e Shipped) AggregateID() uuid.UUID { return e.OrderID }

// Delivered says that all of a store's part of an order arrived.
type Delivered struct {
	OrderID      uuid.UUID `json:"orderId"`
	StoreOrderID uuid.UUID `json:"storeOrderId"`
	StoreID      uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Delivered) EventName() string { return "order.delivered" }

// AggregateID implements events.Event.
func (e Delivered) AggregateID() uuid.UUID { return e.OrderID }

// ItemsCancelled says that a store took pieces of an order back before they were
// shipped. What the buyer had paid for them is told by Refunded with the same
// RefundID.
type ItemsCancelled struct {
	OrderID      uuid.UUID `json:"orderId"`
	StoreOrderID uuid.UUID `json:"storeOrderId"`
	StoreID      uuid.UUID `json:"storeId"`
	RefundID     uuid.UUID `json:"refundId"`
}

// EventName implements events.Event.
func (ItemsCancelled) EventName() string { return "order.items_cancelled" }

// AggregateID implements events.Event.
func (e ItemsCancelled) AggregateID() uuid.UUID { return e.OrderID }

// Completed says that nothing is left to do for an order.
type Completed struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (Completed) EventName() string { return "order.completed" }

// AggregateID implements events.Event.
func (e Completed) AggregateID() uuid.UUID { return e.OrderID }
