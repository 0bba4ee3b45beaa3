package backup

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// needed are settings that a server in recovery must not have lower than the one whose
// WAL it reads.
var needed = []string{"max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions", "max_locks_per_transaction"}

// look asks a server what it is, and refuses what cannot be backed up.
func (s *Service) look(ctx context.Context, conn *pgx.Conn) (server, error) {
	out := server{Embedded: s.cfg.Embedded, Settings: map[string]string{}}
	var number, standby, level, spaces string
	var may bool
	const q = `SELECT (SELECT system_identifier::text FROM pg_control_system()), current_setting('server_version_num'), current_setting('server_version'),
		(SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
		session_user, current_database(), (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = session_user),
		pg_is_in_recovery()::text, current_setting('wal_level'), (SELECT count(*)::text FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global'))`
	err := conn.QueryRow(ctx, q).Scan(&out.System, &number, &out.Version, &out.SegmentSize, &out.User, &out.Database, &may, &standby, &level, &spaces)
	if err != nil {
		return out, fmt.Errorf("ask the server what it is: %w", err)
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return out, err
	}
	out.Major = n / 10000
	switch {
	case !may:
		return out, fmt.Errorf("the role %s may not replicate: ALTER ROLE %s REPLICATION, or set RIALTO_BACKUP_DATABASE_URL to one that may", out.User, pgx.Identifier{out.User}.Sanitize())
	case standby == "true":
		return out, errors.New("the server is a standby: back up its primary")
	case level == "minimal":
		return out, errors.New("the server's wal_level is minimal: set it to replica")
	case spaces != "0":
		return out, errors.New("the server has tablespaces, which rialto does not back up: use pgBackRest or the like")
	}
	for _, name := range needed {
		var value string
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return out, err
		}
		out.Settings[name] = value
	}
	return out, nil
}

// replicate opens a connection that speaks the replication protocol.
func (s *Service) replicate(ctx context.Context) (*pgconn.PgConn, error) {
	cfg, err := pgconn.ParseConfig(s.dsn())
	if err != nil {
		return nil, fmt.Errorf("read the database's url: %w", err)
	}
	cfg.ConnectTimeout = connectTimeout
	cfg.RuntimeParams["replication"] = "yes"
	cfg.RuntimeParams["application_name"] = slotName
	conn, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect for replication (does pg_hba.conf allow it?): %w", err)
	}
	return conn, nil
}
