package payments

import (
	"github.com/google/uuid"

	"rialto/internal/money"
)

// Captured says that the money for an order has arrived.
type Captured struct {
	PaymentID uuid.UUID    `json:"paymentId"`
	OrderID   uuid.UUID    `json:"orderId"`
	Amount    money.Amount `json:"amount"`
}

// EventName implements events.Event.
func (Captured) EventName() string { return "payment.captured" }

// AggregateID implements events.Event.
func (e Captured) AggregateID() uuid.UUID { return e.OrderID }

// PageOpened says that the page on which an order can be paid is there now, after
// the provider had not answered when the order was placed.
type PageOpened struct {
	OrderID uuid.UUID `json:"orderId"`
}

// EventName implements events.Event.
func (PageOpened) EventName() string { return "payment.page_opened" }

// AggregateID implements events.Event.
func (e PageOpened) AggregateID() uuid.UUID { return e.OrderID }

// RefundFailed says that a refund needs a person: the provider refused it, when it
// is final, or has not taken it for more than an hour, and is asked again.
type RefundFailed struct {
	RefundID uuid.UUID    `json:"refundId"`
	OrderID  uuid.UUID    `json:"orderId"`
	Amount   money.Amount `json:"amount"`
	Final    bool         `json:"final"`
}

// EventName implements events.Event.
func (RefundFailed) EventName() string { return "payment.refund_failed" }

// AggregateID implements events.Event.
func (e RefundFailed) AggregateID() uuid.UUID { return e.OrderID }

// webhookReceived says that an event of the provider is in the inbox.
type webhookReceived struct {
	ID uuid.UUID `json:"id"`
}

// EventName implements events.Event.
func (webhookReceived) EventName() string { return "payment.webhook_received" }

// AggregateID implements events.Event.
func (e webhookReceived) AggregateID() uuid.UUID { return e.ID }
