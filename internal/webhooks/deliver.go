package webhooks

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/db"
	"rialto/internal/webhooks/internal/webhooksdb"
)

const (
	atOnce      = 4 // for one endpoint, over all processes
	failingOnce = 5 // failures in a row after which it is one
	slowAfter   = 2 * time.Second

	// lease is for how long a delivery is left to the process that has it. It is longer
	// than a request and what is written of it.
	lease = sendTimeout + 30*time.Second

	lookEvery        = 250 * time.Millisecond
	lookAtMost       = 20 * time.Millisecond // a look at the queue is worth so much time
	lookAfterFailure = 2 * time.Second
	stopTimeout      = time.Second

	claimKey = 0x7765_6268 // "webh": one process takes deliveries at a time
)

// Run delivers until ctx ends. Requests that are under way then have another second;
// what is cut off is sent again. Several processes may run it.
func (s *Service) Run(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var under sync.WaitGroup
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if _, err := s.round(work, &under); err != nil {
			s.Log.WarnContext(ctx, "take webhook deliveries", "error", err)
			wait(ctx, lookAfterFailure)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
			continue
		case <-s.places.freed:
		}
		wait(ctx, lookAtMost)
	}
	hurry := time.AfterFunc(stopTimeout, cancel)
	defer hurry.Stop()
	under.Wait()
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// DeliverDue delivers what is due now and returns when it is done. It is for tests.
func (s *Service) DeliverDue(ctx context.Context) error {
	for {
		var under sync.WaitGroup
		n, err := s.round(ctx, &under)
		under.Wait()
		if err != nil || n == 0 {
			return err
		}
	}
}

// round takes what is due and may be sent, and begins to send it.
func (s *Service) round(ctx context.Context, under *sync.WaitGroup) (int, error) {
	list, until, err := s.claim(ctx)
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		place := s.places.take(d.Slow)
		under.Go(func() {
			defer place.leave()
			defer time.AfterFunc(slowAfter, place.late).Stop()
			if err := s.deliver(ctx, d, until); err != nil {
				s.Log.WarnContext(ctx, "deliver webhook", "delivery", d.ID, "error", err)
			}
		})
	}
	return len(list), nil
}

// claim leases deliveries to this process.
func (s *Service) claim(ctx context.Context) (list []webhooksdb.ClaimRow, until time.Time, err error) {
	quick, slow := s.places.free()
	err = db.InTx(ctx, s.Pool, func(tx db.Tx) error {
		list = nil
		alone, err := s.q.TryClaimLock(ctx, tx, claimKey)
		if err != nil || !alone {
			return err
		}
		now := s.Now()
		until = now.Add(lease).Truncate(time.Microsecond)
		list, err = s.q.Claim(ctx, tx, webhooksdb.ClaimParams{
			Now: now, LeaseUntil: until, QuickPlaces: int32(quick), SlowPlaces: int32(slow), AtOnce: atOnce, Failing: failingOnce,
		})
		return err
	})
	if err != nil {
		return nil, until, fmt.Errorf("claim webhook deliveries: %w", err)
	}
	return list, until, nil
}

// deliver makes an attempt and writes down what came of it.
func (s *Service) deliver(ctx context.Context, d webhooksdb.ClaimRow, until time.Time) error {
	began := s.Now()
	headers, err := s.headers(d, began)
	if err != nil {
		return err
	}
	ctx, span := s.tracer.Start(ctx, "webhook deliver", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("rialto.event", d.EventType), attribute.Int("rialto.attempt", int(d.Tries)+1),
	))
	defer span.End()
	o, err := s.sender.send(ctx, d.Url, headers.Clone(), d.Body)
	if err != nil {
		return s.q.Release(context.WithoutCancel(ctx), s.Pool, webhooksdb.ReleaseParams{ID: d.ID, LeaseUntil: until})
	}
	s.attempts.WithLabelValues(string(o.result)).Inc()
	if o.result != OK {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", string(o.result)))
	}
	return s.settle(context.WithoutCancel(ctx), attempt{d, until, began, kept(headers), o})
}
