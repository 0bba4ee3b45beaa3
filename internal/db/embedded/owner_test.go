package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestSecondStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	h := startHelper(t, o.Dir, syscall.SysProcAttr{})

	t.Run("is refused with the owner's pid", func(t *testing.T) {
		begin := time.Now()
		_, err := Start(t.Context(), o)
		if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint(h.cmd.Process.Pid)) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("took %s", took)
		}
	})
	t.Run("joins when it asks to", func(t *testing.T) {
		o := o
		o.Attach, o.Database = true, "second"
		s := start(t, o)
		if !s.Attached() || s.Cold() || s.Version() != 18 {
			t.Errorf("attached %t, cold %t, version %d", s.Attached(), s.Cold(), s.Version())
		}
		t.Logf("attached in %s", s.StartedIn())
		query[int](t, s.DSN(), "SELECT 1")
		stop(t, s)
		query[int](t, h.dsn, "SELECT 1") // the owner's is still there
	})
	t.Run("owns the folder once the first has stopped", func(t *testing.T) {
		h.stop(t)
		start(t, o)
	})
}

func TestAttachersAtOnceShareOneServer(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Attach = true
	var wg sync.WaitGroup
	servers := make([]*Server, 6)
	for i := range servers {
		wg.Go(func() {
			var err error
			if servers[i], err = Start(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	owners := 0
	for _, s := range servers {
		if s == nil {
			continue
		}
		if !s.Attached() {
			owners++
			t.Cleanup(func() { stop(t, s) })
		}
		query[int](t, s.DSN(), "SELECT 1")
	}
	if owners != 1 {
		t.Errorf("%d owners", owners)
	}
}

func TestKilledOwner(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Settings = nil
	h := startHelper(t, o.Dir, syscall.SysProcAttr{})
	exec1(t, h.dsn, "CREATE TABLE kept AS SELECT 42 AS n")

	postmaster := postmasterOf(t, o.Dir)
	h.kill(t)
	begin := time.Now()
	s := start(t, o) // at once: the old server is still there
	t.Logf("started %s after the kill", time.Since(begin))
	if got := query[int](t, s.DSN(), "SELECT n FROM kept"); got != 42 {
		t.Errorf("kept %d", got)
	}
	if worksIn(postmaster, filepath.Join(o.Dir, "data")) {
		t.Error("the old server runs on")
	}
	stop(t, s)

	t.Run("leaves no server behind", func(t *testing.T) {
		h := startHelper(t, o.Dir, syscall.SysProcAttr{})
		h.kill(t)
		awaitNoPostmaster(t.Context(), t, o.Dir)
	})
	t.Run("does not matter when its server's pid is another process's by now", func(t *testing.T) {
		pidFile := filepath.Join(o.Dir, "data", "postmaster.pid")
		if err := os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n", os.Getppid()), 0o600); err != nil {
			t.Fatal(err)
		}
		stop(t, start(t, o))
	})
	t.Run("and its server, killed too, are recovered from", func(t *testing.T) {
		h := startHelper(t, o.Dir, syscall.SysProcAttr{})
		exec1(t, h.dsn, "INSERT INTO kept VALUES (43)")
		keepBusy(t, h.dsn, 2*time.Second)
		if err := syscall.Kill(postmasterOf(t, o.Dir), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		h.kill(t)
		s := start(t, o)
		if got := query[int](t, s.DSN(), "SELECT count(*) FROM kept"); got != 2 {
			t.Errorf("%d rows", got)
		}
	})
}

func TestOrphan(t *testing.T) {
	t.Parallel()
	o := options(t)
	first := start(t, o)
	lockFile := filepath.Join(o.Dir, "lock")

	t.Run("of a stranger is refused with its pid", func(t *testing.T) {
		if err := os.Remove(lockFile); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), o)
		if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint(postmasterOf(t, o.Dir))) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("of an owner is stopped, where the kernel does not", func(t *testing.T) {
		record := fmt.Sprintf("1 %d\n", postmasterOf(t, o.Dir))
		if err := os.WriteFile(lockFile, []byte(record), 0o600); err != nil {
			t.Fatal(err)
		}
		s := start(t, o)
		<-first.Done()
		query[int](t, s.DSN(), "SELECT 1")
	})
}

// keepBusy has a server process compute, so that it does not notice its
// postmaster's end before that.
func keepBusy(t *testing.T, dsn string, d time.Duration) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		loop := fmt.Sprintf("DO $$ DECLARE til timestamptz := clock_timestamp() + interval '%d ms'; BEGIN WHILE clock_timestamp() < til LOOP END LOOP; END $$", d.Milliseconds())
		_, _ = conn.Exec(t.Context(), loop) // cut off with the server
	}()
	t.Cleanup(func() { <-done })
	for query[int](t, dsn, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'") == 0 {
		if err := pause(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
