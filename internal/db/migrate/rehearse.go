package migrate

import (
	"context"
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
	fmt.Fprintf(o.Progress, "%d migrations are pending; they are tried, and nothing is kept\n", len(pending))
	w := newWatch(watched, conn.PgConn().PID(), "rehearsal", o)
	return w.during(ctx, func() error { return rehearse(ctx, conn, pending, showSQL, o) })
}

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
	for _, m := range pending {
		effects, err := m.trace(ctx, tx)
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
// its migration.
type effect struct {
	sql       string
	took      time.Duration
	locks     []tableLock // that it was the first to take
	rewritten []string    // tables that were written anew, row by row
	rows      int64
}

// tableLock is a lock on a table that was there.
type tableLock struct{ Table, Mode string }

// strong reports whether somebody who reads or writes rows waits for the lock.
func (l tableLock) strong() bool {
	return slices.Contains([]string{"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}, l.Mode)
}

// trace executes the statements in a transaction and looks what each did. Those that
// cannot be in one are left out: the result is nil.
func (m migration) trace(ctx context.Context, tx pgx.Tx) ([]effect, error) {
	if m.apart {
		return nil, nil
	}
	before, err := filesOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	had := map[tableLock]bool{}
	effects := []effect{}
	for _, s := range m.statements {
		e, begun := effect{sql: s.sql}, time.Now()
		done, err := tx.Exec(ctx, s.sql)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", oneLine(s.sql), err)
		}
		e.took, e.rows = time.Since(begun), done.RowsAffected()
		held, err := locksOf(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, l := range held {
			if _, there := before[l.Table]; there && !had[l] {
				had[l] = true
				e.locks = append(e.locks, l)
			}
		}
		after, err := filesOf(ctx, tx)
		if err != nil {
			return nil, err
		}
		for table, file := range before {
			if now, there := after[table]; there && now != file {
				e.rewritten = append(e.rewritten, table)
				before[table] = now
			}
		}
		effects = append(effects, e)
	}
	return effects, nil
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
