package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"

	"rialto/internal/money"
)

// SessionState is where a provider's session stands.
type SessionState string

// A session that is open can be paid. One that is processing was completed
// with a slow method, such as a bank debit: the money may still come or not.
// From a session that is expired no money will come: its time is over, or its
// slow payment failed.
const (
	SessionOpen       SessionState = "open"
	SessionProcessing SessionState = "processing"
	SessionPaid       SessionState = "paid"
	SessionExpired    SessionState = "expired"
)

// Stripe takes sessions that live between 30 minutes and 24 hours, by its own
// clock and from when the call arrives.
const (
	minSessionLife = 30*time.Minute + 30*time.Second
	maxSessionLife = 24*time.Hour - 5*time.Minute
	expiryStep     = 5 * time.Minute
)

// maxLines is how many line items Stripe takes in one session.
const maxLines = 100

// SessionInput is what the hosted page is to charge.
type SessionInput struct {
	PaymentID   uuid.UUID
	OrderID     uuid.UUID
	OrderNumber string
	Email       string
	Lines       []SessionLine // at least one, all in one currency
	SuccessURL  string        // {CHECKOUT_SESSION_ID} in it becomes the session's Ref
	CancelURL   string
	// ExpiresAt is moved to where Stripe's 30 minutes to 24 hours from now
	// allow it; a session may so outlive what was asked for by some minutes.
	ExpiresAt time.Time
	// IdempotencyKey makes a repeat within a day return the first session. If
	// ExpiresAt has to be moved, a repeat some minutes later opens another
	// session; the first, of which nobody was told, then expires by itself.
	IdempotencyKey string
}

// SessionLine is one line of the hosted page.
type SessionLine struct {
	Name      string
	Quantity  int
	UnitPrice money.Amount
}

// Session is what the provider says about a session now.
type Session struct {
	Ref       string    // cs_…
	PaymentID uuid.UUID // uuid.Nil when the session is not one of ours
	URL       string    // the hosted page, empty unless open
	State     SessionState
	Amount    money.Amount // the total to pay, or paid
	Intent    string       // pi_…, empty until the buyer tries to pay
}

// OpenSession makes a session to pay with. The second call with the same input
// returns the session of the first, as it was then; the same key with another
// input is errProviderRefused. It returns ErrProviderUnavailable when it is
// not known whether a session was made.
func (s *Stripe) OpenSession(ctx context.Context, in SessionInput) (Session, error) {
	lines, err := lineItems(in.Lines)
	if err != nil {
		return Session{}, fmt.Errorf("open session: %w", err)
	}
	about := map[string]string{
		"payment_id":   in.PaymentID.String(),
		"order_id":     in.OrderID.String(),
		"order_number": in.OrderNumber,
	}
	expires, moved := sessionExpiry(s.now(), in.ExpiresAt)
	p := &stripe.CheckoutSessionCreateParams{
		Mode:              stripe.String(stripe.CheckoutSessionModePayment),
		LineItems:         lines,
		ClientReferenceID: stripe.String(in.PaymentID.String()),
		CustomerEmail:     optional(in.Email),
		SuccessURL:        &in.SuccessURL,
		CancelURL:         optional(in.CancelURL),
		ExpiresAt:         stripe.Int64(expires.Unix()),
		Metadata:          about,
		PaymentIntentData: &stripe.CheckoutSessionCreatePaymentIntentDataParams{
			Description: stripe.String("Order " + in.OrderNumber),
			Metadata:    about,
		},
	}
	key := in.IdempotencyKey
	if moved {
		key = fmt.Sprintf("%s@%d", key, expires.Unix())
	}
	p.SetIdempotencyKey(key)
	cs, err := s.client.V1CheckoutSessions.Create(ctx, p)
	if err != nil {
		return Session{}, fmt.Errorf("open session: %w", stripeError(err))
	}
	return sessionFromStripe(cs), nil
}

