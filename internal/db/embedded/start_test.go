package embedded

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
)

func TestStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Database, o.Settings["max_connections"] = "shop", "37"

	s := start(t, o)
	if !s.Cold() || s.Attached() || s.Version() != 18 || s.StartedIn() <= 0 {
		t.Errorf("first start: cold %t, attached %t, version %d, in %s", s.Cold(), s.Attached(), s.Version(), s.StartedIn())
	}
	if got := query[string](t, s.DSN(), "SELECT current_database()"); got != "shop" {
		t.Errorf("connected to %s", got)
	}
	if got := query[string](t, s.DSNFor("postgres"), "SELECT current_database()"); got != "postgres" {
		t.Errorf("connected to %s", got)
	}
	exec1(t, s.DSN(), "CREATE TABLE kept AS SELECT 42 AS n")

	t.Run("serves database/sql by the same URL", func(t *testing.T) {
		conn, err := sql.Open("pgx", s.DSN())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if err := conn.PingContext(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("lets settings override the defaults", func(t *testing.T) {
		for setting, want := range map[string]string{"max_connections": "37", "jit": "off", "listen_addresses": ""} {
			if got := query[string](t, s.DSN(), "SELECT current_setting('"+setting+"')"); got != want {
				t.Errorf("%s is %q, want %q", setting, got, want)
			}
		}
	})
	t.Run("is reached through a closed folder only", func(t *testing.T) {
		st, err := os.Stat(filepath.Join(o.Dir, "run"))
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != 0o700 {
			t.Errorf("run has mode %o", st.Mode().Perm())
		}
	})
	t.Run("is in a process group of its own", func(t *testing.T) {
		pid := postmasterOf(t, o.Dir)
		if group, err := syscall.Getpgid(pid); err != nil || group != pid {
			t.Errorf("group of %d is %d: %v", pid, group, err)
		}
	})

	stop(t, s)
	stop(t, s) // does nothing
	select {
	case <-s.Done():
		t.Error("Done is closed after Stop")
	default:
	}

	s = start(t, o)
	if s.Cold() {
		t.Error("the second start made a new cluster")
	}
	if got := query[int](t, s.DSN(), "SELECT n FROM kept"); got != 42 {
		t.Errorf("kept %d", got)
	}
}

func TestStartWithRealSettings(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Settings = nil
	s := start(t, o)
	t.Logf("cold start in %s", s.StartedIn())
	stop(t, s)
	s = start(t, o)
	t.Logf("warm start in %s", s.StartedIn())
}

func TestStartUsesATemporaryFolderForAPathNoSocketCanHave(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{"too long": strings.Repeat("long/", 25), "with a comma": "a,b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			o.Dir = filepath.Join(o.Dir, part)
			s := start(t, o)
			if !strings.HasPrefix(s.run, os.TempDir()) || strings.HasPrefix(s.run, o.Dir) {
				t.Fatalf("socket in %s", s.run)
			}
			if st, err := os.Stat(s.run); err != nil || st.Mode().Perm() != 0o700 {
				t.Errorf("%v: %v", st, err)
			}
			query[int](t, s.DSN(), "SELECT 1")
			stop(t, s)

			// Not one that somebody else put there.
			if err := os.Symlink(t.TempDir(), s.run); err != nil { // Stop removed it
				t.Fatal(err)
			}
			if _, err := Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), s.run) {
				t.Errorf("got %v", err)
			}
			if err := os.Remove(s.run); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestDSNKeepsSpaces(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Dir = filepath.Join(o.Dir, "two words + 100%")
	o.Database = "two words"
	s := start(t, o)
	if got := query[string](t, s.DSN(), "SELECT current_database()"); got != o.Database {
		t.Errorf("connected to %q", got)
	}
}

func TestStartRefusesAFolderOfOtherThings(t *testing.T) {
	t.Parallel()
	o := options(t)
	precious := filepath.Join(o.Dir, "data", "precious")
	if err := errors.Join(os.MkdirAll(filepath.Dir(precious), 0o700), os.WriteFile(precious, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), o); err == nil {
		t.Error("started")
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
}

func TestStartRefusesALinkToNowhere(t *testing.T) {
	t.Parallel()
	o := options(t)
	if err := errors.Join(os.MkdirAll(o.Dir, 0o700), os.Symlink("/no/such/disk/data", filepath.Join(o.Dir, "data"))); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestStartQuotesTheServerWhenItFails(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Settings["shared_buffers"] = "plenty"
	for name, log := range map[string]*strings.Builder{"log file": nil, "given writer": {}} {
		t.Run(name, func(t *testing.T) {
			if log != nil {
				o.Log = log
			}
			if _, err := Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), `"plenty"`) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	o := options(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	start(t, o) // nothing half made is in the way
}

func TestDone(t *testing.T) {
	t.Parallel()
	o := options(t)
	s := start(t, o)
	if err := syscall.Kill(postmasterOf(t, o.Dir), syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if err := s.Stop(); err == nil {
		t.Error("Stop keeps the crash to itself")
	}
	start(t, o)
}
