package backup_test

import (
	"strings"
	"testing"
	"time"
)

// What issue and runbook promise: note the state, write on, lose a table, go back.
func TestGoesBackToATime(t *testing.T) {
	t.Parallel()
	s := open(t)
	stop := s.run()
	eventually(t, "there is a base backup", func() bool {
		all, err := s.store().Bases(t.Context(), "")
		return err == nil && len(all) == 1
	})
	s.exec("UPDATE things.plain SET text = 'changed' WHERE id % 7 = 0; INSERT INTO things.doomed VALUES (now())")
	noted := state(t, s.dsn)
	then := value[time.Time](t, s.dsn, "SELECT clock_timestamp()")
	s.exec("DELETE FROM things.plain WHERE id > 10")
	s.exec("DROP TABLE things.doomed")
	stop()
	t.Log(s.said)

	out, into, err := s.restore(then)
	if err != nil {
		t.Fatal(err)
	}
	if !out.Recovered || out.Short || out.As.After(then) {
		t.Errorf("got %+v", out)
	}
	restored := startServer(t, into+"/postgres")
	same(t, noted, state(t, restored.DSN()))

	passed, said, err := s.drill()
	if err != nil || !passed || !strings.Contains(said, "RPO") || !strings.Contains(said, "RTO") {
		t.Fatalf("the drill: %t, %v\n%s", passed, err, said)
	}
	t.Log(said)
}
