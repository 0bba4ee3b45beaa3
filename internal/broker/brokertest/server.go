// Package brokertest starts real brokers for tests. Each keeps what it was given
// in a folder of the test, is killed as kill -9 does, and starts again at the
// same address with what it kept.
package brokertest

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"rialto/internal/limits/redistest"
)

// Server is a broker of one test.
type Server struct {
	// URL is its address, as RIALTO_BROKER_URL takes it.
	URL string

	kill         func()
	restart      func(testing.TB)
	freeze, thaw func(testing.TB)
}

// Kill ends the server at once. A second time changes nothing.
func (s *Server) Kill() { s.kill() }

// Restart starts the server again after Kill, and waits until it answers.
func (s *Server) Restart(t testing.TB) { t.Helper(); s.restart(t) }

// Freeze lets the server keep its connections and do nothing, until Thaw.
func (s *Server) Freeze(t testing.TB) { t.Helper(); s.freeze(t) }

// Thaw lets the server go on after Freeze.
func (s *Server) Thaw(t testing.TB) { t.Helper(); s.thaw(t) }

// Redis starts a Redis that writes what it acknowledges.
func Redis(t testing.TB) *Server {
	t.Helper()
	s := redistest.StartKept(t)
	return &Server{URL: s.URL(redistest.Patient), kill: s.Kill, restart: s.Restart, freeze: s.Freeze, thaw: s.Thaw}
}

// program is a server's process and those that it starts, which are one group. It
// ends with its standard input, too: when the test itself is killed.
type program struct {
	command func() *exec.Cmd
	answers func(context.Context) error // nil when it does
	running *exec.Cmd
	alive   io.Closer
	said    bytes.Buffer
}

// serve starts a program that ends with the test.
func serve(t testing.TB, url string, p *program) *Server {
	t.Helper()
	p.start(t)
	t.Cleanup(p.kill)
	return &Server{URL: url, kill: p.kill, restart: p.start, freeze: p.signal(syscall.SIGSTOP), thaw: p.signal(syscall.SIGCONT)}
}

func (p *program) start(t testing.TB) {
	t.Helper()
	p.said.Reset()
	p.running = p.command()
	p.running.Stdout, p.running.Stderr = &p.said, &p.said
	p.running.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	alive, err := p.running.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.alive = alive
	if err := p.running.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	defer cancel()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for p.answers(ctx) != nil {
		select {
		case <-poll.C:
		case <-ctx.Done():
			p.kill()
			t.Fatalf("the server does not answer:\n%s", &p.said)
		}
	}
}

func (p *program) signal(s syscall.Signal) func(testing.TB) {
	return func(t testing.TB) {
		t.Helper()
		if err := syscall.Kill(-p.running.Process.Pid, s); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *program) kill() {
	_ = syscall.Kill(-p.running.Process.Pid, syscall.SIGKILL) // it may be gone
	_ = p.alive.Close()                                       // it may be closed
	_ = p.running.Wait()                                      // it was killed
}

// folder is a new one with a short name.
func folder(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", name) //nolint:usetesting // a test's own folder has too long a name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // nothing of worth is in it
	return dir
}

// freePort is one on which nobody listens.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// listens reports whether somebody accepts connections.
func listens(ctx context.Context, addr string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return conn.Close()
}
