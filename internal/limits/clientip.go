package limits

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of the proxies before the program, whose word about
// where a request came from is taken.
type Proxies []netip.Prefix

// ParseProxies reads networks such as 10.0.0.0/8, and single addresses.
func ParseProxies(list []string) (Proxies, error) {
	var out Proxies
	for _, text := range list {
		if p, err := netip.ParsePrefix(text); err == nil {
			out = append(out, p.Masked())
		} else if a, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
		} else {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", text)
		}
	}
	return out, nil
}

// Contain reports whether an address is one of a trusted proxy.
func (p Proxies) Contain(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// ClientIP returns the address a request comes from. That is the peer, unless
// the peer is a trusted proxy: each proxy adds the address it was asked from
// at the end of X-Forwarded-For, so the list is read from there until a word
// of somebody who is not trusted. What stands before it may be invented.
func (p Proxies) ClientIP(r *http.Request) netip.Addr {
	client := Peer(r)
	said := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	for said != "" && p.Contain(client) {
		comma := strings.LastIndexByte(said, ',')
		next := addrOf(strings.TrimSpace(said[comma+1:]))
		if !next.IsValid() {
			break
		}
		client, said = next, said[:max(comma, 0)]
	}
	return client
}

// Peer returns the address at the other end of the connection.
func Peer(r *http.Request) netip.Addr { return addrOf(r.RemoteAddr) }

// addrOf reads an address with or without a port; the zero Addr is none.
func addrOf(text string) netip.Addr {
	if ap, err := netip.ParseAddrPort(text); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}
