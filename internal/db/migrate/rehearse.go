package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// Rehearse applies what is pending in a transaction that is rolled back, and tells
// what each statement does to those who use the database meanwhile. What cannot be in
// a transaction is told and not tried. It gives way as Up does, but does not try again.
func Rehearse(ctx context.Context, dsn string, showSQL bool, o Options) error {
	o = o.withDefaults()
	conn, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	s, err := lookOlder(ctx, conn, o.files)
	if err != nil {
		return err
	}
	pending := s.pending()
	if len(pending) == 0 {
		_, err := fmt.Fprintln(o.Progress, "no migration is pending")
		return err
	}
	if err := lock(ctx, conn, o); err != nil {
		return err
	}
	watched, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer watched.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "SET application_name = '"+application+" rehearsal'"); err != nil {
		return err
	}
	fmt.Fprintf(o.Progress, "%d migrations are pending; they are tried, and nothing is kept\n", len(pending))
	// Locks are kept until the end of all of them together.
	o.MaxHold = min(o.MaxHold, rehearsalMaxHold)
	w := newWatch(watched, conn.PgConn().PID(), "rehearsal", o)
	err = w.during(ctx, func() error { return rehearse(ctx, conn, pending, showSQL, o) })
	if errors.Is(err, errHeldTooLong) {
		_, err = fmt.Fprintf(o.Progress, "\nbroken off after %s, for together they lock tables for longer than one of them would\n", rehearsalMaxHold)
	}
	return err
}

// rehearsalMaxHold is how long a rehearsal may keep others from a table.
const rehearsalMaxHold = 500 * time.Millisecond

func rehearse(ctx context.Context, conn *pgx.Conn, pending []migration, showSQL bool, o Options) error {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // that is what a rehearsal is
	if err := careful(ctx, tx, o); err != nil {
		return err
	}
	if err := db.EnsureRoles(ctx, conn, db.AppRole, db.MerchantRole); err != nil {
		return err
	}
	t, err := newTrace(ctx, tx)
	if err != nil {
		return err
	}
	for _, m := range pending {
		effects, err := t.apply(ctx, m)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		if err := m.describe(o.Progress, effects, showSQL); err != nil {
			return err
		}
	}
	return nil
}

// effect is what others notice of a statement, when they use what was there before
// it all began.
type effect struct {
	sql       string
	took      time.Duration
	locks     []tableLock // that it was the first to take
	rewritten []string    // tables that were written anew, row by row
}

// tableLock is a lock on a table that was there.
type tableLock struct{ Table, Mode string }

// strong reports whether somebody who reads or writes rows waits for the lock.
func (l tableLock) strong() bool {
	return slices.Contains([]string{"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}, l.Mode)
}

// trace looks on while migrations are applied in a transaction.
type trace struct {
	tx    pgx.Tx
	files map[string]uint32 // of the tables that were there
	held  map[tableLock]bool
}

func newTrace(ctx context.Context, tx pgx.Tx) (*trace, error) {
	files, err := filesOf(ctx, tx)
	return &trace{tx: tx, files: files, held: map[tableLock]bool{}}, err
}

// apply executes a migration's statements and tells what each did. What cannot be in a
// transaction is left out: the result is nil.
func (t *trace) apply(ctx context.Context, m migration) ([]effect, error) {
	if m.apart {
		return nil, nil
	}
	var effects []effect
	for _, s := range m.statements {
		begun := time.Now()
		if _, err := t.tx.Exec(ctx, s.sql); err != nil {
			return nil, fmt.Errorf("%s: %w", oneLine(s.sql), err)
		}
		e := effect{sql: s.sql, took: time.Since(begun)}
		var err error
		if e.locks, err = t.newLocks(ctx); err != nil {
			return nil, err
		}
		if e.rewritten, err = t.newFiles(ctx); err != nil {
			return nil, err
		}
		effects = append(effects, e)
	}
	return effects, nil
}

func (t *trace) newLocks(ctx context.Context) (taken []tableLock, err error) {
	held, err := locksOf(ctx, t.tx)
	for _, l := range held {
		if _, there := t.files[l.Table]; there && !t.held[l] {
			t.held[l] = true
			taken = append(taken, l)
		}
	}
	return taken, err
}

func (t *trace) newFiles(ctx context.Context) (rewritten []string, err error) {
	files, err := filesOf(ctx, t.tx)
	for table, was := range t.files {
		if now, there := files[table]; there && now != was {
			t.files[table] = now
			rewritten = append(rewritten, table)
		}
	}
	return rewritten, err
}

// filesOf returns the tables there are and the file of each, which changes when a
// table is written anew.
func filesOf(ctx context.Context, tx pgx.Tx) (map[string]uint32, error) {
	const q = `SELECT format('%I.%I', n.nspname, c.relname), c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	files := map[string]uint32{}
	var table string
	var file uint32
	_, err = pgx.ForEachRow(rows, []any{&table, &file}, func() error { files[table] = file; return nil })
	return files, err
}

func locksOf(ctx context.Context, tx pgx.Tx) ([]tableLock, error) {
	const q = `SELECT format('%I.%I', n.nspname, c.relname), l.mode
		FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE l.pid = pg_backend_pid() AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1, 2`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[tableLock])
}

// describe writes what people want to know of a migration before they apply it.
func (m migration) describe(to io.Writer, effects []effect, showSQL bool) error {
	var text strings.Builder
	fmt.Fprintf(&text, "\n%s\n", m.name)
	if m.apart {
		text.WriteString("  each statement by itself, not tried:\n")
		for _, s := range m.statements {
			fmt.Fprintf(&text, "    %s\n", m.show(s.sql, showSQL))
		}
	}
	var total time.Duration
	quiet := true
	for _, e := range effects {
		total += e.took
		if showSQL {
			fmt.Fprintf(&text, "    %s\n", m.show(e.sql, true))
		}
		var does []string
		for _, l := range e.locks {
			if l.strong() {
				does = append(does, fmt.Sprintf("locks %s (%s)", l.Table, l.Mode))
			}
		}
		for _, table := range e.rewritten {
			does = append(does, "WRITES "+table+" ANEW")
		}
		if len(does) > 0 {
			quiet = false
			fmt.Fprintf(&text, "  %s: %s, in %s\n", oneLine(e.sql), strings.Join(does, ", "), e.took.Round(time.Millisecond))
		}
	}
	if !m.apart {
		fmt.Fprintf(&text, "  %d statements in %s", len(effects), total.Round(time.Millisecond))
		if quiet {
			text.WriteString("; nobody waits for it")
		}
		text.WriteString("\n")
	}
	_, err := io.WriteString(to, text.String())
	return err
}

func (m migration) show(sql string, whole bool) string {
	if !whole {
		return oneLine(sql)
	}
	return strings.ReplaceAll(strings.TrimSpace(sql), "\n", "\n    ")
}
