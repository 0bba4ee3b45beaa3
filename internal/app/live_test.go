package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/api"
	"rialto/internal/limits"
	"rialto/internal/metrics"
)

// heardWithin is far longer than a notice takes.
const heardWithin = 20 * time.Second

// stream is an answer that goes on.
type stream struct {
	*http.Response
	lines chan string // closed at its end
}

// follow opens a stream and returns it after its first notice.
func (m *market) follow(t *testing.T, path string, header ...string) *stream {
	t.Helper()
	s := open(t, m.client.Transport, m.url, path, header...)
	s.want(t, "all", "")
	return s
}

func open(t *testing.T, transport http.RoundTripper, base, path string, header ...string) *stream {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1"+path, nil)
	must(t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := (&http.Client{Transport: transport}).Do(req)
	must(t, err)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		b, _ := io.ReadAll(res.Body)
		t.Fatalf("follow %s: %d %s %s", path, res.StatusCode, res.Header, b)
	}
	s := &stream{res, make(chan string, 10_000)}
	go func() {
		defer close(s.lines)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() { _ = res.Body.Close() })
	return s
}

// next returns the next line that begins so; false at the end of the stream.
func (s *stream) next(t *testing.T, prefix string) (string, bool) {
	t.Helper()
	timeout := time.After(heardWithin)
	for {
		select {
		case line, more := <-s.lines:
			if rest, ok := strings.CutPrefix(line, prefix); ok || !more {
				return rest, more
			}
		case <-timeout:
			t.Fatalf("no %q came", prefix)
		}
	}
}

// want reads notices until the one that is wanted comes; id "" stands for any.
func (s *stream) want(t *testing.T, kind, id string) {
	t.Helper()
	for {
		data, more := s.next(t, "data: ")
		var n struct{ Type, ID string }
		if !more {
			t.Fatalf("the stream ended before %s %s", kind, id)
		}
		must(t, json.Unmarshal([]byte(data), &n))
		if n.Type == kind && (id == "" || n.ID == id) {
			return
		}
	}
}

// wantEnd reads until the stream ends.
func (s *stream) wantEnd(t *testing.T) {
	t.Helper()
	timeout := time.After(heardWithin)
	for {
		select {
		case _, more := <-s.lines:
			if !more {
				return
			}
		case <-timeout:
			t.Fatal("the stream goes on")
		}
	}
}

func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	m := start(t)
	seller := m.shop(t, "north")
	team, _ := m.team(t, seller, "staff")
	admin := m.resident(t, "admin")
	m.exec(t, `UPDATE auth.users SET role = 'admin' WHERE id = $1`, admin.id)
	admin = m.enter(t, admin)

	store, market := m.follow(t, "/stores/north/events", team.auth()...), m.follow(t, "/admin/events", admin.auth()...)
	p := m.placeOne(t, m.cart(t, seller.mugVariant))
	store.want(t, "order", p.OrderID)
	market.want(t, "order", p.OrderID)
	market.want(t, "jobs", "")

	// A second process on the database serves, and does no work.
	second := m.following(t, api.DefaultPace, nil)
	elsewhere := open(t, second.Client().Transport, second.URL, p.events())
	elsewhere.want(t, "all", "")
	order := m.follow(t, p.events())
	if h := order.Header; h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store, no-transform" {
		t.Errorf("a proxy may hold back a stream with the header %v", h)
	}
	m.post(*p.PaymentURL, url.Values{"outcome": {"paid"}})
	for order.want(t, "order", p.OrderID); m.order(t, p).Status != "paid"; { // the money is told of before
		order.want(t, "order", p.OrderID)
	}
	elsewhere.want(t, "order", p.OrderID)
	m.exec(t, `UPDATE stores.stores SET status = 'active' WHERE id = $1`, seller.store.ID)
	want(t, "suspend", m.as(admin, "POST", "/admin/stores/north/suspend", `{"reason":"x"}`), http.StatusOK, "")
	store.want(t, "store", seller.store.ID.String())
	market.want(t, "store", seller.store.ID.String())
}

