package migrate

import (
	"context"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// On returns the options with another history of the schema.
func (o Options) On(files fs.FS) Options {
	o.files = files
	return o
}

// Tables is Up without River's tables and without rights, which name tables of the newest
// migration.
func Tables(ctx context.Context, dsn string, o Options) error {
	o = o.withDefaults()
	conn, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := db.EnsureRoles(ctx, conn, db.AppRole, db.MerchantRole); err != nil {
		return err
	}
	s, err := look(ctx, conn, o.files)
	if err != nil {
		return err
	}
	return apply(ctx, conn, dsn, s, o)
}

// Effect is what others notice of a statement.
type Effect struct {
	SQL       string
	Locks     []TableLock
	Rewritten []string
}

// TableLock is a lock on a table that was there before the migration.
type TableLock = tableLock

// Migration is a file of the schema's history.
type Migration struct{ m migration }

// Parse reads a file.
func Parse(name, text string) (Migration, error) {
	m, err := parse(name, text)
	return Migration{m}, err
}

// Apart reports whether its statements are no transaction.
func (m Migration) Apart() bool { return m.m.apart }

// Unfit returns the statements that are no business of a file without a transaction:
// such a file makes or drops one index, or fills a column.
func (m Migration) Unfit() (list []string) {
	for _, s := range m.m.statements {
		if _, ok := indexOf(s.sql); !ok && !s.repeats {
			list = append(list, oneLine(s.sql))
		}
	}
	return list
}

// Statements returns the SQL of each.
func (m Migration) Statements() (list []string) {
	for _, s := range m.m.statements {
		list = append(list, s.sql)
	}
	return list
}

// Trace applies the migration in tx and tells what each statement did.
func (m Migration) Trace(ctx context.Context, tx pgx.Tx) ([]Effect, error) {
	t, err := newTrace(ctx, tx)
	if err != nil {
		return nil, err
	}
	effects, err := t.apply(ctx, m.m)
	list := make([]Effect, len(effects))
	for i, e := range effects {
		list[i] = Effect{oneLine(e.sql), e.locks, e.rewritten}
	}
	return list, err
}
