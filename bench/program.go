package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// program is a running Rialto, in a process of its own.
type program struct {
	cmd     *exec.Cmd
	said    *output
	address string // host:port
	admin   string
	ready   time.Duration // from its start to the first answer that it is ready
	ended   chan error
}

// build returns the program to measure.
func (b *bench) build(ctx context.Context) (string, error) {
	if b.rialto != "" {
		return b.rialto, nil
	}
	if b.binary != "" {
		return b.binary, nil
	}
	root, err := checkout()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.dir, "rialto")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-o", path}
	if _, err := os.Stat(filepath.Join(root, "web", "dist", "index.html")); err == nil {
		args = append(args, "-tags", "web")
	}
	b.report.progress("  go %s ./cmd/rialto", strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, "go", append(args, "./cmd/rialto")...)
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	b.binary = path
	return path, nil
}

// serve starts the program on a database of ours and returns when it is ready.
func (b *bench) serve(ctx context.Context, dsn string) (*program, error) {
	return b.start(ctx, "RIALTO_DATABASE_URL="+dsn, "RIALTO_DATA_DIR="+filepath.Join(b.dir, "data"))
}

// start starts the program with its defaults and these settings.
func (b *bench) start(ctx context.Context, settings ...string) (*program, error) {
	binary, err := b.build(ctx)
	if err != nil {
		return nil, err
	}
	return startProgram(ctx, binary, settings...)
}

func startProgram(ctx context.Context, binary string, settings ...string) (*program, error) {
	admin, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &program{said: &output{}, admin: admin, ended: make(chan error, 1)}
	// It is asked to end, not killed, when ctx ends: see stop.
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), binary, "serve")
	p.cmd.Env = append(os.Environ(), "RIALTO_ADDR=127.0.0.1:0", "PORT=", "RIALTO_ADMIN_ADDR="+admin, "RIALTO_LOG_LEVEL=warn",
		"RIALTO_RATE_LIMITS=off") // all load comes from one address
	p.cmd.Env = append(p.cmd.Env, settings...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if root, err := checkout(); err == nil {
		p.cmd.Dir = root // its PostgreSQL is found from there
	}
	// Whatever happens to us, it must not stay behind.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	if err := p.await(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	p.ready = time.Since(begin)
	return p, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

var readyAt = regexp.MustCompile(`is ready at http://(\S+)`)

// await waits until the program answers that it is ready.
func (p *program) await(ctx context.Context) error {
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for deadline := time.Now().Add(2 * time.Minute); ; {
		if found := readyAt.FindStringSubmatch(p.said.String()); found != nil {
			p.address = found[1]
			c := httpConn{address: p.address}
			defer c.close() //nolint:gocritic // the loop ends here
			status, _, err := c.call(requestText("GET", p.address, "/readyz", ""))
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("/readyz answers %d", status)
			}
			return err
		}
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("the program ended: %w\n%s", err, p.said)
		case <-ctx.Done():
			return ctx.Err()
		case <-poll.C:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the program is not ready:\n%s", p.said)
		}
	}
}

// stop ends the program and waits for it.
func (p *program) stop() error {
	select {
	case <-p.ended:
		return nil
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(20 * time.Second):
		return p.cmd.Process.Kill()
	}
}

// cpu is what the process has used; zero where there is no /proc.
func (p *program) cpu() time.Duration {
	s, err := statOf(p.cmd.Process.Pid)
	if err != nil {
		return 0
	}
	return s.cpu
}

// get reads a page that has to be there.
func (p *program) get(path string) ([]byte, error) {
	c := httpConn{address: p.address}
	defer c.close()
	status, body, err := c.call(requestText("GET", p.address, path, ""))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, status, body)
	}
	return body, err
}

// profile takes a CPU profile over the turns of that many sides, when it was
// asked for; the function it returns waits for its end.
func (p *program) profile(ctx context.Context, b *bench, work string, sides int) func() error {
	if b.pprof == "" {
		return func() error { return nil }
	}
	ended := make(chan error, 1)
	go func() { ended <- p.saveProfile(ctx, b, work, int(b.duration.Seconds())*sides) }()
	return func() error { return <-ended }
}

func (p *program) saveProfile(ctx context.Context, b *bench, work string, seconds int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", p.admin, seconds), nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(b.pprof, 0o755); err != nil {
		return err
	}
	name := strings.NewReplacer(" ", "-", ",", "").Replace(work) + ".pprof"
	return os.WriteFile(filepath.Join(b.pprof, name), text, 0o644)
}

// output keeps what a process says.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(b)
}

// String returns all of it.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}
