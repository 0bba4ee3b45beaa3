package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"
)

// targetCached is the share of a bare handler's rate that a cached read has to reach.
const targetCached = .5

// cachedReads compares the same bytes from the program's cache and from a
// handler that does nothing else. Both are processes of their own, and the
// client costs little, or its own work would hide theirs.
func cachedReads(ctx context.Context, b *bench) error {
	m, err := b.openMarket(ctx)
	if err != nil {
		return err
	}
	p, err := b.serve(ctx, m.dsn)
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // it is killed if it does not end
	for _, c := range []struct{ name, path string }{
		{"product list, cached", "/api/v1/products"},
		{"product, cached", "/api/v1/products/" + m.products[len(m.products)/2].String()},
	} {
		if err := b.cachedRead(ctx, p, c.name, c.path); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

func (b *bench) cachedRead(ctx context.Context, p *program, name, path string) error {
	same, err := copyAnswer(ctx, "http://"+p.address+path)
	if err != nil {
		return err
	}
	bare, err := startBare(ctx, same)
	if err != nil {
		return err
	}
	defer bare.stop() //nolint:errcheck // it holds nothing
	sides := []*server{
		{name: "rialto", address: p.address, pid: p.cmd.Process.Pid},
		{name: "bare net/http handler", address: bare.address, pid: bare.cmd.Process.Pid},
	}
	var compared []side
	for _, s := range sides {
		compared = append(compared, side{s.name, func(ctx context.Context, d time.Duration) (load, error) {
			return s.read(ctx, path, b.clients, d), nil
		}})
	}
	stopProfile := p.profile(ctx, b, name, 2)
	turns, err := b.compare(ctx, func(context.Context) error { return nil }, compared...)
	if err := errors.Join(err, stopProfile()); err != nil {
		return err
	}
	b.report.rate(name, turns[0], turns[1], "bare net/http handler", targetCached)
	b.report.note("%s, %d bytes: CPU of a request %s, of the bare handler %s (%.0f %%); rialto %s, bare %s",
		name, len(same.Body), us(sides[0].each(turns[0])), us(sides[1].each(turns[1])),
		100*float64(sides[1].each(turns[1]))/float64(sides[0].each(turns[0])), turns[0].sum().quantiles(), turns[1].sum().quantiles())
	return nil
}

func us(d time.Duration) string { return fmt.Sprintf("%.1f µs", d.Seconds()*1e6) }

// server is a process that answers reads, with the CPU time that took.
type server struct {
	name, address string
	pid           int
	cpu           time.Duration
}

func (s *server) each(t turns) time.Duration { return s.cpu / time.Duration(max(1, t.sum().done)) }

func (s *server) read(ctx context.Context, path string, clients int, d time.Duration) load {
	before, _ := statOf(s.pid) // zero where there is no /proc
	l := readPaths(ctx, s.address, clients, d, func() string { return path })
	after, _ := statOf(s.pid)
	s.cpu += after.cpu - before.cpu
	return l
}

// readPaths lets clients read what choose returns, each on its own connection.
func readPaths(ctx context.Context, address string, clients int, d time.Duration, choose func() string) load {
	conns := make([]httpConn, clients)
	for i := range conns {
		conns[i].address = address
		defer conns[i].close() //nolint:gocritic // they all live as long as this function
	}
	return drive(ctx, clients, d, func(_ context.Context, client int) error {
		path := choose()
		status, _, err := conns[client].call(requestText("GET", address, path, ""))
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("GET %s: %d", path, status)
		}
		return err
	})
}

// sameAnswer is what the bare handler is to send.
type sameAnswer struct {
	Header http.Header
	Body   []byte
}

func copyAnswer(ctx context.Context, url string) (sameAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return sameAnswer{}, err
	}
	client := http.Client{Transport: &http.Transport{DisableCompression: true}}
	res, err := client.Do(req)
	if err != nil {
		return sameAnswer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", url, res.StatusCode, body)
	}
	res.Header.Del("Date") // net/http writes it itself
	if res.ContentLength >= 0 {
		res.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return sameAnswer{res.Header, body}, err
}

// startBare runs this program again as the bare handler.
func startBare(ctx context.Context, same sameAnswer) (*program, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &program{ended: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, exe, bareCommand)
	p.cmd.Stderr = os.Stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if err := json.NewEncoder(in).Encode(same); err != nil {
		return nil, err
	}
	if p.address, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		return nil, err
	}
	p.address = p.address[:len(p.address)-1]
	go func() { p.ended <- p.cmd.Wait() }()
	return p, nil
}

// bareMemory is at least what the program has in use with a filled cache.
const bareMemory = 128 << 20

// serveBare is the bare handler: it reads from in what to send, writes to out
// where it listens, and serves until it is ended.
func serveBare(in io.Reader, out io.Writer) error {
	var same sameAnswer
	if err := json.NewDecoder(in).Decode(&same); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, l.Addr())
	// With the heap of an idle program it would collect garbage all the time,
	// and the program that is measured would win by its larger heap.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(bareMemory)
	srv := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		for name, values := range same.Header {
			h[name] = values
		}
		_, _ = w.Write(same.Body) // the client may have gone
	})}
	return srv.Serve(l)
}
