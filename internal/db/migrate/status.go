package migrate

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db/migrations"
)

// Status tells to which migration the database is, what is pending and who is
// migrating. It changes nothing and waits for nobody.
func Status(ctx context.Context, dsn string, to io.Writer) error {
	conn, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	s, err := look(ctx, conn, migrations.FS)
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "the database is at migration %d, this program knows %d\n", s.at(), s.newest())
	for _, m := range s.pending() {
		fmt.Fprintf(&text, "pending  %s\n", m.name)
	}
	fmt.Fprintf(&text, "its jobs are at version %d of %d\n", s.jobs.at, s.jobs.newest)
	switch {
	case s.newer():
		text.WriteString("it is newer than this program, which can serve on it and does not migrate it\n")
	case s.current():
		text.WriteString("nothing is to be done\n")
	case len(s.pending()) == 0:
		text.WriteString("the program's rights or its jobs are to be brought up to date\n")
	}
	if running := whoMigrates(ctx, conn); running != "" {
		fmt.Fprintf(&text, "a migration is running%s\n", running)
	}
	_, err = io.WriteString(to, text.String())
	return err
}

// whoMigrates describes the session that holds the lock of migrations; empty when
// there is none.
func whoMigrates(ctx context.Context, conn *pgx.Conn) string {
	const q = `SELECT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		  AND (l.classid::bigint << 32) + l.objid::bigint = $1 AND l.objsubid = 1 AND l.pid <> pg_backend_pid()`
	var pid uint32
	var name string
	if err := conn.QueryRow(ctx, q, int64(lockKey)).Scan(&pid, &name); err != nil {
		return ""
	}
	text := fmt.Sprintf(" (%s, pid %d", name, pid)
	if step, err := stepOf(ctx, conn, pid); err == nil {
		text += ": " + step
	}
	return text + ")"
}
