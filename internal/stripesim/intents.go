package stripesim

import (
	"context"

	"rialto/internal/db"
)

// intent is a PaymentIntent. It comes to be with the first try to pay.
// https://docs.stripe.com/api/payment_intents/object
type intent struct {
	ID               string            `json:"id"`
	Object           string            `json:"object"`
	Amount           int64             `json:"amount"`
	AmountReceived   int64             `json:"amount_received"`
	CaptureMethod    string            `json:"capture_method"`
	Created          int64             `json:"created"`
	Currency         string            `json:"currency"`
	Description      *string           `json:"description"`
	LastPaymentError *cardError        `json:"last_payment_error"`
	LatestCharge     *string           `json:"latest_charge"`
	Livemode         bool              `json:"livemode"`
	Metadata         map[string]string `json:"metadata"`
	MethodTypes      []string          `json:"payment_method_types"`
	ReceiptEmail     *string           `json:"receipt_email"`
	Status           string            `json:"status"` // requires_payment_method, succeeded
	Redaction        *redaction        `json:"redaction,omitempty"`
}

type cardError struct {
	Type        string `json:"type"`
	Code        string `json:"code"`
	DeclineCode string `json:"decline_code"`
	Message     string `json:"message"`
}

var declined = cardError{
	Type: "card_error", Code: "card_declined", DeclineCode: "generic_decline", Message: "Your card was declined.",
}

func (s *Server) retrieveIntent(ctx context.Context, c *call) (any, error) {
	if err := c.allow("expand[]"); err != nil {
		return nil, err
	}
	if _, err := c.expands(); err != nil {
		return nil, err
	}
	var pi intent
	err := read(ctx, c.tx, kindIntent, c.id, &pi)
	return pi, err
}

// try returns the intent of a session that the transaction has locked, after
// a try to pay: one that succeeded, or one that was declined.
func (s *Server) try(ctx context.Context, tx db.Tx, cs *session, succeeds bool) (intent, error) {
	var pi intent
	if id, ok := cs.PaymentIntent.(string); ok {
		if err := lock(ctx, tx, kindIntent, id, &pi); err != nil {
			return pi, err
		}
	} else {
		pi = intent{
			ID: newID("pi_"), Object: kindIntent, Amount: cs.AmountTotal, CaptureMethod: "automatic_async",
			Created: s.now().Unix(), Currency: cs.Currency, Description: textOrNull(cs.Intent.Description),
			Metadata: cs.Intent.Metadata, MethodTypes: cs.PaymentMethodTypes,
		}
		if err := insert(ctx, tx, kindIntent, pi.ID, pi.Created, nil, pi); err != nil {
			return pi, err
		}
		cs.PaymentIntent = pi.ID
	}
	pi.LatestCharge = textOrNull(newID("ch_"))
	pi.Status, pi.LastPaymentError = "requires_payment_method", &declined
	if succeeds {
		pi.Status, pi.LastPaymentError, pi.AmountReceived = "succeeded", nil, pi.Amount
	}
	return pi, update(ctx, tx, pi.ID, pi)
}
