package db

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The roles that the program works as. Nobody logs in with one: the owner of the
// schema, as which the program connects, is a member of both and takes them on.
const (
	// AppRole reads and writes the tables of all modules. It owns nothing.
	AppRole = "rialto_app"
	// MerchantRole sees the rows of one store: see InStoreTx.
	MerchantRole = "rialto_merchant"
)

// Grants is the SQL that gives the roles their rights, whatever they had before.
//
//go:embed grants.sql
var Grants string

// SQLSTATEs.
const (
	duplicateObject       = "42710"
	uniqueViolation       = "23505"
	insufficientPrivilege = "42501"
	invalidPassword       = "28P01"
	invalidAuthorization  = "28000"
	internalError         = "XX000" // "tuple concurrently updated" has no other
)

// EnsureRoles makes the roles that are missing and the connection's user a
// member of them. Roles belong to the server and not to a database, so others
// may be making the same ones: no lock of ours keeps them away.
func EnsureRoles(ctx context.Context, conn *pgx.Conn, roles ...string) error {
	for _, role := range roles {
		err := ensureRole(ctx, conn, role)
		if code(err) == insufficientPrivilege {
			return needsAdministrator(ctx, conn, roles)
		}
		if err != nil {
			return fmt.Errorf("make the database role %s: %w", role, err)
		}
	}
	return nil
}

func ensureRole(ctx context.Context, conn *pgx.Conn, role string) error {
	const q = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = $1"
	var unsafe bool
	err := conn.QueryRow(ctx, q, role).Scan(&unsafe)
	if NoRows(err) {
		_, err = conn.Exec(ctx, "CREATE ROLE "+role+" NOLOGIN")
		if c := code(err); c == duplicateObject || c == uniqueViolation {
			err = nil // another was first
		}
	}
	if err != nil {
		return err
	}
	if unsafe {
		return errors.New("it is a superuser or bypasses row-level security, so it protects nothing")
	}
	return join(ctx, conn, role)
}

// join makes the user a member of the role, unless it can take it on already.
func join(ctx context.Context, conn *pgx.Conn, role string) error {
	const attempts = 20
	for attempt := 1; ; attempt++ {
		if _, err := conn.Exec(ctx, "SET ROLE "+role); err == nil {
			_, err = conn.Exec(ctx, "RESET ROLE")
			return err
		}
		_, err := conn.Exec(ctx, "GRANT "+role+" TO CURRENT_USER")
		c := code(err)
		if err != nil && (attempt == attempts || c != uniqueViolation && c != internalError) {
			return err
		}
	}
}

// needsAdministrator says what to run, for servers that do not let the owner of
// a database make roles.
func needsAdministrator(ctx context.Context, conn *pgx.Conn, roles []string) error {
	const q = "SELECT current_user, coalesce(array_agg(r) FILTER (WHERE r NOT IN (SELECT rolname FROM pg_roles)), '{}') FROM unnest($1::text[]) r"
	var user string
	var missing []string
	if err := conn.QueryRow(ctx, q, roles).Scan(&user, &missing); err != nil {
		return fmt.Errorf("look for roles: %w", err)
	}
	var sql strings.Builder
	for _, role := range missing {
		fmt.Fprintf(&sql, "    CREATE ROLE %s NOLOGIN;\n", role)
	}
	fmt.Fprintf(&sql, "    GRANT %s TO %s;\n", strings.Join(roles, ", "), pgx.Identifier{user}.Sanitize())
	return fmt.Errorf("the database role %s may not make the roles that the program works as; let an administrator of the server run, once:\n\n%s", user, sql.String())
}

// code is the SQLSTATE of an error of the server, else empty.
func code(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}
