package audit_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
)

type log struct {
	*audit.Service
	pool *db.Pool
	time time.Time
}

func setup(t *testing.T) *log {
	t.Helper()
	l := &log{pool: dbtest.New(t), time: time.Now()}
	bus, err := events.New(l.pool, slog.New(slog.DiscardHandler))
	check(t, err)
	l.Service = audit.New(l.pool, bus, func() time.Time { return l.time })
	return l
}

var (
	ada   = uuid.MustParse("019a0000-0000-7000-8000-00000000ada1")
	bob   = uuid.MustParse("019a0000-0000-7000-8000-000000000b0b")
	lamps = uuid.MustParse("019a0000-0000-7000-8000-00000001a39e")
)

// promoted is an entry with everything in it.
func promoted(by uuid.UUID) audit.Entry {
	return audit.Entry{
		Actor: &by, Action: "user.role_changed", Target: audit.Target{Kind: "user", ID: bob.String()},
		StoreID: &lamps, Details: map[string]string{"from": "customer", "to": "admin"},
	}
}

var office = audit.Origin{IP: "203.0.113.7", UserAgent: "Firefox"}

func (l *log) record(t *testing.T, ctx context.Context, entries ...audit.Entry) {
	t.Helper()
	check(t, db.InTx(ctx, l.pool, func(tx db.Tx) error {
		for _, e := range entries {
			if err := audit.RecordTx(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
}

// fill records n entries that came from the office.
func (l *log) fill(t *testing.T, n int) {
	t.Helper()
	ctx := audit.WithOrigin(t.Context(), office)
	for range n {
		l.record(t, ctx, promoted(ada))
	}
}

// faults verifies the log.
func (l *log) faults(t *testing.T) string {
	t.Helper()
	list, _ := l.verify(t)
	return list
}

func (l *log) verify(t *testing.T) (string, audit.Head) {
	t.Helper()
	tx, err := l.pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	check(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	var list []string
	head, err := audit.VerifyTx(t.Context(), tx, func(f audit.Fault) { list = append(list, f.String()) })
	check(t, err)
	return strings.Join(list, ", "), head
}

func (l *log) entries(t *testing.T, f audit.Filter) []audit.Recorded {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	list, next, err := l.Entries(t.Context(), f)
	check(t, err)
	if next != "" {
		t.Fatal("there are more")
	}
	return list
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
