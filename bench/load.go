package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// load is what clients got done.
type load struct {
	done    int
	took    time.Duration
	each    []time.Duration // of every call that succeeded
	failed  int
	failure error // one of them
}

// errDrained ends a load before its time: there is nothing left to do.
var errDrained = errors.New("nothing is left to do")

// drive lets clients call do one after another until d is over. Whoever has
// begun by then may finish, and counts.
func drive(ctx context.Context, clients int, d time.Duration, do func(ctx context.Context, client int) error) load {
	var (
		wg    sync.WaitGroup
		parts = make([]load, clients)
		start = time.Now()
		end   = start.Add(d)
	)
	ctx, drained := context.WithCancel(ctx)
	defer drained()
	for c := range clients {
		wg.Go(func() {
			p := &parts[c]
			for ctx.Err() == nil {
				at := time.Now()
				if at.After(end) {
					break
				}
				// A call that has begun is not cut off by the others' end.
				err := do(context.WithoutCancel(ctx), c)
				switch {
				case errors.Is(err, errDrained):
					drained()
				case err != nil:
					p.failed, p.failure = p.failed+1, err
				default:
					p.each = append(p.each, time.Since(at))
				}
			}
		})
	}
	wg.Wait()
	all := load{took: time.Since(start)}
	for _, p := range parts {
		all.add(p)
	}
	return all
}

func (l *load) add(other load) {
	l.each = append(l.each, other.each...)
	l.done = len(l.each)
	l.took += other.took
	l.failed += other.failed
	if other.failure != nil {
		l.failure = other.failure
	}
}

func (l load) rate() float64 { return float64(l.done) / l.took.Seconds() }

// check refuses a load in which anything went wrong: its figures would be of
// something else.
func (l load) check() error {
	if l.failed > 0 {
		return fmt.Errorf("%d of %d calls failed, such as: %w", l.failed, l.failed+l.done, l.failure)
	}
	if l.done == 0 {
		return errors.New("nothing was done")
	}
	return nil
}

// quantiles returns p50, p95 and p99.
func (l load) quantiles() quantiles { return quantilesOf(l.each) }

type quantiles struct{ p50, p95, p99 time.Duration }

func quantilesOf(each []time.Duration) quantiles {
	if len(each) == 0 {
		return quantiles{}
	}
	sorted := slices.Sorted(slices.Values(each))
	at := func(q float64) time.Duration { return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))] }
	return quantiles{at(.50), at(.95), at(.99)}
}

// String prints milliseconds.
func (q quantiles) String() string {
	return fmt.Sprintf("p50 %s, p95 %s, p99 %s", ms(q.p50), ms(q.p95), ms(q.p99))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }

// side is one of the things that are compared.
type side struct {
	name string
	run  func(ctx context.Context, d time.Duration) (load, error)
}

// rounds is how often the sides of a comparison take turns: what else the
// machine does then hits all of them.
const rounds = 8

// turns are the loads of one side, a round each.
type turns []load

// sum is all of them as one load.
func (t turns) sum() (all load) {
	for _, l := range t {
		all.add(l)
	}
	return all
}

// rate is the median of the turns' rates.
func (t turns) rate() float64 {
	return median(t, func(i int) float64 { return t[i].rate() })
}

// ratio is the median of what each turn did against the other's of the same
// round: one bad moment of the machine does not decide it.
func (t turns) ratio(other turns) float64 {
	return median(t, func(i int) float64 { return t[i].rate() / other[i].rate() })
}

func median(t turns, of func(i int) float64) float64 {
	list := make([]float64, len(t))
	for i := range t {
		list[i] = of(i)
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// compare lets the sides take turns, before each what prepare does.
func (b *bench) compare(ctx context.Context, prepare func(context.Context) error, sides ...side) ([]turns, error) {
	all := make([]turns, len(sides))
	for round := range rounds {
		for i, s := range sides {
			if err := prepare(ctx); err != nil {
				return nil, fmt.Errorf("prepare %s: %w", s.name, err)
			}
			l, err := s.run(ctx, b.duration/rounds)
			if err == nil {
				err = l.check()
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			all[i] = append(all[i], l)
			b.report.progress("  round %d/%d  %-44s %8.0f/s  %s", round+1, rounds, s.name, l.rate(), l.quantiles())
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
	}
	return all, nil
}
