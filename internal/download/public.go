package download

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

var errNotPublic = errors.New("download: not a public address")

// inner are networks that netip does not count as private and that are not the
// public internet either, or that lead back to addresses that are not.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),  // between a provider and its customers
	netip.MustParsePrefix("192.0.0.0/24"),   // protocol assignments
	netip.MustParsePrefix("198.18.0.0/15"),  // benchmarks
	netip.MustParsePrefix("240.0.0.0/4"),    // reserved
	netip.MustParsePrefix("64:ff9b::/96"),   // IPv4 through NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"), // the same, of a local network
	netip.MustParsePrefix("2002::/16"),      // IPv4 through 6to4
}

// publicClient reaches the public internet and nothing else. The addresses in a
// file come from whoever wrote it: they must not make this server ask machines
// that only it can reach. The check is on the connection, after names are
// resolved and for each redirect; that is also why no proxy is used.
func publicClient() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: refuseInner}
	return &http.Client{Transport: &http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: fetchAtOnce,
		IdleConnTimeout:     30 * time.Second,
		ForceAttemptHTTP2:   true,
	}}
}

func refuseInner(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(to.Addr().Unmap()) {
		return errNotPublic
	}
	return nil
}

func isPublic(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() &&
		!slices.ContainsFunc(inner, func(p netip.Prefix) bool { return p.Contains(a) })
}
