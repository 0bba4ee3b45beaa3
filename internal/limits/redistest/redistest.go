// Package redistest starts a real Redis for a test.
package redistest

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is a Redis of one test.
type Server struct {
	// Client is connected to it.
	Client *redis.Client

	socket, dir string
	keep        []string // settings of what is kept
	alive       io.Closer
	cmd         *exec.Cmd
}

// Start starts an empty Redis, which ends with the test. Without redis-server
// the test fails; it is never skipped.
func Start(t testing.TB) *Server {
	t.Helper()
	return start(t, "--appendonly", "no")
}

// StartKept is Start of a Redis that writes down what it acknowledges: it is
// there again after Kill and Restart.
func StartKept(t testing.TB) *Server {
	t.Helper()
	return start(t, "--appendonly", "yes", "--appendfsync", "always")
}

func start(t testing.TB, keep ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("there is no redis-server; run tools/redis, or: apt-get install redis-server")
	}
	// A test's own folder has too long a name for a socket.
	dir, err := os.MkdirTemp("", "redis") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // nothing of worth is in it
	socket := filepath.Join(dir, "s")
	s := &Server{Client: redis.NewClient(&redis.Options{Network: "unix", Addr: socket}), socket: socket, dir: dir, keep: keep}
	t.Cleanup(func() { _ = s.Client.Close() }) // the server is gone
	s.Restart(t)
	t.Cleanup(s.Kill)
	return s
}

// URL is where the server is, for a client that waits that long. Tests hold up
// each other, which must not look like a slow Redis: most are patient.
func (s *Server) URL(patience time.Duration) string {
	return fmt.Sprintf("unix://%s?read_timeout=%s", s.socket, patience)
}

// Patient is longer than any test waits for another.
const Patient = 20 * time.Second

// untilEOF runs a program that ends when its input does: also when the test
// is killed.
const untilEOF = `redis-server "$@" & trap 'kill -9 $!' EXIT; read -r _`

// Restart starts the server again, at the same address and, unless it is kept, empty.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	outlivesTest := context.WithoutCancel(t.Context()) // until Kill
	ctx, cancel := context.WithTimeout(outlivesTest, 30*time.Second)
	defer cancel()
	args := append([]string{"-c", untilEOF, "sh", "--port", "0", "--unixsocket", s.socket, "--save", "", "--dir", s.dir}, s.keep...)
	s.cmd = exec.CommandContext(outlivesTest, "sh", args...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := s.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.alive = alive
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for s.Client.Ping(ctx).Err() != nil {
		select {
		case <-poll.C:
		case <-ctx.Done():
			t.Fatal("redis-server does not answer")
		}
	}
}

// Freeze lets the server keep its connections and do nothing, until Thaw.
func (s *Server) Freeze(t testing.TB) { t.Helper(); s.signal(t, syscall.SIGSTOP) }

// Thaw lets the server go on after Freeze.
func (s *Server) Thaw(t testing.TB) { t.Helper(); s.signal(t, syscall.SIGCONT) }

func (s *Server) signal(t testing.TB, what syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-s.cmd.Process.Pid, what); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server at once. A second time changes nothing.
func (s *Server) Kill() {
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) // it may be gone
	_ = s.alive.Close()                                   // it may be closed
	_ = s.cmd.Wait()                                      // it was killed
}
