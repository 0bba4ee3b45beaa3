package catalog

import "github.com/google/uuid"

// Changed says that a product was made, edited, or taken off sale.
type Changed struct {
	ProductID uuid.UUID `json:"productId"`
	StoreID   uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Changed) EventName() string { return "product.changed" }

// AggregateID implements events.Event.
func (e Changed) AggregateID() uuid.UUID { return e.ProductID }

// StockLow says that variants of a store became low: each is named once until it
// was above its number again.
type StockLow struct {
	StoreID    uuid.UUID   `json:"storeId"`
	VariantIDs []uuid.UUID `json:"variantIds"`
}

// EventName implements events.Event.
func (StockLow) EventName() string { return "stock.low" }

// AggregateID implements events.Event.
func (e StockLow) AggregateID() uuid.UUID { return e.StoreID }

// StockOut says that variants of a store ran out.
type StockOut struct {
	StoreID    uuid.UUID   `json:"storeId"`
	VariantIDs []uuid.UUID `json:"variantIds"`
}

// EventName implements events.Event.
func (StockOut) EventName() string { return "stock.out" }

// AggregateID implements events.Event.
func (e StockOut) AggregateID() uuid.UUID { return e.StoreID }

// StockBack says that variants of a store that had run out can be bought again.
type StockBack struct {
	StoreID    uuid.UUID   `json:"storeId"`
	VariantIDs []uuid.UUID `json:"variantIds"`
}

// EventName implements events.Event.
func (StockBack) EventName() string { return "stock.back" }

// AggregateID implements events.Event.
func (e StockBack) AggregateID() uuid.UUID { return e.StoreID }
