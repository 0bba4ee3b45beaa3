package stripesim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	deliveryTimeout = 10 * time.Second
	// claimLife is for how long a delivery belongs to who took it. When a
	// process dies with one in its hands, another takes it after this.
	claimLife = deliveryTimeout + 5*time.Second
	batch     = 32
	inFlight  = 8
	lookEvery = time.Second
)

// backoff is how long to wait after the first failed attempt, the second and
// so on. After the last the delivery is given up, three days after the event.
var backoff = []time.Duration{
	time.Second, 5 * time.Second, 30 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour,
}

func newWebhookClient() *http.Client {
	return &http.Client{
		Timeout: deliveryTimeout,
		// Stripe takes a redirect for a failure.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Run sends webhooks as they become due and ends sessions whose time is over,
// until ctx ends. What is left undone is done after the next start.
func (s *Server) Run(ctx context.Context) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for ctx.Err() == nil {
		n, err := s.DeliverDue(ctx)
		if err != nil && ctx.Err() == nil {
			s.cfg.Log.ErrorContext(ctx, "stripe simulator: send webhooks", "error", err)
		}
		if n > 0 && err == nil {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-look.C:
		}
	}
}

// nudge lets Run look for deliveries at once.
func (s *Server) nudge() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// delivery is one sending of an event to the webhook.
type delivery struct {
	id       int64
	attempts int // before this one
	payload  []byte
}

// DeliverDue attempts each delivery that is due, up to some tens of them, and
// returns how many it attempted. A failed one becomes due again later; it is
// no error. Run calls it; tests call it to drive deliveries.
func (s *Server) DeliverDue(ctx context.Context) (int, error) {
	if err := s.expireDue(ctx); err != nil {
		return 0, err
	}
	if s.cfg.WebhookURL == "" {
		return 0, nil
	}
	due, err := s.claim(ctx)
	if err != nil {
		return 0, err
	}
	var g errgroup.Group
	g.SetLimit(inFlight)
	for _, d := range due {
		g.Go(func() error { return s.deliver(ctx, d) })
	}
	return len(due), g.Wait()
}

// claim takes the deliveries that are due, so that nobody else attempts them
// meanwhile.
func (s *Server) claim(ctx context.Context) ([]delivery, error) {
	now := s.cfg.Now()
	rows, err := s.cfg.Pool.Query(ctx, `
		UPDATE stripesim.deliveries d SET due_at = $2
		FROM stripesim.objects e
		WHERE e.id = d.event_id AND d.id IN (
			SELECT id FROM stripesim.deliveries
			WHERE done_at IS NULL AND due_at <= $1
			ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
		RETURNING d.id, d.attempts, e.body`, now, now.Add(claimLife), batch)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	defer rows.Close()
	var due []delivery
	for rows.Next() {
		var d delivery
		if err := rows.Scan(&d.id, &d.attempts, &d.payload); err != nil {
			return nil, fmt.Errorf("claim deliveries: %w", err)
		}
		due = append(due, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return due, nil
}

func (s *Server) deliver(ctx context.Context, d delivery) error {
	result, ok := s.send(ctx, d.payload)
	now := s.cfg.Now()
	if ctx.Err() != nil {
		return s.release(ctx, d, now)
	}
	var done, due *time.Time
	if ok || d.attempts >= len(backoff) {
		done = &now
	} else {
		next := now.Add(backoff[d.attempts])
		due = &next
	}
	_, err := s.cfg.Pool.Exec(ctx, `
		UPDATE stripesim.deliveries
		SET attempts = attempts + 1, answer = $2, done_at = $3, due_at = coalesce($4, due_at) WHERE id = $1`,
		d.id, result, done, due)
	if err != nil {
		return fmt.Errorf("record delivery: %w", err)
	}
	return nil
}

// release gives back a delivery that we cut short, so that the next start
// does not wait for the claim to run out.
func (s *Server) release(ctx context.Context, d delivery, now time.Time) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := s.cfg.Pool.Exec(ctx, `UPDATE stripesim.deliveries SET due_at = $2 WHERE id = $1`, d.id, now); err != nil {
		return fmt.Errorf("release delivery: %w", err)
	}
	return nil
}

// send posts an event to the webhook, signed, and reports whether it was
// taken.
func (s *Server) send(ctx context.Context, payload []byte) (result string, ok bool) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.WebhookURL, bytes.NewReader(payload))
	if err != nil {
		return err.Error(), false
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "Stripe/1.0 (Rialto simulator)")
	r.Header.Set("Stripe-Signature", s.sign(payload))
	resp, err := s.client.Do(r)
	if err != nil {
		return err.Error(), false
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody)) // so that the connection is used again
	return resp.Status, resp.StatusCode/100 == 2
}
