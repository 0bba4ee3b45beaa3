package webhooks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/events"
	"rialto/internal/webhooks"
)

// Whoever adds an event decides who may be told of it.
func TestEveryEventHasItsAudience(t *testing.T) {
	t.Parallel()
	wantEqual(t, "events that leave the program", webhooks.EventTypes(webhooks.Marketplace()), events.Names())
}

// What a store may be told of names its store, or its order.
func TestEventsOfStoresSayWhoseTheyAre(t *testing.T) {
	t.Parallel()
	for _, name := range webhooks.EventTypes(webhooks.OfStore(uuid.New())) {
		text, known := events.Schema(name)
		var schema struct{ Properties map[string]any }
		if err := json.Unmarshal(text, &schema); err != nil || !known {
			t.Errorf("schema of %s: %v", name, err)
		}
		ofOrder := strings.HasPrefix(name, "order.") && schema.Properties["orderId"] != nil
		if schema.Properties["storeId"] == nil && !ofOrder {
			t.Errorf("a store may be told of %s, and nothing says which", name)
		}
	}
	operators := slices.DeleteFunc(events.Names(), func(name string) bool {
		return slices.Contains(webhooks.EventTypes(webhooks.OfStore(uuid.New())), name)
	})
	wantEqual(t, "for operators alone", operators, []string{"payment.captured", "payment.page_opened", "payment.refund_failed", "user.email_verified", "user.erased", "user.registered"})
}
