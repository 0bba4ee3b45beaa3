package stores

import "github.com/google/uuid"

// Submitted says that a store asks to be let in.
type Submitted struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Submitted) EventName() string { return "store.submitted" }

// AggregateID implements events.Event.
func (e Submitted) AggregateID() uuid.UUID { return e.StoreID }

// Approved says that a store was let in: buyers see it.
type Approved struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Approved) EventName() string { return "store.approved" }

// AggregateID implements events.Event.
func (e Approved) AggregateID() uuid.UUID { return e.StoreID }

// Refused says that a store was not let in. It may ask again.
type Refused struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Refused) EventName() string { return "store.refused" }

// AggregateID implements events.Event.
func (e Refused) AggregateID() uuid.UUID { return e.StoreID }

// Suspended says that a store and its products were taken off the marketplace.
type Suspended struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Suspended) EventName() string { return "store.suspended" }

// AggregateID implements events.Event.
func (e Suspended) AggregateID() uuid.UUID { return e.StoreID }

// Reinstated says that a suspended or closed store is back.
type Reinstated struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Reinstated) EventName() string { return "store.reinstated" }

// AggregateID implements events.Event.
func (e Reinstated) AggregateID() uuid.UUID { return e.StoreID }

// Closed says that an owner closed a store.
type Closed struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Closed) EventName() string { return "store.closed" }

// AggregateID implements events.Event.
func (e Closed) AggregateID() uuid.UUID { return e.StoreID }

// HolidayChanged says that a store's holiday began, ended or changed.
type HolidayChanged struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (HolidayChanged) EventName() string { return "store.holiday_changed" }

// AggregateID implements events.Event.
func (e HolidayChanged) AggregateID() uuid.UUID { return e.StoreID }
