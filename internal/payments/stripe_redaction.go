package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"
)

// redactionVersion is the version of the API under which Stripe has redaction
// jobs. They are in public preview, so the SDK has no types for them.
// https://docs.stripe.com/privacy/redaction
const redactionVersion = "2026-04-22.preview"

const redactionPath = "/v1/privacy/redaction_jobs"

// RedactionState is where a redaction job of the provider stands.
type RedactionState string

// A job is checked first; one that is ready waits to be run, and one that has
// failed needs a person.
const (
	RedactionChecking RedactionState = "checking"
	RedactionReady    RedactionState = "ready"
	RedactionRunning  RedactionState = "running"
	RedactionDone     RedactionState = "done"
	RedactionFailed   RedactionState = "failed"
)

// Redaction is a job in which the provider forgets who paid.
type Redaction struct {
	Ref   string // prj_…
	State RedactionState
}

// BeginRedaction asks Stripe to forget the buyer of a session and of what
// belongs to it, and lets it check whether that can be done. What is redacted
// can neither be refunded nor defended in a dispute. The second call within a
// day for one payment returns the job of the first. It returns
// errSessionUnknown when there is nothing to forget, ErrProviderUnavailable, or
// errProviderRefused, also for an account that does not take part in the preview.
func (s *Stripe) BeginRedaction(ctx context.Context, payment uuid.UUID, session, intent string) (Redaction, error) {
	form := url.Values{
		"validation_behavior":          {"fix"},
		"objects[checkout_sessions][]": {session},
	}
	if intent != "" {
		form.Set("objects[payment_intents][]", intent)
	}
	r, err := s.callRedactions(ctx, http.MethodPost, "", form, "redact-"+payment.String())
	if missingAtStripe(err) {
		return Redaction{}, errSessionUnknown
	}
	if err != nil {
		return Redaction{}, fmt.Errorf("begin redaction: %w", stripeError(err))
	}
	return r, nil
}

// Redaction returns how a job stands. Errors are those of BeginRedaction.
func (s *Stripe) Redaction(ctx context.Context, ref string) (Redaction, error) {
	r, err := s.callRedactions(ctx, http.MethodGet, "/"+ref, nil, "")
	if missingAtStripe(err) {
		return Redaction{}, errSessionUnknown
	}
	if err != nil {
		return Redaction{}, fmt.Errorf("ask for redaction: %w", stripeError(err))
	}
	return r, nil
}

// RunRedaction runs a job that is ready. It cannot be taken back.
func (s *Stripe) RunRedaction(ctx context.Context, ref string) (Redaction, error) {
	r, err := s.callRedactions(ctx, http.MethodPost, "/"+ref+"/run", nil, "run-"+ref)
	if err != nil {
		return Redaction{}, fmt.Errorf("run redaction: %w", stripeError(err))
	}
	return r, nil
}

func (s *Stripe) callRedactions(ctx context.Context, method, path string, form url.Values, key string) (Redaction, error) {
	p := &stripe.RawParams{Params: stripe.Params{Context: ctx, Headers: http.Header{"Stripe-Version": {redactionVersion}}}}
	if key != "" {
		p.SetIdempotencyKey(key)
	}
	res, err := s.raw.RawRequest(method, redactionPath+path, keySetLater, form.Encode(), p)
	if err != nil {
		return Redaction{}, err
	}
	var job struct{ ID, Status string }
	if err := json.Unmarshal(res.RawJSON, &job); err != nil {
		return Redaction{}, fmt.Errorf("read redaction job: %w", err)
	}
	return Redaction{Ref: job.ID, State: redactionState(job.Status)}, nil
}

func redactionState(status string) RedactionState {
	switch status {
	case "created", "validating":
		return RedactionChecking
	case "ready":
		return RedactionReady
	case "redacting":
		return RedactionRunning
	case "succeeded":
		return RedactionDone
	}
	return RedactionFailed // or cancelled by somebody
}