// Who follows a store as its manager is told how far an import is.
func TestImportIsFollowed(t *testing.T) {
	t.Parallel()
	m := start(t)
	seller := m.shop(t, "north")
	staff, manager := m.team(t, seller, "staff")
	theirs, mine := m.follow(t, "/stores/north/events", staff.auth()...), m.follow(t, "/stores/north/events", manager.auth()...)
	a := m.as(manager, "POST", "/stores/north/imports", "handle,name,price\nmug,Mug,9.90\n", "Content-Type", "text/csv")
	var made struct{ Import struct{ ID string } }
	a.into(t, &made)
	id := made.Import.ID
	mine.want(t, "import", id)
	const plan = `{"mapping":["handle","name","price"],"onBadRow":"skip","whatToDo":"create"}`
	want(t, "start", m.as(manager, "POST", "/stores/north/imports/"+id+"/start", plan), http.StatusAccepted, "")
	for status := ""; status != "done"; {
		mine.want(t, "import", id)
		var now struct{ Import struct{ Status string } }
		m.as(manager, "GET", "/stores/north/imports/"+id, "").into(t, &now)
		status = now.Import.Status
	}
	m.placeOne(t, m.cart(t, seller.mugVariant))
	for {
		data, _ := theirs.next(t, "data: ")
		if strings.Contains(data, "import") {
			t.Error("staff, who may not see imports, are told of one")
		}
		if strings.Contains(data, "order") {
			break
		}
	}
}

// quick is a pace at which a test need not wait.
var quick = api.Pace{Heartbeat: 20 * time.Millisecond, Recheck: 50 * time.Millisecond, Gap: time.Millisecond, Write: 200 * time.Millisecond}

