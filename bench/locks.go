package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// lockLimit is how long a migration may keep anybody from a table, and how long
// anybody may wait because of one.
const lockLimit = time.Second

// lockWatch looks at the locks of all migrations, from outside of them.
type lockWatch struct {
	conn    *pgx.Conn
	stop    context.CancelFunc
	done    chan error
	mu      sync.Mutex
	since   map[heldLock]time.Time
	held    map[string]heldFor // by migration
	waited  map[string]time.Duration
	samples int
}

type heldLock struct{ Migration, Table, Mode string }

type heldFor struct {
	lock heldLock
	time time.Duration
}

const (
	// What somebody who reads or writes rows waits for. A table that is not in the
	// catalog yet is known to the migration alone.
	sampleHeld = `SELECT a.application_name, format('%I.%I', n.nspname, c.relname), l.mode
		FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE a.datname = current_database() AND a.application_name LIKE 'rialto migrate%' AND l.granted AND c.relkind IN ('r', 'p', 'm', 'v')
		  AND n.nspname NOT LIKE 'pg\_%' AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`
	// How long somebody has been waiting for a table while a migration runs.
	sampleWaiting = `SELECT (SELECT coalesce(max(application_name), '') FROM pg_stat_activity WHERE application_name LIKE 'rialto migrate %'),
			coalesce(extract(epoch FROM max(clock_timestamp() - l.waitstart)), 0)::float8
		FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE NOT l.granted AND l.locktype = 'relation' AND a.datname = current_database() AND a.application_name NOT LIKE 'rialto migrate%'`
)

func watchLocks(ctx context.Context, dsn string) (*lockWatch, error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	w := &lockWatch{conn: conn, stop: stop, done: make(chan error, 1), since: map[heldLock]time.Time{}, held: map[string]heldFor{}, waited: map[string]time.Duration{}}
	go func() {
		err := error(nil)
		for err == nil && pause(ctx, 5*time.Millisecond) == nil {
			err = w.sample(context.WithoutCancel(ctx))
		}
		w.done <- err
	}()
	return w, nil
}

func (w *lockWatch) sample(ctx context.Context) error {
	rows, err := w.conn.Query(ctx, sampleHeld)
	if err != nil {
		return err
	}
	locks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[heldLock])
	if err != nil {
		return err
	}
	var migration string
	var waiting float64
	if err := w.conn.QueryRow(ctx, sampleWaiting).Scan(&migration, &waiting); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.samples++
	now, was := time.Now(), w.since
	w.since = map[heldLock]time.Time{}
	for _, l := range locks {
		begun, ok := was[l]
		if !ok {
			begun = now
		}
		w.since[l] = begun
		if held := now.Sub(begun); held >= w.held[l.Migration].time {
			w.held[l.Migration] = heldFor{l, held}
		}
	}
	w.waited[migration] = max(w.waited[migration], time.Duration(waiting*float64(time.Second)))
	return nil
}

// end stops looking, tells what was seen, and fails when it was too long.
func (w *lockWatch) end(ctx context.Context, r *report) error {
	w.stop()
	err := <-w.done
	if closeErr := w.conn.Close(ctx); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("watch locks: %w", err)
	}
	var longest, wait time.Duration
	for _, name := range slices.Sorted(maps.Keys(w.held)) {
		h := w.held[name]
		longest = max(longest, h.time)
		r.note("%s: %s on %s for about %s; others waited %s at most", name, h.lock.Mode, h.lock.Table, h.time.Round(time.Millisecond), w.waited[name].Round(time.Millisecond))
	}
	for _, d := range w.waited {
		wait = max(wait, d)
	}
	r.limit("longest lock of a migration on a table", longest.Round(time.Millisecond).String(), "< "+lockLimit.String(), longest < lockLimit)
	r.limit("longest wait of anybody for a table meanwhile", wait.Round(time.Millisecond).String(), "< "+lockLimit.String(), wait < lockLimit)
	if longest >= lockLimit || wait >= lockLimit {
		return fmt.Errorf("a table was locked for %s, and somebody waited for %s", longest, wait)
	}
	return nil
}

// longWait is what PostgreSQL writes of somebody who has waited for a lock for
// deadlock_timeout, one second. Rows are not looked at: two shoppers may want the same.
var longWait = regexp.MustCompile(`.*still waiting for \w+ on relation .*`)

// serverLog is what PostgreSQL has written until now.
func (b *bench) serverLog() (string, error) {
	f, err := os.Open(filepath.Join(b.dir, "postgres", "postgres.log"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	return string(text), err
}

// noLongWaits is the second witness: the server's own log, after what it was before.
func (b *bench) noLongWaits(before string) error {
	text, err := b.serverLog()
	if err != nil {
		return err
	}
	if found := longWait.FindAllString(strings.TrimPrefix(text, before), -1); len(found) > 0 {
		return fmt.Errorf("PostgreSQL saw somebody wait for a table for more than a second:\n%s", strings.Join(found, "\n"))
	}
	return nil
}
