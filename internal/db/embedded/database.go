package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The SQLSTATEs for a name that is taken, and for one that another session takes
// at the same moment.
const (
	duplicateDatabase = "42P04"
	uniqueViolation   = "23505"
)

// ensureDatabase connects and makes the server's database when it is missing.
func (s *Server) ensureDatabase(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.DSNFor("postgres"))
	if err != nil {
		return fmt.Errorf("reach the embedded database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()

	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", s.database).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{s.database}.Sanitize())
	var pe *pgconn.PgError
	if errors.As(err, &pe) && (pe.Code == duplicateDatabase || pe.Code == uniqueViolation) { // another process was first
		return nil
	}
	if err != nil {
		return fmt.Errorf("make the database %s: %w", s.database, err)
	}
	return nil
}
