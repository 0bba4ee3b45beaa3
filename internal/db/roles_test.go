package db_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/db/migrate"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	check(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newName is the name of a role that nobody else uses: roles are the whole
// server's.
func newName() string { return "t_" + strings.ReplaceAll(uuid.NewString(), "-", "") }

// dropRole drops a role at the test's end, after the databases that are made
// later are gone.
func dropRole(t *testing.T, conn *pgx.Conn, role string) {
	t.Helper()
	dsn := conn.Config().ConnString()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second) // the test's own has ended
		defer cancel()
		conn, err := pgx.Connect(ctx, dsn)
		if err == nil {
			_, err = conn.Exec(ctx, "DROP ROLE "+role)
			_ = conn.Close(ctx)
		}
		if err != nil && !t.Failed() {
			t.Errorf("drop role: %v", err)
		}
	})
}

func TestRolesAreMadeByManyAtOnce(t *testing.T) {
	t.Parallel()
	// Each migration is in a database of its own, so that no lock is shared.
	admin := connect(t, dbtest.NewEmpty(t))
	owner, app, merchant := newName(), newName(), newName()
	for _, role := range []string{owner, app, merchant} {
		dropRole(t, admin, role)
	}
	_, err := admin.Exec(t.Context(), "CREATE ROLE "+owner+" LOGIN CREATEROLE PASSWORD '"+ownerPassword+"'")
	check(t, err)
	var wg sync.WaitGroup
	for range 12 {
		dsn := as(t, dbtest.NewEmpty(t), owner)
		wg.Go(func() {
			conn, err := pgx.Connect(t.Context(), dsn)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close(t.Context()) }()
			if err := db.EnsureRoles(t.Context(), conn, app, merchant); err != nil {
				t.Errorf("roles: %v", err)
			}
			for _, role := range []string{app, merchant} {
				if _, err := conn.Exec(t.Context(), "SET ROLE "+role); err != nil {
					t.Errorf("take on: %v", err)
				}
			}
		})
	}
	wg.Wait()
	var safe int
	check(t, admin.QueryRow(t.Context(), `SELECT count(*) FROM pg_roles WHERE rolname = ANY($1)
		AND NOT rolcanlogin AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcreaterole AND NOT rolcreatedb`, []string{app, merchant}).Scan(&safe))
	if safe != 2 {
		t.Errorf("%d of 2 roles can do nothing by themselves", safe)
	}
}

// as returns the URL with another user.
func as(t *testing.T, dsn, user string) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(dsn)
	check(t, err)
	return fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s sslmode=disable", cfg.Host, cfg.Port, user, ownerPassword, cfg.Database)
}

// ownerPassword is for servers that ask for one.
const ownerPassword = "of-a-test"

func TestRoleThatProtectsNothingIsRefused(t *testing.T) {
	t.Parallel()
	admin := connect(t, dbtest.NewEmpty(t))
	for _, attribute := range []string{"SUPERUSER", "BYPASSRLS"} {
		role := newName()
		dropRole(t, admin, role)
		_, err := admin.Exec(t.Context(), "CREATE ROLE "+role+" NOLOGIN "+attribute)
		check(t, err)
		if err := db.EnsureRoles(t.Context(), admin, role); err == nil {
			t.Errorf("a role that is %s was taken", attribute)
		}
	}
}

