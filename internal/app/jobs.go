package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rialto/internal/backup"
	"rialto/internal/events"
)

// How an ending program spends its grace: requests first, for they make jobs and are
// counted as views; then jobs, with what is left; then those that were cancelled; then
// what was committed is stored, traces and reports of errors are sent; then the database.
const (
	drainRequests = 2 * time.Second
	writeViews    = time.Second
	cancelJobs    = events.CancelWithin
	storeLast     = backup.LastWord
	endDatabase   = time.Second
	sendReports   = time.Second // traces, and as long again errors
	mostDelay     = time.Minute
	leastGrace    = drainRequests + writeViews + cancelJobs + storeLast + endDatabase + 2*sendReports
)

// Validate refuses settings that cannot work. Kong calls it.
func (c ServeConfig) Validate() error {
	if c.StopGrace < leastGrace {
		return fmt.Errorf("RIALTO_STOP_GRACE must be at least %s", leastGrace)
	}
	if c.StopDelay < 0 || c.StopDelay > mostDelay {
		return fmt.Errorf("RIALTO_STOP_DELAY must be between 0s and %s", mostDelay)
	}
	_, err := c.workers()
	return err
}

// workers are the limits that RIALTO_WORKERS sets.
func (c ServeConfig) workers() (map[events.Urgency]int, error) {
	const most = 1000
	out := map[events.Urgency]int{}
	for name, n := range c.Workers {
		u := events.Urgency(name)
		if !slices.Contains(events.Urgencies, u) {
			return nil, fmt.Errorf("RIALTO_WORKERS: there is no queue %q; there are %v", name, events.Urgencies)
		}
		if n < 1 || n > most {
			return nil, fmt.Errorf("RIALTO_WORKERS: %s must have between 1 and %d workers", name, most)
		}
		out[u] = n
	}
	return out, nil
}

func (m *modules) startWork(ctx context.Context, c ServeConfig) error {
	workers, err := c.workers()
	if err != nil {
		return err
	}
	m.bus.SetWorkers(workers)
	if m.db.alone() {
		if err := m.bus.ReleaseOrphans(ctx); err != nil {
			return err
		}
	}
	return m.bus.Start(ctx)
}

// stopWork writes the views that were counted, and lets running jobs finish within
// what is left of the grace.
func (m *modules) stopWork(ctx context.Context, c ServeConfig) error {
	ctx = context.WithoutCancel(ctx)
	views, cancel := context.WithTimeout(ctx, writeViews)
	defer cancel()
	lost := m.figures.Views.Flush(views)
	jobs, cancel := context.WithTimeout(ctx, c.StopGrace-leastGrace)
	defer cancel()
	return errors.Join(lost, m.bus.Stop(jobs))
}
