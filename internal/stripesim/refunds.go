package stripesim

import (
	"context"
	"fmt"
	"slices"
)

// refund is a Refund. https://docs.stripe.com/api/refunds/object
type refund struct {
	ID            string            `json:"id"`
	Object        string            `json:"object"`
	Amount        int64             `json:"amount"`
	Charge        *string           `json:"charge"`
	Created       int64             `json:"created"`
	Currency      string            `json:"currency"`
	Metadata      map[string]string `json:"metadata"`
	PaymentIntent string            `json:"payment_intent"`
	Reason        *string           `json:"reason"`
	Status        string            `json:"status"`
}

var refundReasons = []string{"", "duplicate", "fraudulent", "requested_by_customer"}

func (s *Server) createRefund(ctx context.Context, c *call) (any, error) {
	if err := c.allow("payment_intent", "amount", "reason", "metadata[*]"); err != nil {
		return nil, err
	}
	id, err := c.required("payment_intent")
	if err != nil {
		return nil, err
	}
	var pi intent // locked, so that two refunds at once do not give back more than was paid
	if err := lock(ctx, c.tx, kindIntent, id, &pi); err != nil {
		return nil, err
	}
	var refunded int64
	err = c.tx.QueryRow(ctx, `
		SELECT coalesce(sum((body->>'amount')::bigint), 0)::bigint FROM stripesim.objects
		WHERE kind = $1 AND body->>'payment_intent' = $2 AND body->>'status' NOT IN ('failed', 'canceled')`, kindRefund, id).Scan(&refunded)
	if err != nil {
		return nil, fmt.Errorf("sum refunds: %w", err)
	}
	left := pi.AmountReceived - refunded
	amount, err := c.integer("amount", 1, maxAmount, left)
	switch {
	case err != nil:
		return nil, err
	case pi.Redaction != nil:
		return nil, invalid("", "payment_intent", "This PaymentIntent (%s) was redacted and cannot be refunded.", id)
	case pi.Status != "succeeded":
		return nil, invalid("", "payment_intent", "This PaymentIntent (%s) does not have a successful charge to refund.", id)
	case left == 0:
		return nil, invalid("charge_already_refunded", "", "Charge %s has already been refunded.", *pi.LatestCharge)
	case amount > left:
		return nil, invalid("", "amount", "Refund amount (%s) is greater than unrefunded amount on charge (%s)",
			format(amount, pi.Currency), format(left, pi.Currency))
	case !slices.Contains(refundReasons, c.text("reason")):
		return nil, invalid("", "reason", "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer")
	}
	r := refund{
		ID: newID("re_"), Object: kindRefund, Amount: amount, Charge: pi.LatestCharge, Created: s.now().Unix(),
		Currency: pi.Currency, PaymentIntent: id, Reason: textOrNull(c.text("reason")), Status: "succeeded",
	}
	if r.Metadata, err = c.metadata("metadata"); err != nil {
		return nil, err
	}
	if err := insert(ctx, c.tx, kindRefund, r.ID, r.Created, nil, r); err != nil {
		return nil, err
	}
	return r, s.emit(ctx, c.tx, "refund.created", r, &request{ID: c.requestID, Key: textOrNull(c.key)}, once)
}

func (s *Server) retrieveRefund(ctx context.Context, c *call) (any, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	var r refund
	err := read(ctx, c.tx, kindRefund, c.id, &r)
	return r, err
}

func (s *Server) listRefunds(ctx context.Context, c *call) (any, error) {
	err := c.allow("limit", "starting_after", "ending_before", "payment_intent", "charge",
		"created", "created[gt]", "created[gte]", "created[lt]", "created[lte]")
	if err != nil {
		return nil, err
	}
	q := newListing(kindRefund, "/v1/refunds")
	q.equal("payment_intent", c.text("payment_intent"))
	q.equal("charge", c.text("charge"))
	return list(ctx, c, q, func(r refund) refund { return r })
}
