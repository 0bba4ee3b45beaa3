package webhooks_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"rialto/internal/publicnet"
	"rialto/internal/webhooks"
)

// nameserver answers for every name with the next of its addresses, and with the last
// one from then on.
type nameserver struct {
	conn    net.PacketConn
	mu      sync.Mutex
	answers map[string][]netip.Addr
}

func newNameserver(t *testing.T, answers map[string][]netip.Addr) *nameserver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(t, err)
	ns := &nameserver{conn: conn, answers: answers}
	var g sync.WaitGroup
	g.Go(func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			answer, err := ns.answer(buf[:n])
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := conn.WriteTo(answer, from); err != nil {
				t.Error(err)
			}
		}
	})
	t.Cleanup(func() { _ = conn.Close(); g.Wait() })
	return ns
}

// resolver asks the nameserver, whatever the machine would ask.
func (ns *nameserver) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", ns.conn.LocalAddr().String())
	}}
}

func (ns *nameserver) answer(question []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	q := m.Questions[0]
	head := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
	ns.mu.Lock()
	defer ns.mu.Unlock()
	name := q.Name.String()
	left, known := ns.answers[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
		return m.Pack()
	}
	a := left[0]
	switch {
	case q.Type == dnsmessage.TypeA && a.Is4():
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: a.As4()}})
	case q.Type == dnsmessage.TypeAAAA && a.Is6():
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
	default:
		return m.Pack()
	}
	if len(left) > 1 {
		ns.answers[name] = left[1:]
	}
	return m.Pack()
}

// TestInnerAddressesAreRefused sends to names and addresses that lead to a server on this
// machine, and to other machines that only this one can reach.
func TestInnerAddressesAreRefused(t *testing.T) {
	t.Parallel()
	r := receives(t, nil)
	port := portOf(t, r.URL)
	addr := netip.MustParseAddr
	ns := newNameserver(t, map[string][]netip.Addr{
		"loopback.example.": {addr("127.0.0.1")}, "loopback6.example.": {addr("::1")}, "private.example.": {addr("10.0.0.1")}, "home.example.": {addr("192.168.0.1")},
		"metadata.example.": {addr("169.254.169.254")}, "carrier.example.": {addr("100.64.0.1")}, "unspecified.example.": {addr("0.0.0.0")}, "multicast.example.": {addr("224.0.0.1")},
		"reserved.example.": {addr("240.0.0.1")}, "ula.example.": {addr("fd00::1")}, "linklocal.example.": {addr("fe80::1")}, "mapped.example.": {addr("::ffff:127.0.0.1")},
		"nat64.example.": {addr("64:ff9b::7f00:1")}, "sixtofour.example.": {addr("2002:7f00:1::")}, "teredo.example.": {addr("2001::1")},
		"changing.example.": {addr("93.184.216.34"), addr("127.0.0.1")},
	})
	s := setup(t, onlyPublic, resolvedBy(ns.resolver()))

	// Whoever looks before connecting is told of a public address.
	first, err := ns.resolver().LookupNetIP(t.Context(), "ip4", "changing.example")
	check(t, err)
	if len(first) != 1 || !publicnet.Public().Allows(first[0]) {
		t.Fatalf("the first answer is %v: this shows nothing", first)
	}

	for _, host := range []string{
		"loopback.example", "loopback6.example", "private.example", "home.example", "metadata.example", "carrier.example", "unspecified.example", "multicast.example",
		"reserved.example", "ula.example", "linklocal.example", "mapped.example", "nat64.example", "sixtofour.example", "teredo.example", "changing.example",
	} {
		e, _ := s.listens(t, s.ours(), "https://"+host+":"+port+"/")
		s.runLow(t)
		s.deliver(t)
		a := s.attempts(t, e.ID, s.log(t, s.ours(), e.ID)[0].ID)[0]
		if a.Result != webhooks.NotPublic || a.StatusCode != nil {
			t.Errorf("%s: %+v", host, a)
		}
		check(t, s.Delete(t.Context(), s.ours(), s.owner, e.ID))
	}
	// What was written down before it was refused, or by another version.
	e, _ := s.listens(t, s.ours(), "https://erp.example.com")
	for _, host := range []string{"127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "0", "127.1", "2130706433", "0x7f.1"} {
		_, err := s.pool.Exec(t.Context(), "UPDATE webhooks.endpoints SET url = $1", "http://"+host+":"+port+"/")
		check(t, err)
		s.runLow(t)
		s.deliver(t)
		a := s.attempts(t, e.ID, s.log(t, s.ours(), e.ID)[0].ID)[0]
		if a.Result != webhooks.NotPublic && a.Result != webhooks.UnknownHost {
			t.Errorf("%s: %+v", host, a)
		}
	}
	wantEqual(t, "requests that arrived", len(r.all()), 0)

	e, _ = s.listens(t, s.ours(), "https://nobody.example")
	s.runLow(t)
	s.deliver(t)
	wantEqual(t, "a name without an address", s.log(t, s.ours(), e.ID)[0].LastResult, webhooks.UnknownHost)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	s := setup(t)
	inner := receives(t, nil)
	for _, code := range []int{301, 302, 303, 307, 308} {
		outer := receives(t, func(w http.ResponseWriter, _ int) {
			w.Header().Set("Location", inner.URL)
			w.WriteHeader(code)
		})
		e, _ := s.listens(t, s.ours(), outer.URL)
		s.runLow(t)
		s.deliver(t)
		d := s.log(t, s.ours(), e.ID)[0]
		if d.Status != webhooks.Pending || d.LastResult != webhooks.Redirect || *d.LastStatusCode != code {
			t.Errorf("%d: %+v", code, d)
		}
		check(t, s.Delete(t.Context(), s.ours(), s.owner, e.ID))
	}
	wantEqual(t, "requests that followed", len(inner.all()), 0)
}

