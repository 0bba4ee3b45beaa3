package migrate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// watch looks at a running migration over a connection of its own: how far it is,
// and which tables it keeps others from.
type watch struct {
	conn  *pgx.Conn
	pid   uint32
	title string
	o     Options
	begun time.Time
	rows  atomic.Int64 // that were filled
	mu    sync.Mutex   // of what is said

	retries  int
	since    map[string]time.Time // of the tables that are locked now
	longest  time.Duration
	on       string // the table of the longest
	blocking string // who kept it waiting last
	told     time.Time
	lookedAt time.Time // for obstacles and progress
}

func newWatch(conn *pgx.Conn, pid uint32, title string, o Options) *watch {
	now := time.Now()
	return &watch{conn: conn, pid: pid, title: title, o: o, begun: now, told: now, since: map[string]time.Time{}}
}

const (
	lookEvery = 20 * time.Millisecond
	// Who is in the way and how far an index is costs more to find out.
	lookCloserEvery = 250 * time.Millisecond
)

// during calls do and looks on meanwhile. It breaks do off when it keeps others from
// a table for longer than it may.
func (w *watch) during(ctx context.Context, do func() error) error {
	stop, stopped := make(chan struct{}), make(chan struct{})
	var broken error
	go func() {
		defer close(stopped)
		broken = w.run(ctx, stop)
	}()
	err := do()
	close(stop)
	<-stopped
	w.release(time.Now())
	if err != nil && errors.Is(broken, errHeldTooLong) {
		return errors.Join(broken, err)
	}
	return err
}

// run looks until it is stopped. Trouble with looking is no trouble of the migration.
func (w *watch) run(ctx context.Context, stop <-chan struct{}) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return nil
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := w.look(ctx); err != nil {
			return err
		}
	}
}

// strongLocks are the locks that keep somebody who reads or writes waiting, on what
// others know: a table that the migration itself makes is not in their catalog yet.
const strongLocks = `SELECT format('%I.%I', n.nspname, c.relname)
	FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE l.pid = $1 AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'm', 'v') AND n.nspname NOT LIKE 'pg\_%'
	  AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`

func (w *watch) look(ctx context.Context) error {
	rows, err := w.conn.Query(ctx, strongLocks, w.pid)
	if err != nil {
		return err
	}
	held, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	now := time.Now()
	was := w.since
	w.since = map[string]time.Time{}
	for _, table := range held {
		w.since[table] = now
		if since, ok := was[table]; ok {
			w.since[table] = since
			w.note(table, now.Sub(since))
		}
	}
	for table, since := range w.since {
		if now.Sub(since) > w.o.MaxHold {
			if _, err := w.conn.Exec(ctx, "SELECT pg_cancel_backend($1)", w.pid); err != nil {
				return err
			}
			w.blocking = table
			return errHeldTooLong
		}
	}
	if now.Sub(w.lookedAt) < lookCloserEvery {
		return nil
	}
	w.lookedAt = now
	if err := w.lookForObstacle(ctx); err != nil {
		return err
	}
	if now.Sub(w.told) >= w.o.Every {
		w.told = now
		step, err := stepOf(ctx, w.conn, w.pid)
		if err != nil {
			return err
		}
		if n := w.rows.Load(); n > 0 {
			step = fmt.Sprintf("%d rows are filled", n)
		}
		w.say("%s", step)
	}
	return nil
}

// note keeps the longest time a table was locked.
func (w *watch) note(table string, held time.Duration) {
	if held > w.longest {
		w.longest, w.on = held, table
	}
}

// release counts what was locked until the end.
func (w *watch) release(now time.Time) {
	for table, since := range w.since {
		w.note(table, now.Sub(since))
	}
	clear(w.since)
}

func (w *watch) lookForObstacle(ctx context.Context) error {
	const q = `SELECT coalesce(string_agg(format('%s (pid %s, %s, transaction of %s)', coalesce(nullif(a.application_name, ''), a.backend_type), a.pid,
			coalesce(a.state, 'at work'), date_trunc('second', now() - coalesce(a.xact_start, now()))), ', '), '')
		FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1))`
	var found string
	if err := w.conn.QueryRow(ctx, q, w.pid).Scan(&found); err != nil {
		return err
	}
	if found != "" {
		w.blocking = found
	}
	return nil
}

// obstacle says who was in the way.
func (w *watch) obstacle() string {
	if w.blocking == "" {
		return ""
	}
	return ", because of " + w.blocking
}

func (w *watch) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.o.Progress, "  %s, for %s: %s\n", w.title, time.Since(w.begun).Round(time.Second), fmt.Sprintf(format, args...))
}

// summary is what is worth knowing afterwards.
func (w *watch) summary() string {
	parts := []string{" in " + time.Since(w.begun).Round(time.Millisecond).String()}
	if n := w.rows.Load(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d rows filled", n))
	}
	if w.on != "" {
		parts = append(parts, fmt.Sprintf("%s was locked for about %s", w.on, w.longest.Round(time.Millisecond)))
	}
	if w.retries > 0 {
		parts = append(parts, fmt.Sprintf("gave way %d times", w.retries))
	}
	return strings.Join(parts, ", ")
}

// stepOf says what a migrating session is doing.
func stepOf(ctx context.Context, conn querier, pid uint32) (string, error) {
	const q = `SELECT coalesce(
		(SELECT format('index %s, %s', coalesce(nullif(index_relid::regclass::text, '-'), 'of ' || relid::regclass::text), phase) ||
			CASE WHEN blocks_total > 0 THEN format(', %s %% of blocks', 100 * blocks_done / blocks_total)
			     WHEN tuples_total > 0 THEN format(', %s %% of rows', 100 * tuples_done / tuples_total)
			     WHEN lockers_total > 0 THEN format(', %s of %s transactions', lockers_done, lockers_total) ELSE '' END
		 FROM pg_stat_progress_create_index WHERE pid = $1),
		(SELECT format('%s since %s', CASE WHEN wait_event_type = 'Lock' THEN 'waits for a lock' ELSE 'a statement runs' END,
			date_trunc('second', now() - query_start)) FROM pg_stat_activity WHERE pid = $1), 'at work')`
	var step string
	err := conn.QueryRow(ctx, q, pid).Scan(&step)
	return step, err
}
