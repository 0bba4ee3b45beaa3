package backup_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rialto/internal/backup"
	"rialto/internal/media/s3test"
)

// archiver is a process that archives.
func (s *shop) archiver() *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killedVar+"="+s.dsn+" "+s.url, "RECIPIENT="+recipient)
	cmd.Stderr = s.said
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }) // it was killed, if all is well
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatal(err)
	}
	return cmd
}

// The archive has no gap after its process was killed, and a mark that was noted while
// others wrote is exact.
func TestKilledWhileItArchives(t *testing.T) {
	t.Parallel()
	s := open(t)
	var writers sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		writers.Go(func() {
			conn, err := pgx.Connect(t.Context(), s.dsn)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close(t.Context()) }()
			for {
				select {
				case <-done:
					return
				default:
				}
				_, err := conn.Exec(t.Context(), "UPDATE things.plain SET text = md5(text) WHERE id = 1 + random() * 1900; INSERT INTO things.doomed VALUES (now())")
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for _, after := range []time.Duration{0, 30 * time.Millisecond, 0} {
		cmd := s.archiver()
		before := len(s.wal())
		eventually(t, "WAL is archived", func() bool { return len(s.wal()) > before })
		s.exec("SELECT pg_switch_wal()")
		time.Sleep(after) // somewhere in the middle
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // reports the kill
	}
	b := s.take(nil)
	close(done)
	writers.Wait()
	// The rest, without a mark of its own: the drill compares with the one that was busy.
	before := len(s.wal())
	stop := s.run()
	eventually(t, "the rest is archived", func() bool { return len(s.wal()) > before })
	stop()

	var out strings.Builder
	if whole, err := s.store().Verify(t.Context(), b.System(), &out, nil); err != nil || !whole {
		t.Errorf("%v\n%s\n%s", err, &out, s.said)
	}
	passed, said, err := s.drill()
	if err != nil || !passed || !strings.Contains(said, "are as they were") {
		t.Errorf("the drill: %t, %v\n%s\n%s", passed, err, said, s.said)
	}
	if _, into, err := s.restore(time.Time{}); err != nil {
		t.Error(err)
	} else {
		same(t, state(t, s.dsn), state(t, startServer(t, into+"/postgres").DSN()))
	}

	t.Run("and another place is another archive, here S3", func(t *testing.T) {
		s.url = s3test.Start(t).Bucket(t) + "&prefix=some/where"
		s.take(nil)
		var out strings.Builder
		if whole, err := s.store().Verify(t.Context(), "", &out, nil); err != nil || !whole {
			t.Errorf("%v\n%s", err, &out)
		}
		if passed, said, err := s.drill(); err != nil || !passed {
			t.Errorf("the drill: %t, %v\n%s", passed, err, said)
		}
	})
	t.Run("and somebody else's server gets a data folder that recovers", func(t *testing.T) {
		s.url, s.foreign = t.TempDir(), true
		s.exec("ALTER SYSTEM SET recovery_target_time = '2020-01-01'") // of an earlier restore
		s.take(nil)
		home := t.TempDir()
		out, err := s.store().Restore(t.Context(), backup.RestoreInput{Into: home + "/data"})
		if err != nil || out.Recovered || out.Data != home+"/data" {
			t.Fatalf("%+v, %v", out, err)
		}
		same(t, state(t, s.dsn), state(t, startServer(t, home).DSN()))
	})
}
