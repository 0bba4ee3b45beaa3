package limits

import (
	"net/http/httptest"
	"testing"
)

func TestClientIP(t *testing.T) {
	t.Parallel()
	trusted, err := ParseProxies([]string{"10.0.0.0/8", "127.0.0.1", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		peer string
		said []string
		want string
	}{
		"the peer, without a proxy":                        {"203.0.113.7:4711", nil, "203.0.113.7"},
		"the peer, when it only pretends to be a proxy":    {"203.0.113.7:4711", []string{"192.0.2.1"}, "203.0.113.7"},
		"the peer, when it pretends to ask for a proxy":    {"203.0.113.7:4711", []string{"192.0.2.1, 10.0.0.1"}, "203.0.113.7"},
		"whom the proxy names":                             {"10.0.0.1:80", []string{"203.0.113.7"}, "203.0.113.7"},
		"whom the proxy names, not what that one invented": {"10.0.0.1:80", []string{"192.0.2.1, 203.0.113.7"}, "203.0.113.7"},
		"not an invented chain of proxies":                 {"10.0.0.1:80", []string{"192.0.2.1, 10.0.0.9, 203.0.113.7"}, "203.0.113.7"},
		"whom the first of two proxies names":              {"127.0.0.1:80", []string{"192.0.2.1, 203.0.113.7, 10.0.0.2"}, "203.0.113.7"},
		"the same over several lines":                      {"127.0.0.1:80", []string{"192.0.2.1", "203.0.113.7", "10.0.0.2"}, "203.0.113.7"},
		"somebody inside":                                  {"127.0.0.1:80", []string{"10.0.0.5, 10.0.0.2"}, "10.0.0.5"},
		"the last known before nonsense":                   {"127.0.0.1:80", []string{"203.0.113.7, unknown, 10.0.0.2"}, "10.0.0.2"},
		"the proxy, when it names nobody":                  {"10.0.0.1:80", nil, "10.0.0.1"},
		"the proxy, when it says nothing":                  {"10.0.0.1:80", []string{""}, "10.0.0.1"},
		"an address with a port":                           {"10.0.0.1:80", []string{"203.0.113.7:55555"}, "203.0.113.7"},
		"IPv6":                                             {"[fd00::1]:80", []string{"2001:db8::7"}, "2001:db8::7"},
		"IPv6 in brackets, with a port":                    {"[fd00::1]:80", []string{"[2001:db8::7]:443"}, "2001:db8::7"},
		"IPv6 in brackets":                                 {"[fd00::1]:80", []string{"[2001:db8::7]"}, "2001:db8::7"},
		"IPv4 in IPv6, of the proxy and of the client":     {"[::ffff:10.0.0.1]:80", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		for _, line := range c.said {
			r.Header.Add("X-Forwarded-For", line)
		}
		if got := trusted.ClientIP(r).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if got := (Proxies)(nil).ClientIP(r); got != addrOf(c.peer) {
			t.Errorf("%s, trusting nobody: got %s", name, got)
		}
	}
}

func TestParseProxies(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "ten", "10.0.0.0/33", "10.0.0"} {
		if _, err := ParseProxies([]string{"127.0.0.1", bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
