package dbtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// passwordGroup has the roles that log in with a password: the server lets all others in
// without asking, for nobody but the tests reaches it.
const passwordGroup = "rialto_test_passwords"

// Admin connects to the server as its superuser.
func Admin(t testing.TB) *pgx.Conn {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	conn, err := pgx.Connect(t.Context(), s.url("postgres"))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// NewLogins makes roles that nobody else uses and that need a password, one for each
// password, and drops them at the test's end. They may do what a role called owner may,
// which owns the database at dsn from now on; each session begins as it. So they stand for
// two logins of a program that take turns.
func NewLogins(t testing.TB, dsn string, passwords ...string) (names []string) {
	t.Helper()
	if err := needPasswords(); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	admin := Admin(t)
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	do := func(sql string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatalf("dbtest: %v", err)
		}
	}
	suffix := strings.ReplaceAll(uuid.NewString(), "-", "")
	owner := "owner_" + suffix
	do("CREATE ROLE " + owner + " NOLOGIN SUPERUSER IN ROLE rialto_app, rialto_merchant")
	do("ALTER DATABASE " + pgx.Identifier{cfg.Database}.Sanitize() + " OWNER TO " + owner)
	all := []string{owner}
	for i, p := range passwords {
		name := fmt.Sprintf("login%d_%s", i, suffix)
		do(fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE %s, %s", name, p, owner, passwordGroup))
		do(fmt.Sprintf("ALTER ROLE %s SET role = %s", name, owner))
		all, names = append(all, name), append(names, name)
	}
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second) // the test's own has ended
		defer cancel()
		s, _ := server() // it was there before
		for _, q := range []string{"ALTER DATABASE " + cfg.Database + " OWNER TO CURRENT_USER", "DROP ROLE " + strings.Join(all, ", ")} {
			if err := s.exec(ctx, q); err != nil {
				t.Errorf("dbtest: %v", err)
			}
		}
	})
	return names
}

// needPasswords makes the server ask the members of passwordGroup for their passwords.
var needPasswords = sync.OnceValue(func() error {
	s, err := server()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return s.exec(ctx, `DO $$
		DECLARE
			file text := current_setting('hba_file');
			rules text := pg_read_file(file);
		BEGIN
			IF to_regrole('`+passwordGroup+`') IS NULL THEN
				CREATE ROLE `+passwordGroup+` NOLOGIN;
			END IF;
			IF rules NOT LIKE '%+`+passwordGroup+`%' THEN
				EXECUTE format('COPY (SELECT unnest(string_to_array(%L, E''\n''))) TO %L (DELIMITER E''\x01'')',
					'local all +`+passwordGroup+` scram-sha-256' || E'\n' || rules, file);
			END IF;
			PERFORM pg_reload_conf();
		END $$`)
})
