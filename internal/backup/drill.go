package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/embedded"
	"rialto/internal/doctor"
)

// DrillInput says what to rehearse, and what is good enough.
type DrillInput struct {
	Target
	// Scratch is an empty or missing folder for the server, which is removed afterwards.
	Scratch string
	Bin     string
	MaxRPO  time.Duration
	MaxRTO  time.Duration
	// Out is told what was found, line by line.
	Out      io.Writer
	Progress Progress
}

// drill is one in progress.
type drill struct {
	DrillInput
	store *Store
	now   func() time.Time
	plan  plan
	home  scratch

	passed bool
	took   time.Duration // of restoring, without looking at it
}

// Drill restores into a scratch server, compares it with the state that was noted there,
// lets doctor examine it, and tells how much would have been lost (RPO) and how long it
// took (RTO). It reports whether all of that is as it has to be; what makes a restore
// impossible is an error.
//
// The server first stops at the newest mark, where it must hold exactly what was noted,
// and then goes on to the end.
func (s *Store) Drill(ctx context.Context, in DrillInput, now func() time.Time) (passed bool, err error) {
	d := &drill{DrillInput: in, store: s, now: now, passed: true}
	if err := refuseFull(in.Scratch); err != nil {
		return false, err
	}
	begun := now()
	if err := d.prepare(ctx); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(in.Scratch)) }()
	d.took = now().Sub(begun)
	m, found, err := d.mark(ctx)
	if err != nil {
		return false, err
	}
	if found {
		if err := d.compare(ctx, m); err != nil {
			return false, err
		}
	} else {
		d.fail("no state was noted that lies between the base backup and the end: nothing can be compared")
	}
	if err := d.finish(ctx, begun); err != nil {
		return false, err
	}
	return d.passed, nil
}

func (d *drill) say(format string, args ...any) { fmt.Fprintf(d.Out, "ok      "+format+"\n", args...) }

func (d *drill) fail(format string, args ...any) {
	d.passed = false
	fmt.Fprintf(d.Out, "FAILED  "+format+"\n", args...)
}

// prepare brings the files.
func (d *drill) prepare(ctx context.Context) error {
	a, err := d.store.archive(ctx, d.System)
	if err != nil {
		return err
	}
	if d.plan, err = a.plan(d.Target); err != nil {
		return err
	}
	if d.plan.gap != nil {
		return d.plan.gap
	}
	d.home = scratch{dir: filepath.Join(d.Scratch, "postgres"), bin: d.Bin, base: d.plan.base}
	data := filepath.Join(d.home.dir, "data")
	if err := d.store.unfold(ctx, d.plan, data, d.Progress); err != nil {
		return errors.Join(err, os.RemoveAll(d.Scratch))
	}
	fmt.Fprintf(d.Out, "        base backup %s of %s, WAL to %s\n", d.plan.base.ID, d.plan.base.FinishedAt.UTC().Format(time.RFC3339), d.plan.reach)
	return neutral(data)
}

// mark is the newest one that the server passes on its way.
func (d *drill) mark(ctx context.Context) (m Mark, found bool, err error) {
	all, err := d.store.marks(ctx, d.plan.base.root)
	if err != nil {
		return m, false, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if at := all[i].at; at < d.plan.base.Stop || at >= d.plan.reach || d.At > 0 && at > d.At {
			continue
		}
		if m, err = d.store.mark(ctx, all[i]); err != nil {
			return m, false, err
		}
		if d.To.IsZero() || m.Time.Before(d.To) {
			return m, true, nil
		}
	}
	return m, false, nil
}

func (d *drill) timeline() int32 { return d.plan.lineage[len(d.plan.lineage)-1].timeline }

// compare lets the server come to the mark and wait there, and looks at it.
func (d *drill) compare(ctx context.Context, m Mark) error {
	began := d.now()
	server, err := d.home.run(ctx, d.timeline(), map[string]string{
		"hot_standby": "on", "recovery_target_lsn": m.At.String(), "recovery_target_inclusive": "off", "recovery_target_action": "pause",
	})
	if err != nil {
		return fmt.Errorf("go to the mark at %s: %w", m.At, err)
	}
	err = d.compareAt(ctx, server, m, began)
	return errors.Join(err, server.Stop())
}

func (d *drill) compareAt(ctx context.Context, server *embedded.Server, m Mark, began time.Time) error {
	conn, err := pgx.Connect(ctx, server.DSN())
	if err != nil {
		return err
	}
	defer hangUp(ctx, conn)
	for state := ""; state != "paused"; {
		if err := conn.QueryRow(ctx, "SELECT pg_get_wal_replay_pause_state()").Scan(&state); err != nil {
			return fmt.Errorf("wait for the mark at %s: %w", m.At, err)
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	d.took += d.now().Sub(began)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // nothing was written
	figures, err := doctor.LedgerTx(ctx, tx)
	if err != nil {
		return err
	}
	for _, name := range doctor.Ledger() {
		if figures[name] != m.Figures[name] {
			d.fail("%s: %s instead of %s", name, figures[name], m.Figures[name])
			continue
		}
		d.say("%s: %s", name, figures[name])
	}
	state, err := StateTx(ctx, tx, d.Progress.of("state"))
	if err != nil {
		return err
	}
	for _, what := range m.State.Differences(state) {
		d.fail("%s", what)
	}
	if state.Hash() == m.State.Hash() {
		d.say("%d rows of %d tables are as they were on %s: state %.16s", state.Rows(), len(state.Tables), m.Time.UTC().Format(time.RFC3339), state.Hash())
	}
	return nil
}

// finish lets the server go on to the end, asks doctor, and tells RPO and RTO.
func (d *drill) finish(ctx context.Context, begun time.Time) error {
	began := d.now()
	server, err := d.home.run(ctx, d.timeline(), d.settings())
	if errors.Is(err, errEarly) { // nothing was committed after that time
		server, err = d.home.run(ctx, d.timeline(), nil)
	}
	if err != nil {
		return err
	}
	d.took += d.now().Sub(began)
	return errors.Join(d.examine(ctx, server, begun), server.Stop())
}

func (d *drill) examine(ctx context.Context, server *embedded.Server, begun time.Time) error {
	as, err := beatOf(ctx, server.DSN())
	if err != nil {
		return err
	}
	pool, err := db.Open(ctx, server.DSN(), 4)
	if err != nil {
		return err
	}
	defer pool.Close()
	// What was on its way when the data end still is.
	healthy, err := doctor.Examine(ctx, pool, as, d.Out)
	if err != nil {
		return err
	}
	d.passed = d.passed && healthy
	if d.To.IsZero() && d.At == 0 {
		d.limit("RPO", "of commits are not in the backup", begun.Sub(as), d.MaxRPO)
	}
	d.limit("RTO", "until the restored server answered", d.took, d.MaxRTO)
	return nil
}

func (d *drill) limit(name, what string, is, most time.Duration) {
	is = max(is, 0).Round(10 * time.Millisecond)
	if is > most {
		d.fail("%s %s %s, the limit is %s", name, is, what, most)
		return
	}
	d.say("%s %s %s (limit %s)", name, is, what, most)
}
