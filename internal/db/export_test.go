package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// EnsureRoles is what Migrate makes roles with.
func EnsureRoles(ctx context.Context, conn *pgx.Conn, roles ...string) error {
	return ensureRoles(ctx, conn, roles...)
}

// ReachAs asks a pool whether it works as the role.
func ReachAs(ctx context.Context, pool *Pool, role string) error { return reach(ctx, pool, role) }
