package backup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/backup"
	"rialto/internal/db"
)

// figures are what Prometheus is told.
func figures(t *testing.T, dsn string) map[string]float64 {
	t.Helper()
	pool, err := db.Open(t.Context(), dsn, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	all := prometheus.NewPedanticRegistry()
	all.MustRegister(backup.Metrics{Pool: pool})
	families, err := all.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		out[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
	}
	return out
}

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
	eventually(t, "Prometheus is told", func() bool {
		got := figures(t, s.dsn)
		lag, told := got["rialto_backup_wal_lag_seconds"]
		return told && lag < 60 && time.Now().Unix()-int64(got["rialto_backup_last_success_timestamp_seconds"]) < 600 &&
			got["rialto_backup_last_bytes"] > 1e6 && got["rialto_backup_wal_lag_bytes"] < 64<<20
	})
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

	t.Run("and the archive goes on, on another timeline", func(t *testing.T) {
		next := *s
		next.t, next.dsn = t, restored.DSN()
		stop := next.run()
		next.exec("INSERT INTO things.doomed VALUES ('2026-11-27'), ('2026-11-28'); SELECT pg_switch_wal()")
		later := state(t, next.dsn)
		stop() // no base backup was due: the old one leads here
		_, into, err := next.restore(time.Time{})
		if err != nil {
			t.Fatalf("%v\n%s", err, next.said)
		}
		again := startServer(t, into+"/postgres")
		same(t, later, state(t, again.DSN()))

		b := next.take(nil)
		if b.Timeline != 2 {
			t.Errorf("the backup is of timeline %d", b.Timeline)
		}
		if passed, said, err := next.drill(); err != nil || !passed {
			t.Errorf("the drill: %t, %v\n%s", passed, err, said)
		}
		// What the restore has left is there still.
		left := backup.RestoreInput{Target: backup.Target{Timeline: 1}, Into: t.TempDir() + "/left"}
		if _, err := s.store().Restore(t.Context(), left); err != nil {
			t.Fatal(err)
		}
		if n := value[int](t, startServer(t, left.Into+"/postgres").DSN(), "SELECT count(*) FROM things.plain"); n != 10 {
			t.Errorf("the first timeline ends with %d things", n)
		}
	})
	t.Run("and not over something, nor before everything, nor after it all", func(t *testing.T) {
		_, err := s.store().Restore(t.Context(), backup.RestoreInput{Into: into})
		if err == nil || !strings.Contains(err.Error(), "is not empty") {
			t.Errorf("over a marketplace: %v", err)
		}
		if _, _, err := s.restore(then.Add(-time.Hour)); err == nil || !strings.Contains(err.Error(), "cannot go back further") {
			t.Errorf("before the first: %v", err)
		}
		out, _, err := s.restore(time.Now().Add(time.Hour))
		if err != nil || !out.Short {
			t.Errorf("after the last: %+v, %v", out, err)
		}
	})
	t.Run("and what is too old goes", func(t *testing.T) {
		in40Days := func() time.Time { return time.Now().Add(40 * 24 * time.Hour) }
		if removed, err := s.service(in40Days).Prune(t.Context()); err != nil || removed == 0 {
			t.Errorf("removed %d: %v", removed, err)
		}
		all, err := s.store().Bases(t.Context(), "")
		if err != nil || len(all) != 1 || all[0].Timeline != 2 {
			t.Errorf("left are %v: %v", all, err)
		}
		var said strings.Builder
		if whole, err := s.store().Verify(t.Context(), "", &said, nil); err != nil || !whole {
			t.Errorf("%v\n%s", err, &said)
		}
		if passed, said, err := s.drill(); err != nil || !passed {
			t.Errorf("the drill: %t, %v\n%s", passed, err, said)
		}
	})
}
