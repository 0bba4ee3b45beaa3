package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// tripCounter lists the statements a service sends; each is one round trip to
// the database, for they are prepared already.
type tripCounter struct {
	mu    sync.Mutex
	trips []trip
}

type trip struct {
	statement string
	start     time.Time
	took      time.Duration
}

type tripKey struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (t *tripCounter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips = append(t.trips, trip{statement: statementName(q.SQL), start: time.Now()})
	return context.WithValue(ctx, tripKey{}, len(t.trips)-1)
}

// TraceQueryEnd implements pgx.QueryTracer.
func (t *tripCounter) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at, ok := ctx.Value(tripKey{}).(int); ok && at < len(t.trips) {
		t.trips[at].took = time.Since(t.trips[at].start)
	}
}

func (t *tripCounter) take() []trip {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.trips
	t.trips = nil
	return taken
}

// statementName is what sqlc calls a query, else how it begins.
func statementName(sql string) string {
	if name, ok := strings.CutPrefix(sql, "-- name: "); ok {
		name, _, _ = strings.Cut(name, " ")
		return name
	}
	first, _, _ := strings.Cut(strings.TrimSpace(sql), "\n")
	return strings.ToLower(first)
}

// noteTrips places orders one at a time and tells what each statement took,
// with nobody else there.
func (m *market) noteTrips(ctx context.Context, r *report) error {
	const warm, measured = 20, 200
	var sum map[string]time.Duration
	var order []string
	for i := range warm + measured {
		cart, err := m.nextCart()
		if err != nil {
			return err
		}
		if _, err := m.traced.Place(ctx, placeInput(cart)); err != nil {
			return err
		}
		m.ordered++
		taken := m.trips.take()
		if i < warm {
			continue
		}
		if sum == nil {
			sum = map[string]time.Duration{}
			for _, t := range taken {
				order = append(order, t.statement)
			}
		}
		for _, t := range taken {
			sum[t.statement] += t.took
		}
	}
	var parts []string
	for _, name := range order {
		parts = append(parts, fmt.Sprintf("%s %s", name, ms(sum[name]/measured)))
	}
	r.note("%d round trips to the database for an order, alone on the machine: %s", len(order), strings.Join(parts, ", "))
	return nil
}