// A managed server gives its customer a role that owns a database and may make
// no others.
func TestMigrateAsAnOrdinaryOwner(t *testing.T) {
	t.Parallel()
	admin := connect(t, dbtest.NewEmpty(t))
	check(t, db.EnsureRoles(t.Context(), admin, db.AppRole, db.MerchantRole)) // another program on the server has made them
	owner := newName()
	dropRole(t, admin, owner)
	_, err := admin.Exec(t.Context(), "CREATE ROLE "+owner+" LOGIN PASSWORD '"+ownerPassword+"'")
	check(t, err)
	dsn := dbtest.NewEmpty(t)
	database := connect(t, dsn).Config().Database
	_, err = admin.Exec(t.Context(), "ALTER DATABASE "+database+" OWNER TO "+owner)
	check(t, err)
	dsn = as(t, dsn, owner)

	err = migrate.Up(t.Context(), dsn, migrate.Options{})
	if err == nil {
		t.Fatal("it migrated without the roles")
	}
	t.Run("without the roles says what an administrator has to run", func(t *testing.T) {
		_, sql, _ := strings.Cut(err.Error(), "run, once:")
		if !strings.Contains(sql, "GRANT "+db.AppRole+", "+db.MerchantRole+" TO ") {
			t.Fatalf("got %v", err)
		}
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	})
	t.Run("with them works, and a second time", func(t *testing.T) {
		for range 2 {
			check(t, migrate.Up(t.Context(), dsn, migrate.Options{}))
		}
		pool, err := db.Open(t.Context(), dsn, 2)
		check(t, err)
		defer pool.Close()
		check(t, db.InStoreTx(t.Context(), pool, uuid.New(), func(tx db.Tx) error {
			_, err := tx.Exec(t.Context(), "SELECT FROM catalog.products")
			return err
		}))
		wantRefused(t, pool, "CREATE TABLE catalog.mine ()", "DROP TABLE catalog.images", "ALTER TABLE catalog.products DISABLE ROW LEVEL SECURITY",
			"DROP POLICY app ON catalog.products", "TRUNCATE catalog.images", "CREATE SCHEMA mine")
	})
}

func wantRefused(t *testing.T, pool *db.Pool, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("it may %s", sql)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	t.Run("works as a role that owns nothing and is held back by policies", func(t *testing.T) {
		const q = `SELECT current_user, EXISTS (SELECT FROM pg_class WHERE relowner = r.oid), rolsuper OR rolbypassrls FROM pg_roles r WHERE rolname = current_user`
		var role string
		var owns, unsafe bool
		check(t, pool.QueryRow(t.Context(), q).Scan(&role, &owns, &unsafe))
		if role != db.AppRole || owns || unsafe {
			t.Errorf("works as %s, owns something: %t, gets around policies: %t", role, owns, unsafe)
		}
	})
	t.Run("keeps the role when a session is cleaned", func(t *testing.T) {
		conn, err := pool.Acquire(t.Context())
		check(t, err)
		defer conn.Release()
		_, err = conn.Exec(t.Context(), "RESET ALL; RESET ROLE")
		check(t, err)
		var role string
		check(t, conn.QueryRow(t.Context(), "SELECT current_user").Scan(&role))
		if role != db.AppRole {
			t.Errorf("works as %s", role)
		}
	})
	t.Run("notices that the role was lost on the way", func(t *testing.T) {
		err := db.ReachAs(t.Context(), dbtest.Owner(t, pool), db.AppRole)
		if err == nil || !strings.Contains(err.Error(), "pooler") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("fails where there is no server", func(t *testing.T) {
		if _, err := db.Open(t.Context(), "postgres://x@127.0.0.1:1/x", 1); err == nil {
			t.Error("it opened")
		}
	})
}

// Whatever was granted by hand, or by an earlier version, goes with the next
// migration.
func TestMigrateLeavesTheRolesWithTheirRightsOnly(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	owner := connect(t, dsn)
	rights := func() string {
		var list string
		check(t, owner.QueryRow(t.Context(), `
			SELECT string_agg(format('%s %s.%s %s', grantee, table_schema, table_name, privilege_type), E'\n' ORDER BY grantee, table_schema, table_name, privilege_type)
			FROM information_schema.role_table_grants WHERE grantee IN ($1, $2)`, db.AppRole, db.MerchantRole).Scan(&list))
		return list
	}
	before := rights()
	_, err := owner.Exec(t.Context(), `
		GRANT ALL ON ALL TABLES IN SCHEMA payments, audit, auth TO rialto_merchant, rialto_app;
		GRANT SELECT (email) ON orders.orders TO rialto_merchant;
		REVOKE SELECT ON catalog.products FROM rialto_app`)
	check(t, err)
	if rights() == before {
		t.Fatal("nothing was granted")
	}
	check(t, migrate.Up(t.Context(), dsn, migrate.Options{}))
	if after := rights(); after != before {
		t.Errorf("rights before:\n%s\nafter:\n%s", before, after)
	}
}
