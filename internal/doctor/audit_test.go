package doctor_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/doctor"
)

const whole = "the audit log is whole"

// recordSome returns a database whose audit log has n entries.
func recordSome(t *testing.T, n int) *db.Pool {
	t.Helper()
	pool := dbtest.New(t)
	ctx := audit.WithOrigin(t.Context(), audit.Origin{IP: "203.0.113.7", UserAgent: "Firefox"})
	check(t, db.InTx(ctx, pool, func(tx db.Tx) error {
		for i := range n {
			e := audit.Entry{Action: "user.blocked", Target: audit.Target{Kind: "user", ID: fmt.Sprint(i)}}
			if err := audit.RecordTx(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
	return pool
}

func TestDoctorNamesTheAlteredEntry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sql, want string }{
		"altered":          {"UPDATE audit.entries SET target_id = 'x' WHERE seq = 3", "entry 3: changed\n"},
		"deleted":          {"DELETE FROM audit.entries WHERE seq = 3", "entry 3: missing\n"},
		"inserted":         {"INSERT INTO audit.entries SELECT 6, at, actor_id, action, target_kind, target_id, store_id, details, NULL, hash, hash FROM audit.entries WHERE seq = 5", "entry 6: changed\n          entry 6: added\n"},
		"swapped":          {"UPDATE audit.entries SET target_id = CASE target_id WHEN '1' THEN '3' ELSE '1' END WHERE target_id IN ('1', '3')", "entry 2: changed\n          entry 4: changed\n"},
		"given an origin":  {"UPDATE audit.origins SET ip = '198.51.100.1' WHERE seq = 3", "entry 3: origin changed\n"},
		"cut off the end":  {"DELETE FROM audit.entries WHERE seq = 5", "entry 5: missing\n"},
		"altered, and all": {"UPDATE audit.entries SET action = 'x.y'", "entry 1: changed\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := recordSome(t, 5)
			_, err := dbtest.Owner(t, pool).Exec(t.Context(), "SET session_replication_role = replica; "+c.sql)
			check(t, err)
			broken, report := examine(t, pool, 0)
			if len(broken) != 1 || broken[0] != whole || !strings.Contains(report, "          "+c.want) {
				t.Errorf("want %q in\n%s", c.want, report)
			}
		})
	}
}

var headLine = regexp.MustCompile(`head of the audit log: (5:[0-9a-f]{64})\n`)

func TestNotedHead(t *testing.T) {
	t.Parallel()
	pool := recordSome(t, 5)
	_, report := examine(t, pool, 0)
	found := headLine.FindStringSubmatch(report)
	if found == nil {
		t.Fatal(report)
	}
	for noted, want := range map[string]bool{
		found[1]:                       true,
		"5:" + strings.Repeat("0", 64): false,
		"6" + found[1][1:]:             false,
	} {
		var out strings.Builder
		has, err := doctor.FindHead(t.Context(), pool, noted, &out)
		check(t, err)
		if has != want || strings.HasPrefix(out.String(), "ok ") != want {
			t.Errorf("%s: %t, %s", noted, has, out.String())
		}
	}
	var out strings.Builder
	if _, err := doctor.FindHead(t.Context(), pool, "yesterday's", &out); err == nil {
		t.Error("a head that is none was looked for")
	}
}

func TestReportOfALongListOfFaultsIsShort(t *testing.T) {
	t.Parallel()
	pool := recordSome(t, 50)
	_, err := dbtest.Owner(t, pool).Exec(t.Context(), "SET session_replication_role = replica; UPDATE audit.entries SET action = 'x.y'")
	check(t, err)
	_, report := examine(t, pool, 0)
	if !strings.Contains(report, "BROKEN  "+whole+": 50\n") || !strings.Contains(report, "entry 20: changed\n          … and 30 more\n") {
		t.Error(report)
	}
}
