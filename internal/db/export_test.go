package db

import (
	"context"
	"time"
)

// ReachAs asks a pool whether it works as the role.
func ReachAs(ctx context.Context, pool *Pool, role string) error { return reach(ctx, pool, role) }

// History is what is known of the primary's positions.
type History struct{ h history }

// NewHistory knows nothing yet.
func NewHistory() *History { return &History{} }

// Add notes where the primary was.
func (h *History) Add(at time.Time, p Position) { h.h.add(at, p) }

// CoversUntil says how old it is to have replayed up to p.
func (h *History) CoversUntil(p Position) (time.Time, bool) { return h.h.coversUntil(p) }