// Session returns how the session stands. It returns errSessionUnknown when
// the provider has no such session, or ErrProviderUnavailable.
func (s *Stripe) Session(ctx context.Context, ref string) (Session, error) {
	p := &stripe.CheckoutSessionRetrieveParams{}
	p.AddExpand("payment_intent")
	cs, err := s.client.V1CheckoutSessions.Retrieve(ctx, ref, p)
	if missingAtStripe(err) {
		return Session{}, errSessionUnknown
	}
	if err != nil {
		return Session{}, fmt.Errorf("ask for session: %w", stripeError(err))
	}
	return sessionFromStripe(cs), nil
}

// ExpireSession ends an open session, so that it can no longer be paid. One
// that is not open any more is returned as it is: look at its State, for it
// may have been paid. Errors are those of Session.
func (s *Stripe) ExpireSession(ctx context.Context, ref string) (Session, error) {
	cs, err := s.client.V1CheckoutSessions.Expire(ctx, ref, nil)
	switch {
	case err == nil:
		return sessionFromStripe(cs), nil
	case missingAtStripe(err):
		return Session{}, errSessionUnknown
	}
	refused := stripeError(err)
	if errors.Is(refused, errProviderRefused) {
		if now, err := s.Session(ctx, ref); err != nil || now.State != SessionOpen {
			return now, err
		}
	}
	return Session{}, fmt.Errorf("expire session: %w", refused)
}

// sessionExpiry moves wanted into what Stripe takes. What depends on the time
// of the call is rounded up to whole steps: a repeat of the call a moment later
// has to send the same parameters, or Stripe refuses the idempotency key.
func sessionExpiry(now, wanted time.Time) (expires time.Time, moved bool) {
	switch earliest, latest := now.Add(minSessionLife), now.Add(maxSessionLife); {
	case wanted.Before(earliest):
		return earliest.Add(expiryStep - 1).Truncate(expiryStep), true
	case wanted.After(latest):
		return latest.Truncate(expiryStep), true
	}
	return wanted, false
}

// lineItems are the lines for Stripe. What is beyond its limit becomes one
// line with their sum.
func lineItems(lines []SessionLine) ([]*stripe.CheckoutSessionCreateLineItemParams, error) {
	if len(lines) > maxLines {
		rest := lines[maxLines-1:]
		sum := rest[0].UnitPrice.Times(rest[0].Quantity)
		for _, l := range rest[1:] {
			var err error
			if sum, err = sum.Add(l.UnitPrice.Times(l.Quantity)); err != nil {
				return nil, err
			}
		}
		more := SessionLine{Name: fmt.Sprintf("%d more items", len(rest)), Quantity: 1, UnitPrice: sum}
		lines = append(lines[:maxLines-1:maxLines-1], more)
	}
	items := make([]*stripe.CheckoutSessionCreateLineItemParams, len(lines))
	for i, l := range lines {
		units, currency, err := toStripe(l.UnitPrice)
		if err != nil {
			return nil, err
		}
		items[i] = &stripe.CheckoutSessionCreateLineItemParams{
			Quantity: stripe.Int64(int64(l.Quantity)),
			PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
				Currency:    &currency,
				UnitAmount:  &units,
				ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(l.Name)},
			},
		}
	}
	return items, nil
}

func sessionFromStripe(cs *stripe.CheckoutSession) Session {
	s := Session{
		Ref:    cs.ID,
		State:  stateFromStripe(cs),
		Amount: fromStripe(cs.AmountTotal, string(cs.Currency)),
	}
	if id, err := uuid.Parse(cs.ClientReferenceID); err == nil {
		s.PaymentID = id
	}
	if s.State == SessionOpen {
		s.URL = cs.URL
	}
	if cs.PaymentIntent != nil {
		s.Intent = cs.PaymentIntent.ID
	}
	return s
}

func stateFromStripe(cs *stripe.CheckoutSession) SessionState {
	switch {
	case cs.Status == stripe.CheckoutSessionStatusExpired:
		return SessionExpired
	case cs.Status == stripe.CheckoutSessionStatusOpen:
		return SessionOpen
	case cs.PaymentStatus != stripe.CheckoutSessionPaymentStatusUnpaid:
		return SessionPaid
	}
	if pi := cs.PaymentIntent; pi != nil &&
		(pi.Status == stripe.PaymentIntentStatusRequiresPaymentMethod || pi.Status == stripe.PaymentIntentStatusCanceled) {
		return SessionExpired
	}
	return SessionProcessing
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
