package payments

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"

	"rialto/internal/money"
)

// RefundInput asks for money back.
type RefundInput struct {
	RefundID uuid.UUID
	Retries  int    // how often it was tried anew after it had failed
	Intent   string // pi_…, of the payment to refund
	Amount   money.Amount
}

// Refund is what the provider says about a refund.
type Refund struct {
	Ref    string // re_…
	Status string // Stripe's: pending, requires_action, succeeded, failed, canceled
}

// key is what Stripe knows the refund by: the idempotency key, which is kept as
// metadata, too. Under a key that it has refused Stripe only says so again.
func (in RefundInput) key() string {
	if in.Retries == 0 {
		return in.RefundID.String()
	}
	return fmt.Sprintf("%s:%d", in.RefundID, in.Retries)
}

// Refund gives back a part or all of what was paid. The second call with one
// input returns the refund of the first, however much later: Stripe forgets
// idempotency keys after a day, so refunds already made are looked through
// first. It returns ErrProviderUnavailable, or errProviderRefused when more
// would be refunded than was paid.
func (s *Stripe) Refund(ctx context.Context, in RefundInput) (Refund, error) {
	made, err := s.refundMade(ctx, in)
	if err != nil || made.Ref != "" {
		return made, err
	}
	amount, _, err := toStripe(in.Amount)
	if err != nil {
		return Refund{}, err
	}
	p := &stripe.RefundCreateParams{
		PaymentIntent: &in.Intent,
		Amount:        &amount,
		Metadata:      map[string]string{"refund_id": in.key()},
	}
	p.SetIdempotencyKey(in.key())
	r, err := s.client.V1Refunds.Create(ctx, p)
	if err != nil {
		return Refund{}, fmt.Errorf("refund: %w", stripeError(err))
	}
	return Refund{Ref: r.ID, Status: string(r.Status)}, nil
}

// refundMade finds the refund that an earlier call with the same input
// made, or returns an empty Refund.
func (s *Stripe) refundMade(ctx context.Context, in RefundInput) (Refund, error) {
	p := &stripe.RefundListParams{PaymentIntent: &in.Intent}
	p.Limit = stripe.Int64(100)
	for r, err := range s.client.V1Refunds.List(ctx, p).All(ctx) {
		if err != nil {
			return Refund{}, fmt.Errorf("look for the refund: %w", stripeError(err))
		}
		if r.Metadata["refund_id"] == in.key() {
			return Refund{Ref: r.ID, Status: string(r.Status)}, nil
		}
	}
	return Refund{}, nil
}