// A proxy would connect to anything.
func TestNoProxyIsUsed(t *testing.T) {
	proxy, r := receives(t, nil), receives(t, nil)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	t.Setenv("NO_PROXY", "")
	s := setup(t)
	s.listens(t, s.ours(), r.URL)
	s.runLow(t)
	s.deliver(t)
	wantEqual(t, "requests to the proxy and to the endpoint", []int{len(proxy.all()), len(r.all())}, []int{0, 1})
}

// A response without an end costs no more than one with one.
func TestEndlessResponses(t *testing.T) {
	t.Parallel()
	s := setup(t)
	body := receives(t, func(w http.ResponseWriter, _ int) {
		for {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	e, _ := s.listens(t, s.ours(), body.URL)
	head := receives(t, func(w http.ResponseWriter, _ int) {
		for range 2000 {
			w.Header().Add("X-Many", "0123456789012345678901234567890123456789")
		}
	})
	h, _ := s.listens(t, s.ours(), head.URL)
	s.runLow(t)
	s.deliver(t)
	a := s.attempts(t, e.ID, s.log(t, s.ours(), e.ID)[0].ID)[0]
	if a.Result != webhooks.OK || !a.ResponseCut || len(a.ResponseBody) != 3*4096 { // each NUL is kept as U+FFFD
		t.Errorf("%s, %d bytes", a.Result, len(a.ResponseBody))
	}
	a = s.attempts(t, h.ID, s.log(t, s.ours(), h.ID)[0].ID)[0]
	if a.Result != webhooks.Unreachable {
		t.Errorf("a head of 80 KB: %s", a.Result)
	}
}

func TestUntrustedCertificateIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receives(t, nil)
	secure := newTLS(t)
	e, _ := s.listens(t, s.ours(), secure)
	p, _ := s.listens(t, s.ours(), "https://127.0.0.1:"+portOf(t, r.URL))
	s.runLow(t)
	s.deliver(t)
	for _, endpoint := range []webhooks.Endpoint{e, p} {
		wantEqual(t, endpoint.URL, s.log(t, s.ours(), endpoint.ID)[0].LastResult, webhooks.BadTLS)
	}
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	check(t, err)
	return u.Port()
}

// newTLS is a server with a certificate that nobody vouches for.
func newTLS(t *testing.T) string {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.URL
}
