package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/paging"
)

func TestEntries(t *testing.T) {
	t.Parallel()
	l := setup(t)
	tea := uuid.New()
	user := func(id uuid.UUID) audit.Target { return audit.Target{Kind: "user", ID: id.String()} }
	l.record(t, t.Context(),
		audit.Entry{Actor: &ada, Action: "user.blocked", Target: user(bob)},                                                                 // 1
		audit.Entry{Actor: &bob, Action: "member.added", Target: user(ada), StoreID: &lamps},                                                // 2
		audit.Entry{Actor: &ada, Action: "member.added", Target: user(bob), StoreID: &tea},                                                  // 3
		audit.Entry{Action: "member.added", Target: audit.Target{Kind: "store", ID: lamps.String()}, StoreID: &lamps},                       // 4
		audit.Entry{Actor: &ada, Action: "user.blocked", Target: audit.Target{Kind: "user", ID: "x"}, Details: map[string]string{"a": "b"}}, // 5
	)
	for name, c := range map[string]struct {
		filter audit.Filter
		want   string
	}{
		"of all":                {audit.Filter{}, "5 4 3 2 1"},
		"of an actor":           {audit.Filter{Actor: &ada}, "5 3 1"},
		"of a store":            {audit.Filter{StoreID: &lamps}, "4 2"},
		"of an action":          {audit.Filter{Action: "member.added"}, "4 3 2"},
		"of a kind of targets":  {audit.Filter{Target: audit.Target{Kind: "user"}}, "5 3 2 1"},
		"of a target":           {audit.Filter{Target: user(bob)}, "3 1"},
		"of everything at once": {audit.Filter{Actor: &ada, StoreID: &tea, Action: "member.added", Target: user(bob)}, "3"},
		"of nobody":             {audit.Filter{Actor: &tea}, ""},
	} {
		t.Run(name+", the newest first, in pages", func(t *testing.T) {
			for limit := 1; limit <= 6; limit++ {
				f := c.filter
				f.Limit = limit
				if got := strings.Join(l.walk(t, f), " "); got != c.want {
					t.Errorf("in pages of %d: got %q, want %q", limit, got, c.want)
				}
			}
		})
	}
	t.Run("refuses a cursor of another list", func(t *testing.T) {
		_, _, err := l.Entries(t.Context(), audit.Filter{Cursor: paging.Encode(map[string]string{"s": "newest"}), Limit: 1})
		if !errors.Is(err, paging.ErrBadCursor) {
			t.Errorf("got %v", err)
		}
	})
}

// walk goes through all pages and returns the numbers.
func (l *log) walk(t *testing.T, f audit.Filter) (seqs []string) {
	t.Helper()
	for {
		page, next, err := l.Entries(t.Context(), f)
		check(t, err)
		for _, e := range page {
			seqs = append(seqs, fmt.Sprint(e.Seq))
		}
		if f.Cursor = next; next == "" {
			return seqs
		}
	}
}

// Each way to look through the log has an index: a page reads little more than
// it shows, however long the log is.
func TestEveryListIsReadFromAnIndex(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.fill(t, 1)
	// As long as it takes: what the entries say does not matter to a plan.
	l.forge(t, `
		INSERT INTO audit.entries
		SELECT n, now(), md5('actor' || n % 400)::uuid, 'user.act' || chr(97 + n % 20) || chr(97 + n % 19), 'user', n % 400, md5('store' || n % 400)::uuid, '{}', NULL, hash, hash
		FROM audit.entries, generate_series(2, 20000) n`)
	owner := dbtest.Owner(t, l.pool)
	_, err := owner.Exec(t.Context(), "ANALYZE audit.entries, audit.origins")
	check(t, err)
	var actor, store uuid.UUID
	check(t, l.pool.QueryRow(t.Context(), "SELECT actor_id, store_id FROM audit.entries WHERE seq = 19990").Scan(&actor, &store))

	for name, f := range map[string]audit.Filter{
		"all":           {},
		"an actor's":    {Actor: &actor},
		"a store's":     {StoreID: &store},
		"of an action":  {Action: "user.actcd"},
		"of a target":   {Target: audit.Target{Kind: "user", ID: "7"}},
		"of two things": {Actor: &actor, Action: "user.actcd"},
	} {
		for _, after := range []int64{0, 10_000} {
			t.Run(fmt.Sprintf("%s, after %d", name, after), func(t *testing.T) {
				f.Limit = 24
				sql, args := audit.ListQuery(f, after)
				var raw []byte
				check(t, l.pool.QueryRow(t.Context(), "EXPLAIN (ANALYZE, FORMAT JSON) "+sql, args).Scan(&raw))
				var explained []struct{ Plan node }
				check(t, json.Unmarshal(raw, &explained))
				if read := explained[0].Plan.read(); read > 500 {
					t.Errorf("%d of 20000 entries are read: %s", read, raw)
				}
			})
		}
	}
}

// node is a node of a plan as EXPLAIN (FORMAT JSON) shows it.
type node struct {
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Actual Rows"`
	Removed  float64 `json:"Rows Removed by Filter"`
	Plans    []node  `json:"Plans"`
}

// read is how many entries a plan looks at.
func (n node) read() (rows int) {
	if n.Relation == "entries" {
		rows = int(n.Rows + n.Removed)
	}
	for _, p := range n.Plans {
		rows += p.read()
	}
	return rows
}

func TestListFailsWithTheDatabase(t *testing.T) {
	t.Parallel()
	l := setup(t)
	l.pool.Close()
	if _, _, err := l.Entries(t.Context(), audit.Filter{Limit: 1}); err == nil {
		t.Error("there was no error")
	}
	if err := db.InTx(t.Context(), l.pool, func(tx db.Tx) error { return audit.RecordTx(t.Context(), tx, promoted(ada)) }); err == nil {
		t.Error("there was no error")
	}
}
