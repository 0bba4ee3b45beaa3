package catalog

import "github.com/google/uuid"

// Changed says that a product was made, edited, or taken off sale.
type Changed struct {
	ProductID uuid.UUID `json:"productId"`
	StoreID   uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Changed) EventName() string { return "product.changed" }
