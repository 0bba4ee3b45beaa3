package payments

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// What is kept of a webhook: what settling a payment reads, and what tells an
// operator one event from another. The rest, the buyer's name and address
// among it, is never written down, so an event that comes after its buyer was
// erased brings nothing back.
var (
	keptOfEvent  = []string{"id", "object", "type", "api_version", "created", "livemode", "data"}
	keptOfObject = []string{
		"id", "object", "status", "payment_status", "client_reference_id", "payment_intent",
		"amount", "amount_total", "currency", "created", "livemode",
	}
)

// minimised is an event of the provider without the buyer.
func minimised(payload []byte) ([]byte, error) {
	var event map[string]json.RawMessage
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, fmt.Errorf("read webhook: %w", err)
	}
	var data struct {
		Object map[string]json.RawMessage `json:"object"`
	}
	if err := json.Unmarshal(event["data"], &data); err != nil {
		return nil, fmt.Errorf("read webhook's data: %w", err)
	}
	only(data.Object, keptOfObject)
	var err error
	if event["data"], err = json.Marshal(data); err != nil {
		return nil, fmt.Errorf("write webhook's data: %w", err)
	}
	only(event, keptOfEvent)
	return json.Marshal(event)
}

func only(m map[string]json.RawMessage, keep []string) {
	maps.DeleteFunc(m, func(key string, _ json.RawMessage) bool { return !slices.Contains(keep, key) })
}
