package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

const (
	readyLimit = 2 * time.Second
	idleLimit  = 150 << 20
	warmStarts = 5
	// settle is how long the program runs before its memory is looked at.
	settle = 5 * time.Second
)

// process starts the program as somebody does who has just unpacked it: with
// its own PostgreSQL and demo data, and then again on the same folder.
func process(ctx context.Context, b *bench) error {
	data := filepath.Join(b.dir, "warm")
	settings := []string{"RIALTO_DATABASE_URL=", "RIALTO_DATA_DIR=" + data}
	cold, err := b.start(ctx, append(settings, "RIALTO_DEMO=true")...)
	if err != nil {
		return err
	}
	b.report.note("cold start with demo data: %s", cold.ready.Round(time.Millisecond))
	if err := cold.stop(); err != nil {
		return err
	}
	var ready []time.Duration
	var resident []int64
	for range warmStarts {
		p, err := b.start(ctx, settings...)
		if err != nil {
			return err
		}
		ready = append(ready, p.ready)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(settle):
		}
		bytes, err := residentBytes(p.cmd.Process.Pid)
		if err != nil {
			return err
		}
		resident = append(resident, bytes)
		b.report.progress("  ready in %s, %d MB resident", p.ready.Round(time.Millisecond), bytes>>20)
		if err := p.stop(); err != nil {
			return err
		}
	}
	slices.Sort(ready)
	worst := slices.Max(resident)
	b.report.limit("warm start with its own PostgreSQL, to /readyz",
		fmt.Sprintf("median %s, slowest %s", ready[len(ready)/2].Round(time.Millisecond), ready[len(ready)-1].Round(time.Millisecond)),
		"< "+readyLimit.String(), ready[len(ready)/2] < readyLimit)
	b.report.limit("memory, idle, without PostgreSQL", fmt.Sprintf("%d MB", worst>>20), "< 150 MB", worst < idleLimit)
	return nil
}
