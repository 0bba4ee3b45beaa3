package db_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// configured is what somebody wrote into a file.
type configured struct {
	now atomic.Pointer[db.Credentials]
}

func (c *configured) set(user, password string) {
	c.now.Store(&db.Credentials{User: user, Password: password})
}

func (c *configured) read() (db.Credentials, error) { return *c.now.Load(), nil }

// logins is a database with two roles that may log in, and a pool that logs in as configured.
type logins struct {
	dsn        string
	names      []string
	admin      *pgx.Conn
	configured configured
	login      *db.Login
	pool       *db.Pool
}

func setupLogins(t *testing.T) *logins {
	t.Helper()
	s := &logins{dsn: dbtest.NewURL(t), admin: dbtest.Admin(t)}
	s.names = dbtest.NewLogins(t, s.dsn, "one", "two")
	s.configured.set(s.names[0], "one")
	var err error
	s.login, err = db.NewLogin(s.dsn, s.configured.read)
	check(t, err)
	s.pool, err = db.Open(t.Context(), s.dsn, 6, db.WithLogin(s.login))
	check(t, err)
	t.Cleanup(s.pool.Close)
	return s
}

func (s *logins) do(t *testing.T, format string, args ...any) {
	t.Helper()
	_, err := s.admin.Exec(t.Context(), fmt.Sprintf(format, args...))
	check(t, err)
}

// under runs act while many use the pool, whose connections end all the time, and returns
// what failed.
func (s *logins) under(t *testing.T, act func()) error {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	var done atomic.Int64
	use := func(conn *pgxpool.Conn) error {
		defer conn.Release()
		var as string
		if err := conn.QueryRow(t.Context(), "SELECT current_user").Scan(&as); err != nil {
			return err
		}
		if as != db.AppRole {
			return fmt.Errorf("it runs as %s", as)
		}
		// The next one who asks gets a new connection.
		return conn.Conn().Close(t.Context())
	}
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				conn, err := s.pool.Acquire(t.Context())
				if err == nil {
					err = use(conn)
				}
				done.Add(1)
				if err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	some := func() {
		from := done.Load()
		waitFor(t, func() bool { return done.Load() > from+20 })
	}
	some()
	act()
	some()
	stop()
	all.Wait()
	t.Logf("%d connections, %d failed", done.Load(), len(failed))
	return errors.Join(failed...)
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatal("not within 20 s")
		}
	}
}

func (s *logins) mustBeRefused(t *testing.T, user, password string) {
	t.Helper()
	u, err := url.Parse(s.dsn)
	check(t, err)
	u.User = url.UserPassword(user, password)
	conn, err := pgx.Connect(t.Context(), u.String())
	if err == nil {
		_ = conn.Close(t.Context())
		t.Errorf("%s still gets in with the old password", user)
	}
}

func TestPasswordIsReplacedWhileConnectionsAreOpened(t *testing.T) {
	t.Parallel()
	s := setupLogins(t)
	user := s.names[0]

	check(t, s.under(t, func() { // at the server first
		s.do(t, "ALTER ROLE %s PASSWORD 'new'", user)
		s.configured.set(user, "new")
	}))
	s.mustBeRefused(t, user, "one")

	check(t, s.under(t, func() { // what is configured first
		s.configured.set(user, "newer")
		if changed, err := s.login.Renew(t.Context()); err == nil || changed {
			t.Errorf("it took a password over that the server does not know: %v %v", changed, err)
		}
		s.do(t, "ALTER ROLE %s PASSWORD 'newer'", user)
	}))
	s.mustBeRefused(t, user, "new")
	if got := s.login.InUse(); got.Password != "newer" {
		t.Error("the newest password is not in use")
	}
}

// mustAllBe takes all connections of the pool at once.
func (s *logins) mustAllBe(t *testing.T, role string) {
	t.Helper()
	var taken []*pgxpool.Conn
	defer func() {
		for _, conn := range taken {
			conn.Release()
		}
	}()
	for range s.pool.Config().MaxConns {
		conn, err := s.pool.Acquire(t.Context())
		check(t, err)
		taken = append(taken, conn)
		var session string
		check(t, conn.QueryRow(t.Context(), "SELECT session_user").Scan(&session))
		if session != role {
			t.Errorf("a connection is %s's, not %s's", session, role)
		}
	}
}

func TestTwoRolesTakeTurns(t *testing.T) {
	t.Parallel()
	s := setupLogins(t)
	s.mustAllBe(t, s.names[0])
	s.configured.set(s.names[1], "two")
	changed, err := s.login.Renew(t.Context())
	check(t, err)
	if !changed {
		t.Error("the other role was not taken over")
	}
	s.mustAllBe(t, s.names[1]) // although the former one is not refused
	check(t, s.under(t, func() {
		s.do(t, "ALTER ROLE %s NOLOGIN", s.names[0])
		s.do(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'", s.names[0])
	}))
	if !strings.Contains(s.login.URL(), s.names[1]) {
		t.Error("the address is not the other role's")
	}
	own, err := db.Connect(t.Context(), s.pool, "rialto alone")
	check(t, err)
	defer own.Close(t.Context())
	var session, name string
	check(t, own.QueryRow(t.Context(), "SELECT session_user, current_setting('application_name')").Scan(&session, &name))
	if session != s.names[1] || name != "rialto alone" {
		t.Errorf("a connection of its own is %s, called %s", session, name)
	}
}

func TestWrongPasswordFailsAtOnce(t *testing.T) {
	t.Parallel()
	s := setupLogins(t)
	s.configured.set(s.names[0], "wrong")
	login, err := db.NewLogin(s.dsn, s.configured.read)
	check(t, err)
	begun := time.Now()
	pool, err := db.Open(t.Context(), s.dsn, 2, db.WithLogin(login))
	if err == nil {
		pool.Close()
		t.Fatal("it opened")
	}
	if strings.Contains(err.Error(), "wrong") {
		t.Errorf("the error tells the password: %v", err)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("it was tried for %s, although no password was ever right", took)
	}
}
