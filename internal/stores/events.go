package stores

import "github.com/google/uuid"

// Submitted says that a store asks to be let in.
type Submitted struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Submitted) EventName() string { return "store.submitted" }

// Approved says that a store was let in: buyers see it.
type Approved struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Approved) EventName() string { return "store.approved" }

// Refused says that a store was not let in. It may ask again.
type Refused struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Refused) EventName() string { return "store.refused" }

// Suspended says that a store and its products were taken off the marketplace.
type Suspended struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Suspended) EventName() string { return "store.suspended" }

// Reinstated says that a suspended or closed store is back.
type Reinstated struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Reinstated) EventName() string { return "store.reinstated" }

// Closed says that an owner closed a store.
type Closed struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (Closed) EventName() string { return "store.closed" }

// HolidayChanged says that a store's holiday began, ended or changed.
type HolidayChanged struct {
	StoreID uuid.UUID `json:"storeId"`
}

// EventName implements events.Event.
func (HolidayChanged) EventName() string { return "store.holiday_changed" }
