package app

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"rialto/internal/audit"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
)

// runDoctor runs the command and returns what it printed and its exit status.
func runDoctor(t *testing.T, dsn string, args ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	status := Main(append([]string{"doctor", "--database-url", dsn, "--data-dir", t.TempDir()}, args...), &out, &out)
	return out.String(), status
}

func TestDoctorOnAnAlteredAuditLog(t *testing.T) {
	t.Parallel()
	dsn := dbtest.NewURL(t)
	pool, err := db.Open(t.Context(), dsn, 2)
	must(t, err)
	defer pool.Close()
	for _, id := range []string{"a", "b", "c"} {
		must(t, db.InTx(t.Context(), pool, func(tx db.Tx) error {
			return audit.RecordTx(t.Context(), tx, audit.Entry{Action: "user.blocked", Target: audit.Target{Kind: "user", ID: id}})
		}))
	}
	report, status := runDoctor(t, dsn)
	head := regexp.MustCompile(`3:[0-9a-f]{64}`).FindString(report)
	if status != 0 || head == "" {
		t.Fatalf("status %d:\n%s", status, report)
	}
	if report, status := runDoctor(t, dsn, "--audit-head", head); status != 0 {
		t.Errorf("with a head that it printed: status %d:\n%s", status, report)
	}
	if report, status := runDoctor(t, dsn, "--audit-head", "3:"+strings.Repeat("0", 64)); status != 1 {
		t.Errorf("with a head that it never printed: status %d:\n%s", status, report)
	}

	_, err = dbtest.Owner(t, pool).Exec(t.Context(), "SET session_replication_role = replica; UPDATE audit.entries SET target_id = 'x' WHERE seq = 2")
	must(t, err)
	report, status = runDoctor(t, dsn)
	if status != 1 || !strings.Contains(report, "BROKEN  the audit log is whole: 1\n          entry 2: changed\n") {
		t.Errorf("status %d:\n%s", status, report)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
