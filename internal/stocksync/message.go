package stocksync

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"rialto/internal/broker"
)

const (
	maxItems    = 1000
	maxQuantity = 1_000_000
	maxName     = 200 // characters of an id or a source
)

// message is one that can be taken over.
type message struct {
	broker.Event
	data   data
	trueAt time.Time // when the quantities were right
	digest [sha256.Size]byte
}

type data struct {
	Store string `json:"store"` // slug or id
	Items []item `json:"items"`
}

// item says how many there were of a variant, named by one of the two.
type item struct {
	SKU       string     `json:"sku"`
	VariantID *uuid.UUID `json:"variantId"`
	Quantity  *int       `json:"quantity"`
}

// String names the variant.
func (it item) String() string {
	if it.VariantID != nil {
		return it.VariantID.String()
	}
	return it.SKU
}

// parse reads a message. Whose time is missing, or in the future because of a clock
// that is fast, was right just now.
func (s *Service) parse(body []byte) (message, error) {
	ev, err := broker.ParseEvent(body)
	if err != nil {
		return message{}, err
	}
	msg := message{Event: ev, digest: sha256.Sum256(body), trueAt: s.Now()}
	if !ev.Time.IsZero() && ev.Time.Before(msg.trueAt) {
		msg.trueAt = ev.Time
	}
	switch {
	case ev.Type != Type:
		return message{}, poison("type: %q is not %s", ev.Type, Type)
	case len(ev.ID) > maxName || len(ev.Source) > maxName:
		return message{}, poison("id and source have at most %d characters", maxName)
	}
	if err := json.Unmarshal(ev.Data, &msg.data); err != nil {
		return message{}, poison("data: %v", err)
	}
	switch n := len(msg.data.Items); {
	case msg.data.Store == "":
		return message{}, poison("data.store: say the slug or the id of a store")
	case n == 0 || n > maxItems:
		return message{}, poison("data.items: %d of them, which must be 1 to %d", n, maxItems)
	}
	for i, it := range msg.data.Items {
		switch {
		case (it.SKU == "") == (it.VariantID == nil):
			return message{}, poison("data.items[%d]: give either sku or variantId", i)
		case it.Quantity == nil || *it.Quantity < 0 || *it.Quantity > maxQuantity:
			return message{}, poison("data.items[%d].quantity: must be 0 to %d", i, maxQuantity)
		}
	}
	return msg, nil
}
