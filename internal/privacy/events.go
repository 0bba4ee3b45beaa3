package privacy

import "github.com/google/uuid"

// Erased says that an account is gone, and everything personal with it.
type Erased struct {
	UserID uuid.UUID `json:"userId"`
}

// EventName implements events.Event.
func (Erased) EventName() string { return "user.erased" }
