package payments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"
)

// Types of the events that say something about a session.
var sessionEvents = []stripe.EventType{
	stripe.EventTypeCheckoutSessionCompleted,
	stripe.EventTypeCheckoutSessionExpired,
	stripe.EventTypeCheckoutSessionAsyncPaymentSucceeded,
	stripe.EventTypeCheckoutSessionAsyncPaymentFailed,
}

// WebhookEvent is something that happened at the provider. It may come twice,
// late, and after one that happened later.
type WebhookEvent struct {
	ID        string // evt_…, the same in every delivery
	Type      string // Stripe's, such as checkout.session.completed
	CreatedAt time.Time
	Session   *Session // as it was then; nil when the event is about something else
	// Stale means that the event was written in an older or newer form of the
	// API than this program reads. Of Session only Ref can be relied on: ask
	// the provider for the session.
	Stale   bool
	Payload json.RawMessage // the whole event
}

// ParseWebhook checks the signature (the header Stripe-Signature) of a body
// exactly as it was received and returns the event in it. It returns
// ErrBadSignature, also when no secret is configured, or another error for a
// signed body that is no event.
func (s *Stripe) ParseWebhook(payload []byte, signature string) (WebhookEvent, error) {
	if err := s.secrets.signed(payload, signature); err != nil {
		return WebhookEvent{}, ErrBadSignature.Because(err)
	}
	return readEvent(payload)
}

// readEvent reads the body of a webhook whose signature was checked before.
func readEvent(payload []byte) (WebhookEvent, error) {
	var e stripe.Event
	if err := json.Unmarshal(payload, &e); err != nil {
		return WebhookEvent{}, fmt.Errorf("read webhook: %w", err)
	}
	return eventFromStripe(&e, payload)
}

// EventsSince lists what happened to sessions since then (the zero time: ever), the newest first, to
// catch up with webhooks that were lost. Stripe keeps events for 30 days. The
// sequence ends after an error, ErrProviderUnavailable for example.
func (s *Stripe) EventsSince(ctx context.Context, since time.Time) iter.Seq2[WebhookEvent, error] {
	return func(yield func(WebhookEvent, error) bool) {
		p := &stripe.EventListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: max(since.Unix(), 0)}}
		p.Limit = stripe.Int64(100)
		for _, t := range sessionEvents {
			p.Types = append(p.Types, stripe.String(t))
		}
		for e, err := range s.client.V1Events.List(ctx, p).All(ctx) {
			if err != nil {
				yield(WebhookEvent{}, fmt.Errorf("list events: %w", stripeError(err)))
				return
			}
			event, err := eventFromListed(e)
			if !yield(event, err) || err != nil {
				return
			}
		}
	}
}

func eventFromListed(e *stripe.Event) (WebhookEvent, error) {
	payload, err := json.Marshal(e)
	if err != nil {
		return WebhookEvent{}, fmt.Errorf("write event: %w", err)
	}
	return eventFromStripe(e, payload)
}

func eventFromStripe(e *stripe.Event, payload []byte) (WebhookEvent, error) {
	event := WebhookEvent{
		ID:        e.ID,
		Type:      string(e.Type),
		CreatedAt: time.Unix(e.Created, 0).UTC(),
		Stale:     releaseOf(e.APIVersion) != releaseOf(stripe.APIVersion),
		Payload:   payload,
	}
	if e.ID == "" || e.Data == nil {
		return event, errors.New("read event: it has no id or no data")
	}
	if e.Data.Object["object"] != "checkout.session" {
		return event, nil
	}
	var cs stripe.CheckoutSession
	if err := json.Unmarshal(e.Data.Raw, &cs); err != nil {
		if !event.Stale {
			return event, fmt.Errorf("read event's session: %w", err)
		}
		ref, _ := e.Data.Object["id"].(string)
		event.Session = &Session{Ref: ref}
		return event, nil
	}
	session := sessionFromStripe(&cs)
	if e.Type == stripe.EventTypeCheckoutSessionAsyncPaymentFailed {
		session.State = SessionExpired
	}
	event.Session = &session
	return event, nil
}

// releaseOf is the name of an API version, such as dahlia: versions of one
// name can be read alike.
func releaseOf(apiVersion string) string {
	_, release, _ := strings.Cut(apiVersion, ".")
	return release
}
