package webhooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"rialto/internal/errs"
)

// testType is the type of what the test button sends. Nobody subscribes to it.
const testType = "webhook.test"

// audience says who may be told of an event.
type audience int

const (
	// operators alone: it is about people, or money of the whole order.
	operators audience = iota
	// store: its data names the store that it is about.
	store
	// orderOrStore: it names a store, or else is about a whole order, and then each store
	// is told of its part.
	orderOrStore
)

// catalogue are the events that endpoints may be told of. The fields are what a store is
// told of a whole order beside the ids of its part.
var catalogue = map[string]struct {
	audience
	shared []string
}{
	"order.placed":          {audience: orderOrStore},
	"order.paid":            {audience: orderOrStore},
	"order.cancelled":       {audience: orderOrStore},
	"order.expired":         {audience: orderOrStore},
	"order.completed":       {audience: orderOrStore},
	"order.refunded":        {audience: orderOrStore, shared: []string{"reason"}},
	"order.shipped":         {audience: store},
	"order.delivered":       {audience: store},
	"order.items_cancelled": {audience: store},
	"product.changed":       {audience: store},
	"stock.low":             {audience: store},
	"stock.out":             {audience: store},
	"stock.back":            {audience: store},
	"store.approved":        {audience: store},
	"store.closed":          {audience: store},
	"store.holiday_changed": {audience: store},
	"store.refused":         {audience: store},
	"store.reinstated":      {audience: store},
	"store.submitted":       {audience: store},
	"store.suspended":       {audience: store},
	"payment.captured":      {audience: operators},
	"payment.page_opened":   {audience: operators},
	"payment.refund_failed": {audience: operators},
	"user.registered":       {audience: operators},
	"user.email_verified":   {audience: operators},
	"user.erased":           {audience: operators},
}

// EventTypes returns the names of the events that an owner's endpoints may be told of.
func EventTypes(o Owner) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(catalogue)), func(name string) bool {
		return o.store != nil && catalogue[name].audience == operators
	})
}

func typeProblems(o Owner, types []string) (bad []errs.Field) {
	known := EventTypes(o)
	for i, t := range types {
		if !slices.Contains(known, t) {
			bad = append(bad, errs.Field{Path: fmt.Sprintf("eventTypes[%d]", i), Code: "unknown", Message: "There is no such event to be told of."})
		}
	}
	return bad
}

// subject is what an event's data says it is about.
type subject struct {
	OrderID *uuid.UUID `json:"orderId"`
	StoreID *uuid.UUID `json:"storeId"`
}

// narrowed is the data of an event of a whole order as the store of a part may see it.
func narrowed(name string, data json.RawMessage, p Part) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	seen := map[string]any{"orderId": p.OrderID, "storeOrderId": p.StoreOrderID, "storeId": p.StoreID}
	for _, field := range catalogue[name].shared {
		if v, there := all[field]; there {
			seen[field] = v
		}
	}
	return encode(seen)
}

// bodyOf is what is sent, as Standard Webhooks has it.
func bodyOf(name string, at time.Time, data json.RawMessage) (string, error) {
	b, err := encode(struct {
		Type      string          `json:"type"`
		Timestamp time.Time       `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}{name, at.UTC().Truncate(time.Microsecond), data})
	return string(b), err
}

func encode(v any) (json.RawMessage, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode webhook: %w", err)
	}
	return b, nil
}
