package backup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// slotName is the replication slot, and so the lock: PostgreSQL lets one process at a
// time stream from it, and keeps the WAL that was not yet archived.
const slotName = "rialto_backup"

// SQLSTATEs.
const (
	objectInUse   = "55006"
	undefinedFile = "58P01"
	duplicateName = "42710"
)

func code(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}

// removed tells whether the server has thrown the WAL away that it was asked for. There
// are two places where it notices, and only one of them has a SQLSTATE.
func removed(err error) bool {
	var pe *pgconn.PgError
	return code(err) == undefinedFile || errors.As(err, &pe) && strings.Contains(pe.Message, "has already been removed")
}

// ensureSlot makes the slot when it is missing, and makes one anew that has lost WAL
// because its limit (max_slot_wal_keep_size) was reached.
func ensureSlot(ctx context.Context, conn *pgx.Conn) error {
	var lost bool
	err := conn.QueryRow(ctx, "SELECT wal_status = 'lost' OR restart_lsn IS NULL FROM pg_replication_slots WHERE slot_name = $1", slotName).Scan(&lost)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
	case err != nil:
		return fmt.Errorf("look for the replication slot: %w", err)
	case !lost:
		return nil
	default:
		if _, err := conn.Exec(ctx, "SELECT pg_drop_replication_slot($1)", slotName); err != nil {
			return fmt.Errorf("drop the replication slot that lost WAL: %w", err)
		}
	}
	_, err = conn.Exec(ctx, "SELECT pg_create_physical_replication_slot($1, true)", slotName)
	if err != nil && code(err) != duplicateName { // another was first
		return fmt.Errorf("make the replication slot: %w", err)
	}
	return nil
}

// Forget drops the slot of a server whose WAL nobody is to archive any more, so that it
// stops keeping it. It does nothing when there is none, or when somebody is archiving.
func Forget(ctx context.Context, pool *pgxpool.Pool) (dropped bool, err error) {
	const q = "SELECT count(pg_drop_replication_slot(slot_name)) > 0 FROM pg_replication_slots WHERE slot_name = $1 AND NOT active"
	err = pool.QueryRow(ctx, q, slotName).Scan(&dropped)
	return dropped, err
}
