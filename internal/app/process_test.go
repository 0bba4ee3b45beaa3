package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db/embedded"
)

// process is a Rialto of its own, on a data folder and an embedded PostgreSQL.
type process struct {
	cmd   *exec.Cmd
	said  *log
	ended chan error
}

func program(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), runMain+"=1", "RIALTO_DATA_DIR="+dir, "RIALTO_DATABASE_URL=", "RIALTO_LOG_LEVEL=error",
		"RIALTO_RATE_LIMITS=off")
	return cmd
}

// serve starts the program and returns it when it is ready, with its address.
func serve(t *testing.T, dir, addr string, flags ...string) (*process, string) {
	t.Helper()
	p := &process{said: &log{}, ended: make(chan error, 1)}
	p.cmd = program(context.WithoutCancel(t.Context()), dir, append([]string{"serve", "--addr", addr}, flags...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // it has ended, if all is well
	return p, p.said.awaitURL(t, p.ended)
}

func (p *process) stop(t *testing.T, sig syscall.Signal, within time.Duration) error {
	t.Helper()
	begun := time.Now()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		t.Logf("ended %s after %s", time.Since(begun).Round(time.Millisecond), sig)
		return err
	case <-time.After(within):
		t.Fatalf("still running %s after %s:\n%s", within, sig, p.said)
		return nil
	}
}

// attach connects to the embedded database of a running program.
func attach(t *testing.T, dir, at string) *market {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: filepath.Join(dir, "postgres"), Attach: true})
	if err != nil {
		t.Fatal(err)
	}
	m := &market{url: at}
	m.connect(t, server.DSN())
	return m
}

func TestKilledInTheMiddleOfCheckouts(t *testing.T) {
	t.Parallel()
	const buyers, killAfter = 200, 60
	dir := t.TempDir()
	first, at := serve(t, dir, "127.0.0.1:0")
	m := attach(t, dir, at)
	goods := make([]uuid.UUID, 8)
	for i := range goods {
		goods[i] = m.goods(t, buyers)
	}
	carts := make([]string, buyers)
	for i := range carts {
		carts[i] = m.cart(t, goods[i%8], goods[(i+3)%8])
	}

	var mu sync.Mutex
	var answered, paid []placed
	var wg sync.WaitGroup
	queue := make(chan string, buyers)
	for _, c := range carts {
		queue <- c
	}
	close(queue)
	killed := make(chan struct{})
	for range 16 {
		wg.Go(func() {
			for c := range queue {
				a := m.placeOrder(c, uuid.NewString())
				if a.status != http.StatusCreated {
					continue // the program is gone
				}
				var p placed
				a.into(t, &p)
				mu.Lock()
				answered = append(answered, p)
				if len(answered) == killAfter {
					close(killed)
				}
				mu.Unlock()
				if p.PaymentURL == nil {
					continue
				}
				if a := m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}}); a.status == http.StatusSeeOther {
					mu.Lock()
					paid = append(paid, p)
					mu.Unlock()
				}
			}
		})
	}
	<-killed
	_ = first.stop(t, syscall.SIGKILL, 5*time.Second)
	wg.Wait()
	m.pool.Close()

	second, _ := serve(t, dir, strings.TrimPrefix(at, "http://"))
	t.Logf("%d orders were answered and %d paid before the kill", len(answered), len(paid))
	if out, err := program(t.Context(), dir, "doctor").CombinedOutput(); err != nil {
		t.Errorf("doctor: %v\n%s", err, out)
	}
	m = attach(t, dir, at)
	for _, p := range answered {
		m.order(t, p)
	}
	for _, p := range paid {
		eventually(t, time.Minute, func() bool { return m.order(t, p).Status == "paid" })
	}
	m.mustBeHealthy(t)
	m.pool.Close()
	if err := second.stop(t, syscall.SIGTERM, 5*time.Second); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, second.said)
	}
}

func TestTwoProgramsOnOneDataFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, _ := serve(t, dir, "127.0.0.1:0")
	out, err := program(t.Context(), dir, "serve", "--addr", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), fmt.Sprint(first.cmd.Process.Pid)) {
		t.Errorf("the second start: %v, %s; want an error that names process %d", err, out, first.cmd.Process.Pid)
	}
	if err := first.stop(t, syscall.SIGINT, 5*time.Second); err != nil {
		t.Errorf("after SIGINT: %v\n%s", err, first.said)
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	m := start(t)
	out, err := program(t.Context(), t.TempDir(), "serve", "--addr", strings.TrimPrefix(m.url, "http://")).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "PORT") {
		t.Errorf("%v, %s; want an error that says how to use another port", err, out)
	}
}

func TestProductionRefusesWhatSuitsDevelopment(t *testing.T) {
	t.Parallel()
	out, err := program(t.Context(), t.TempDir(), "serve", "--env", "production").CombinedOutput()
	if err == nil {
		t.Fatalf("it started: %s", out)
	}
	for _, setting := range []string{"RIALTO_DATABASE_URL", "STRIPE_SECRET_KEY", "RIALTO_LINK_KEYS", "RIALTO_SEAL_KEYS", "RIALTO_MEDIA_URL", "RIALTO_MAIL_URL", "RIALTO_MAIL_FROM", "RIALTO_PUBLIC_URL", "RIALTO_TRUSTED_PROXIES"} {
		if !strings.Contains(string(out), setting) {
			t.Errorf("%s is not named in: %s", setting, out)
		}
	}
}
