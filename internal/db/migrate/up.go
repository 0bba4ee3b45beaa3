package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
)

// lockKey is of the advisory lock that is held while the schema changes.
const lockKey = 0x5269616c746f // "Rialto"

// application is what PostgreSQL's list of sessions calls a migration; what it is at
// follows.
const application = "rialto migrate"

// Up brings the database at dsn up to the newest migration that this program knows
// and gives the roles of the program their rights. It works as the role that dsn
// names, which will own the schema; another role may call it when nothing is to be
// done. Several at once wait for each other. After an error, or when it was killed,
// the next call goes on where it was. ErrNewer: the database was not touched.
func Up(ctx context.Context, dsn string, o Options) error {
	o = o.withDefaults()
	conn, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // ends the lock, too
	if s, err := lookOlder(ctx, conn, o.files); err != nil || s.current() && !s.mayAlter {
		return err
	} else if !s.mayAlter {
		return fmt.Errorf("%w, and its schema is not %s's to change: run `rialto migrate` as the role that owns it", ErrTooOld, conn.Config().User)
	}
	if err := lock(ctx, conn, o); err != nil {
		return err
	}
	s, err := lookOlder(ctx, conn, o.files) // somebody may have migrated while we waited
	if err != nil {
		return err
	}
	// The roles come first, for policies name them; the rights last, for every
	// table has to be there.
	if err := db.EnsureRoles(ctx, conn, db.AppRole, db.MerchantRole); err != nil {
		return err
	}
	if err := apply(ctx, conn, dsn, s, o); err != nil {
		return err
	}
	if err := migrateJobs(ctx, conn, dsn, s.jobs, o); err != nil {
		return err
	}
	return grant(ctx, conn)
}

// ErrNewer is that a later version of the program has migrated the database. This one
// can serve on it, for migrations only add.
var ErrNewer = errors.New("the database is newer than this program, and is left as it is")

func lookOlder(ctx context.Context, conn *pgx.Conn, files fs.FS) (state, error) {
	s, err := look(ctx, conn, files)
	if err == nil && s.newer() {
		err = fmt.Errorf("%w: it is at migration %d, this program knows %d", ErrNewer, s.at(), s.newest())
	}
	return s, err
}

func connect(ctx context.Context, dsn string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read database url: %w", err)
	}
	cfg.RuntimeParams["application_name"] = application
	// Whatever the role or the database has by default: an index may take hours.
	cfg.RuntimeParams["statement_timeout"], cfg.RuntimeParams["lock_timeout"] = "0", "0"
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("reach database: %w", err)
	}
	// When we are killed, what we began ends soon after and not when it is done.
	// Some systems cannot look for that, and then it is when it is done.
	_, _ = conn.Exec(ctx, "SET client_connection_check_interval = '1s'")
	return conn, nil
}

// lock waits until no other migrates. It asks again and again rather than wait in
// the server: CREATE INDEX CONCURRENTLY of the other would wait for our statement to
// end, and neither ever would.
func lock(ctx context.Context, conn *pgx.Conn, o Options) error {
	again, waiting := time.NewTicker(250*time.Millisecond), time.Now()
	defer again.Stop()
	var told time.Time
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(lockKey)).Scan(&got); err != nil {
			return fmt.Errorf("lock migrations: %w", err)
		}
		if got {
			return nil
		}
		if time.Since(told) > o.Every {
			told = time.Now()
			fmt.Fprintf(o.Progress, "another migration is running%s; waiting for %s\n", whoMigrates(ctx, conn), time.Since(waiting).Round(time.Second))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("lock migrations: %w", ctx.Err())
		case <-again.C:
		}
	}
}

// grant gives the roles their rights and notes which they are.
func grant(ctx context.Context, conn *pgx.Conn) error {
	// One text is one transaction.
	mark := fmt.Sprintf("\nCOMMENT ON TABLE %s IS '%s';", versions, rightsMark())
	if _, err := conn.Exec(ctx, db.Grants+mark); err != nil {
		return fmt.Errorf("grant rights: %w", err)
	}
	return nil
}
