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

// Paid says that an order is paid and the stores may send it.
type Paid struct {
	OrderID uuid.UUID    `json:"orderId"`
	Total   money.Amount `json:"total"`
}

// EventName implements events.Event.
func (Paid) EventName() string { return "order.paid" }

// Expired says that nobody paid an order in time and its stock is back.
type Expired struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (Expired) EventName() string { return "order.expired" }

// Cancelled says that a buyer gave an unpaid order up and its stock is back.
type Cancelled struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (Cancelled) EventName() string { return "order.cancelled" }

// Refunded says that money for an order goes back to its buyer.
type Refunded struct {
	OrderID uuid.UUID    `json:"orderId"`
	Amount  money.Amount `json:"amount"`
	Reason  string       `json:"reason"`
}

// EventName implements events.Event.
func (Refunded) EventName() string { return "order.refunded" }
