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

// webhookReceived says that an event of the provider is in the inbox.
type webhookReceived struct {
	ID uuid.UUID `json:"id"`
}

// EventName implements events.Event.
func (webhookReceived) EventName() string { return "payment.webhook_received" }