// following is the API with a quick pace, on the market's database, before a
// server that lets no request take long.
func (m *market) following(t *testing.T, pace api.Pace, listener net.Listener) *httptest.Server {
	t.Helper()
	all := m.built(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { all.live.Run(ctx); close(ended) }()
	served := all.served(place{publicURL: m.url, localURL: m.url})
	served.Pace, served.ClientIP = pace, limits.Proxies{netip.MustParsePrefix("127.0.0.1/32")}.ClientIP
	handler, err := api.New(served, all.log)
	must(t, err)
	s := httptest.NewUnstartedServer(metrics.New(all.log, Version).Watch(survive(handler.Public, all.log)))
	if listener != nil {
		_ = s.Listener.Close()
		s.Listener = listener
	}
	s.Config.ReadTimeout, s.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	s.Start()
	t.Cleanup(func() { stop(); <-ended; s.Close() })
	eventually(t, heardWithin, func() bool {
		sub, err := all.live.Subscribe("probe")
		if err == nil {
			sub.Close()
		}
		return err == nil
	})
	return s
}

func TestStreamLastsAsLongAsItMay(t *testing.T) {
	t.Parallel()
	m := start(t)
	seller := m.shop(t, "north")
	staff, manager := m.team(t, seller, "staff")
	buyer := m.enter(t, m.resident(t, "buyer"))
	var p placed
	m.as(buyer, "POST", "/orders", orderBody(m.cart(t, seller.mugVariant)), "Idempotency-Key", "0123456789").into(t, &p)
	s := m.following(t, quick, nil)
	follow := func(path string, header ...string) *stream {
		t.Helper()
		f := open(t, s.Client().Transport, s.URL, path, header...)
		f.want(t, "all", "")
		return f
	}
	// lasts waits for longer than the server lets a request take.
	lasts := func(f *stream) {
		t.Helper()
		for begun := time.Now(); time.Since(begun) < 600*time.Millisecond; {
			if _, more := f.next(t, ":"); !more {
				t.Fatalf("the stream ended after %s", time.Since(begun))
			}
		}
	}
	guests := follow(p.events())
	teams, managers := follow("/stores/north/events", staff.auth()...), follow("/stores/north/events", manager.auth()...)
	buyers := follow("/orders/"+p.OrderID+"/events", buyer.auth()...)
	for _, f := range []*stream{guests, teams, managers, buyers} {
		lasts(f)
	}

	m.exec(t, `DELETE FROM stores.members WHERE user_id = $1`, staff.id)
	teams.wantEnd(t)
	m.exec(t, `UPDATE stores.members SET role = 'staff' WHERE user_id = $1`, manager.id)
	managers.wantEnd(t)
	demoted := follow("/stores/north/events", manager.auth()...)
	m.exec(t, `UPDATE auth.users SET blocked_at = now() WHERE id = $1`, manager.id)
	demoted.wantEnd(t)
	want(t, "sign out", m.as(buyer, "DELETE", "/me/sessions", ""), http.StatusNoContent, "")
	lasts(buyers) // that ended the others
	m.exec(t, `UPDATE auth.sessions SET ended_at = now(), ended_because = 'signed_out' WHERE user_id = $1`, buyer.id)
	buyers.wantEnd(t)
	lasts(guests)
	m.exec(t, `UPDATE auth.sessions SET ended_at = NULL, ended_because = NULL WHERE user_id = $1`, buyer.id)
}

// pipes are connections without a buffer: what is not read is not taken.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// told is a connection that says when it is closed.
type told struct {
	net.Conn
	closed func()
}

func (c *told) Close() error {
	c.closed()
	return c.Conn.Close()
}

func TestReaderThatDoesNotReadIsGivenUp(t *testing.T) {
	t.Parallel()
	m := start(t)
	p := m.placeOne(t, m.cart(t, m.goods(t, 1)))
	listener := make(pipes)
	m.following(t, quick, listener)
	t.Cleanup(func() { close(listener) })
	ours, theirs := net.Pipe()
	closed := make(chan struct{})
	listener <- &told{theirs, sync.OnceFunc(func() { close(closed) })}
	_, err := fmt.Fprintf(ours, "GET /api/v1%s HTTP/1.1\r\nHost: localhost\r\n\r\n", p.events())
	must(t, err)
	r := bufio.NewReader(ours)
	for line := ""; !strings.HasPrefix(line, "data:"); {
		line, err = r.ReadString('\n')
		must(t, err)
	}
	select { // and the next heartbeat is not read
	case <-closed:
	case <-time.After(heardWithin):
		t.Error("the server still waits for its reader")
	}
}

// It is not parallel: nothing else is to use memory meanwhile. The clients are in
// the same process and cost little.
func TestThousandIdleStreams(t *testing.T) {
	const streams = 1000
	m := start(t)
	p := m.placeOne(t, m.cart(t, m.goods(t, 1)))
	s := m.following(t, api.DefaultPace, nil)
	want := []byte(`{"type":"all"}`)
	used := func() uint64 {
		runtime.GC()
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		return mem.HeapAlloc + mem.StackInuse
	}
	before := used()
	for i := range streams {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		must(t, err)
		t.Cleanup(func() { _ = c.Close() })
		_, err = fmt.Fprintf(c, "GET /api/v1%s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.%d.%d\r\n\r\n", p.events(), i/250, i%250)
		must(t, err)
		must(t, c.SetReadDeadline(time.Now().Add(heardWithin)))
		var got []byte
		for buf := make([]byte, 512); !bytes.Contains(got, want); {
			n, err := c.Read(buf)
			if err != nil {
				t.Fatalf("%v after %s", err, got)
			}
			got = append(got, buf[:n]...)
		}
	}
	each := (used() - before) / streams
	t.Logf("%d idle streams use %d KB of memory each", streams, each>>10)
	if each > 100<<10 {
		t.Errorf("a stream uses %d KB", each>>10)
	}
}

// A program that is to stop does not wait for those who follow.
func TestStopEndsStreams(t *testing.T) {
	t.Parallel()
	stopped := make(chan time.Duration, 1)
	m, stop := startToStop(t)
	p := m.placeOne(t, m.cart(t, m.goods(t, 1)))
	s := m.follow(t, p.events())
	begun := time.Now()
	go func() { stop(); stopped <- time.Since(begun) }()
	s.wantEnd(t)
	if took := <-stopped; took >= drainRequests {
		t.Errorf("it took %s to stop: a stream was waited for", took)
	}
}

func (m *market) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := m.pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// team gives a store somebody of the role and a manager.
func (m *market) team(t *testing.T, s shop, role string) (one, manager person) {
	t.Helper()
	one, manager = m.resident(t, role), m.resident(t, "manager")
	const q = `INSERT INTO stores.members (store_id, user_id, role, added_at) VALUES ($1, $2, $3, now()), ($1, $4, 'manager', now())`
	m.exec(t, q, s.store.ID, one.id, role, manager.id)
	return m.enter(t, one), m.enter(t, manager)
}

func (p person) auth() []string { return []string{"Authorization", "Bearer " + p.token} }

// events is where an order is followed with its token.
func (p placed) events() string {
	return "/orders/" + p.OrderID + "/events?token=" + url.QueryEscape(p.OrderToken)
}
