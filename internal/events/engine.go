package events

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/db"
)

// engineConns are the connections that the engine has besides those of the pool, so
// that it never waits for requests or jobs. One more listens.
const engineConns = 4

// engineSettings suit the engine's statements. A plan that is kept from when there
// were few jobs reads all of them when there are many, so each statement is planned
// anew. What the engine writes may be lost with the last half second of a database
// that crashes: a job is then begun again, as after a crash of ours.
const engineSettings = "SET synchronous_commit = off; SET plan_cache_mode = force_custom_plan"

// engineOn opens connections for the engine to the database of pool.
func engineOn(ctx context.Context, pool *db.Pool) (*db.Pool, error) {
	cfg := pool.Config()
	cfg.MaxConns, cfg.MinConns = engineConns, 0
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, engineSettings)
		return err
	}
	engine, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open connections for jobs: %w", err)
	}
	return engine, nil
}
