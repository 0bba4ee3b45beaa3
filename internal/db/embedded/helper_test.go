package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// helperVar turns the test binary into a program that runs a server on the folder
// it names until its standard input ends; it says "ready" or why not.
const helperVar = "RIALTO_EMBEDDED_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVar); dir != "" {
		os.Exit(help(Options{Dir: dir, BinDir: os.Getenv("BIN"), Attach: os.Getenv("ATTACH") != ""}))
	}
	// A cluster is a thousand files, which memory makes and removes sooner.
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > 1<<30 {
		if err := os.Setenv("TMPDIR", "/dev/shm"); err != nil {
			panic(err)
		}
	}
	var err error
	// Others than root have to reach it.
	if stateRoot, err = os.MkdirTemp("", "embedded-test-"); err != nil {
		panic(err)
	}
	if err := os.Chmod(stateRoot, 0o755); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(stateRoot) // the system's to clean if we cannot
	os.Exit(code)
}

func help(o Options) int {
	s, err := Start(context.Background(), o)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("ready", s.Attached(), s.DSN())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

type helper struct {
	cmd      *exec.Cmd
	in       io.Closer
	attached bool
	dsn      string
}

// startHelper runs the helper on dir, as this user or as the one in attr.
func startHelper(t *testing.T, dir string, attr syscall.SysProcAttr, env ...string) *helper {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if attr.Credential != nil {
		exe = copyFile(t, exe, filepath.Join(openFolder(t), "helper"))
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), append(env, helperVar+"="+dir, "BIN="+packageBin(t))...)
	cmd.SysProcAttr = &attr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // most have ended
		_ = cmd.Wait()
		// The test's folder is removed next.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		awaitNoPostmaster(ctx, t, dir)
	})
	line, _ := bufio.NewReader(out).ReadString('\n')
	h := &helper{cmd: cmd, in: in}
	if n, _ := fmt.Sscanf(line, "ready %t %s", &h.attached, &h.dsn); n != 2 {
		t.Fatalf("the helper says: %s", line)
	}
	return h
}

// stop lets the helper stop its server and end.
func (h *helper) stop(t *testing.T) {
	t.Helper()
	if err := errors.Join(h.in.Close(), h.cmd.Wait()); err != nil {
		t.Errorf("helper: %v", err)
	}
}

// kill ends the helper as nothing can prevent.
func (h *helper) kill(t *testing.T) {
	t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = h.cmd.Wait() // reports the kill
}

// packageBin returns the npm package's binaries: the tests are about those.
func packageBin(t *testing.T) string {
	t.Helper()
	bin, ok := findPackage(".")
	if !ok {
		t.Fatal("run `npm ci` in the project's root")
	}
	return bin
}

// options returns a quick server's on a new folder.
func options(t *testing.T) Options {
	t.Helper()
	return Options{
		Dir:      filepath.Join(t.TempDir(), "postgres"),
		BinDir:   packageBin(t),
		Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB"},
	}
}

// start starts a server that the test's end stops.
func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() }) // the test looks at the result where it matters
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
}

func query[T any](t *testing.T, dsn, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func exec1(t *testing.T, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// postmasterOf returns the pid of the server that runs on dir.
func postmasterOf(t *testing.T, dir string) int {
	t.Helper()
	at, err := locate(dir)
	if err != nil {
		t.Fatal(err)
	}
	pm, err := livePostmaster(at.data)
	if err != nil || pm == nil {
		t.Fatalf("no server runs on %s: %v", dir, err)
	}
	return pm.pid
}

func awaitNoPostmaster(ctx context.Context, t *testing.T, dir string) {
	t.Helper()
	for {
		at, err := locate(dir)
		if err != nil {
			t.Fatal(err)
		}
		pm, err := livePostmaster(at.data)
		if err != nil {
			t.Fatal(err)
		}
		if pm == nil {
			return
		}
		if err := pause(ctx); err != nil {
			t.Fatalf("the server %d is still there: %v", pm.pid, err)
		}
	}
}

// openFolder returns a new folder that every user can reach.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "embedded-open-") //nolint:usetesting // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func copyFile(t *testing.T, from, to string) string {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o755); err != nil {
		t.Fatal(err)
	}
	return to
}

// tree lists every file under dir with size, mode, owner and time of change.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, path, st.Size(), st.Mode(), st.ModTime().UnixNano(), st.Sys().(*syscall.Stat_t).Uid)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
