package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Credentials say as whom a connection is opened.
type Credentials struct{ User, Password string }

// Login is as whom the program connects to a database, where that may change while it
// runs. Passwords are replaced in two places, at the server and in what is configured,
// and in either order:
//
//	configured ── the server lets in ──> in use ── the server refuses ──> configured
//
// So what was let in last is used until the server refuses it, or lets in what is
// configured now. Whoever opens a connection meanwhile waits for it and does not fail.
type Login struct {
	base       *pgx.ConnConfig
	configured func() (Credentials, error)

	mu    sync.Mutex
	inUse Credentials
	known bool // the server let inUse in
}

const (
	// loginPatience is how long a connection waits for what the server lets in, after it
	// refused what it let in before.
	loginPatience = 5 * time.Second
	loginAgain    = 100 * time.Millisecond
)

// CredentialsIn returns as whom dsn says to connect, or libpq's variables if it does not.
func CredentialsIn(dsn string) (Credentials, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return Credentials{}, fmt.Errorf("read database url: %w", err)
	}
	return Credentials{cfg.User, cfg.Password}, nil
}

// SameDatabase reports whether two URLs differ in nothing but user and password.
func SameDatabase(one, other string) bool {
	a, errOfA := url.Parse(one)
	b, errOfB := url.Parse(other)
	if errOfA != nil || errOfB != nil {
		return one == other
	}
	a.User, b.User = nil, nil
	return *a == *b
}

// NewLogin returns a Login to the database at dsn. configured reads anew as whom.
func NewLogin(dsn string, configured func() (Credentials, error)) (*Login, error) {
	base, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read database url: %w", err)
	}
	l := &Login{base: base, configured: configured}
	l.inUse, err = configured()
	return l, err
}

// WithLogin opens connections as l says. A connection that was opened as somebody else is
// not used again.
func WithLogin(l *Login) Option {
	return func(o *poolOptions) { o.login = l }
}

// Renew takes over what is configured now, if the server lets it in. Before that nothing
// changes: the error then says why.
func (l *Login) Renew(ctx context.Context) (changed bool, err error) {
	c, err := l.configured()
	if err != nil || c == l.InUse() {
		return false, err
	}
	conn, err := connectAs(ctx, &l.base.Config, c)
	if err != nil {
		return false, err
	}
	l.takeOver(c)
	return true, conn.Close(ctx)
}

// InUse returns as whom connections are opened now.
func (l *Login) InUse() Credentials {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inUse
}

// URL returns an address to connect to as whom connections are opened now.
func (l *Login) URL() string {
	c := l.InUse()
	dsn := l.base.ConnString()
	if u, err := url.Parse(dsn); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		u.User = url.UserPassword(c.User, c.Password)
		return u.String()
	}
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	return fmt.Sprintf("%s user='%s' password='%s'", dsn, quote.Replace(c.User), quote.Replace(c.Password))
}

// connect opens a connection as whomever the server lets in.
func (l *Login) connect(ctx context.Context, cfg *pgconn.Config) (*pgconn.PgConn, Credentials, error) {
	patience, cancel := context.WithTimeout(ctx, loginPatience)
	defer cancel()
	for {
		inUse, known := l.state()
		conn, err := connectAs(ctx, cfg, inUse)
		if err == nil {
			l.knows(inUse)
			return conn, inUse, nil
		}
		if !refusesLogin(err) {
			return nil, inUse, err
		}
		if now, unread := l.configured(); unread == nil && now != inUse {
			if conn, err = connectAs(ctx, cfg, now); err == nil {
				l.takeOver(now)
				return conn, now, nil
			}
		}
		if !known || !refusesLogin(err) {
			return nil, inUse, err
		}
		select {
		case <-patience.Done():
			return nil, inUse, err
		case <-time.After(loginAgain):
		}
	}
}

func connectAs(ctx context.Context, cfg *pgconn.Config, c Credentials) (*pgconn.PgConn, error) {
	cfg = cfg.Copy()
	cfg.User, cfg.Password, cfg.AfterNetConnect = c.User, c.Password, watchLogin
	return pgconn.ConnectConfig(ctx, cfg)
}

func (l *Login) state() (inUse Credentials, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inUse, l.known
}

func (l *Login) takeOver(c Credentials) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inUse, l.known = c, true
}

// knows remembers that the server let c in, unless others are in use by now.
func (l *Login) knows(c Credentials) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known = l.known || l.inUse == c
}

// refusesLogin reports whether the server does not let somebody in: a wrong password, one
// that is no longer valid, or a role that may not log in.
func refusesLogin(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == invalidPassword || pe.Code == invalidAuthorization)
}
