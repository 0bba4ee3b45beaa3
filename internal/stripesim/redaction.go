package stripesim

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rialto/internal/db"
)

const kindRedaction = "privacy.redaction_job"

// redactionJob is a Redaction Job: it is checked, waits to be run, and then the
// objects and whatever tells of them no longer say who paid.
// https://docs.stripe.com/api/privacy/redaction-job/object
type redactionJob struct {
	ID                 string            `json:"id"`
	Object             string            `json:"object"`
	Created            int64             `json:"created"`
	Livemode           bool              `json:"livemode"`
	Objects            redactableObjects `json:"objects"`
	Status             string            `json:"status"` // validating, ready, failed, redacting, succeeded
	ValidationBehavior string            `json:"validation_behavior"`
}

type redactableObjects struct {
	Sessions []string `json:"checkout_sessions"`
	Intents  []string `json:"payment_intents"`
}

// maxRedactable is how many objects a job may name.
const maxRedactable = 10

// preview lets only callers through who ask for a preview version of the API,
// as Stripe does for what is not released.
func preview(e endpoint) endpoint {
	return func(ctx context.Context, c *call) (any, error) {
		if !strings.HasSuffix(c.version, ".preview") {
			return unknownURL(ctx, c)
		}
		return e(ctx, c)
	}
}

func (s *Server) createRedaction(ctx context.Context, c *call) (any, error) {
	err := c.allow("objects[checkout_sessions][]", "objects[payment_intents][]", "validation_behavior")
	if err != nil {
		return nil, err
	}
	job := redactionJob{
		ID: newID("prj_"), Object: kindRedaction, Created: s.now().Unix(), Status: "validating", ValidationBehavior: c.text("validation_behavior"),
		Objects: redactableObjects{Sessions: c.list("objects[checkout_sessions]"), Intents: c.list("objects[payment_intents]")},
	}
	if job.ValidationBehavior == "" {
		job.ValidationBehavior = "error"
	}
	switch n := len(job.Objects.Sessions) + len(job.Objects.Intents); {
	case !slices.Contains([]string{"error", "fix"}, job.ValidationBehavior):
		return nil, invalid("", "validation_behavior", "Invalid validation_behavior: must be one of error or fix")
	case n == 0:
		return nil, invalid("parameter_missing", "objects", "Missing required param: objects.")
	case n > maxRedactable:
		return nil, invalid("", "objects", "You may specify up to %d objects.", maxRedactable)
	}
	for _, id := range job.Objects.Sessions {
		if err := read(ctx, c.tx, kindSession, id, &session{}); err != nil {
			return nil, err
		}
	}
	for _, id := range job.Objects.Intents {
		if err := read(ctx, c.tx, kindIntent, id, &intent{}); err != nil {
			return nil, err
		}
	}
	return job, insert(ctx, c.tx, kindRedaction, job.ID, job.Created, nil, job)
}

// retrieveRedaction shows a job after what it was working on is done: real ones
// take minutes for that.
func (s *Server) retrieveRedaction(ctx context.Context, c *call) (any, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	var job redactionJob
	if err := lock(ctx, c.tx, kindRedaction, c.id, &job); err != nil {
		return nil, err
	}
	switch job.Status {
	case "validating":
		job.Status = "ready"
		for _, id := range job.Objects.Sessions {
			var cs session
			if err := read(ctx, c.tx, kindSession, id, &cs); err != nil {
				return nil, err
			}
			if cs.Status == "open" {
				job.Status = "failed"
			}
		}
	case "redacting":
		job.Status = "succeeded"
	default:
		return job, nil
	}
	return job, update(ctx, c.tx, job.ID, job)
}

func (s *Server) runRedaction(ctx context.Context, c *call) (any, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	var job redactionJob
	if err := lock(ctx, c.tx, kindRedaction, c.id, &job); err != nil {
		return nil, err
	}
	if job.Status != "ready" {
		return nil, invalid("", "job", "Only jobs with a status of `ready` can be run. This job has a status of `%s`.", job.Status)
	}
	for _, id := range job.Objects.Sessions {
		var cs session
		if err := read(ctx, c.tx, kindSession, id, &cs); err != nil {
			return nil, err
		}
		if pi, ok := cs.PaymentIntent.(string); ok && !slices.Contains(job.Objects.Intents, pi) {
			job.Objects.Intents = append(job.Objects.Intents, pi)
		}
	}
	for _, id := range slices.Concat(job.Objects.Sessions, job.Objects.Intents) {
		if err := redact(ctx, c.tx, id); err != nil {
			return nil, err
		}
	}
	job.Status = "redacting"
	return job, update(ctx, c.tx, job.ID, job)
}

// redact takes the person out of an object, the events about it and the
// answers that were kept to be repeated.
func redact(ctx context.Context, tx db.Tx, id string) error {
	rows, err := tx.Query(ctx, `
		SELECT id FROM stripesim.objects
		WHERE id = $1 OR (kind = $2 AND body->'data'->'object'->>'id' = $1) ORDER BY seq FOR UPDATE`, id, kindEvent)
	if err != nil {
		return fmt.Errorf("look for what to redact: %w", err)
	}
	ids, err := collect[string](rows)
	if err != nil {
		return fmt.Errorf("look for what to redact: %w", err)
	}
	for _, at := range ids {
		var raw []byte
		if err := tx.QueryRow(ctx, `SELECT body FROM stripesim.objects WHERE id = $1`, at).Scan(&raw); err != nil {
			return fmt.Errorf("read %s: %w", at, err)
		}
		var body map[string]any
		if err := json.Unmarshal(raw, &body); err != nil {
			return fmt.Errorf("decode %s: %w", at, err)
		}
		redactIn(body)
		if at == id {
			body["redaction"] = redaction{Status: "redacted"}
		}
		if err := update(ctx, tx, at, body); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM stripesim.idempotency WHERE position($1 IN convert_from(answer, 'UTF8')) > 0`, id); err != nil {
		return fmt.Errorf("forget answers about %s: %w", id, err)
	}
	return nil
}

// redaction says of an object that it was redacted.
type redaction struct {
	Status string `json:"status"`
}

// personal are the fields, wherever they are, that may say who somebody is.
var personal = []string{
	"address", "customer_email", "customer_details", "email", "metadata", "name", "phone", "receipt_email", "shipping_details",
	"success_url", "cancel_url",
}

const redacted = "[redacted]"

func redactIn(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if slices.Contains(personal, key) {
				v[key] = blanked(value)
			} else {
				redactIn(value)
			}
		}
	case []any:
		for _, element := range v {
			redactIn(element)
		}
	}
}

// blanked is a value of the same form that says nothing.
func blanked(v any) any {
	switch v := v.(type) {
	case string:
		return redacted
	case map[string]any:
		for key, value := range v {
			v[key] = blanked(value)
		}
		return v
	case []any:
		for i, element := range v {
			v[i] = blanked(element)
		}
		return v
	}
	return v
}
