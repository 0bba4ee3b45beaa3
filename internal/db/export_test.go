package db

import "context"

// ReachAs asks a pool whether it works as the role.
func ReachAs(ctx context.Context, pool *Pool, role string) error { return reach(ctx, pool, role) }
