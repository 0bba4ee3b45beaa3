// Package publicnet makes connections to the public internet and to nothing else.
// Addresses that strangers wrote down must not make this server ask machines that
// only it can reach: itself, its network, its provider's metadata.
//
// The check is on the address that is connected to, after names are resolved: a name
// that resolves to something else the second time gains nothing. What is public is
// said by IANA's registries of special addresses, as code.dny.dev/ssrf has them.
package publicnet

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// ErrNotPublic is the cause of a connection that was refused.
var ErrNotPublic = errors.New("not a public address")

// Guard says which addresses may be connected to.
type Guard struct{ guardian *ssrf.Guardian }

// Public allows the public internet, on every port.
func Public() Guard { return Guard{ssrf.New(ssrf.WithAnyPort())} }

// PublicAndLoopback allows this machine, too. It is for development and tests.
func PublicAndLoopback() Guard {
	return Guard{ssrf.New(ssrf.WithAnyPort(),
		ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.0/8")), ssrf.WithAllowedV6Prefixes(netip.MustParsePrefix("::1/128")))}
}

// Allows reports whether the address may be connected to. An IPv4 address inside an
// IPv6 one may not.
func (g Guard) Allows(a netip.Addr) bool { return g.guardian.SafeAddr(a) == nil }

// Dialer returns a dialer whose connections to other addresses fail with
// ErrNotPublic. A proxy would connect to anything: use none with it.
func (g Guard) Dialer(timeout time.Duration) *net.Dialer {
	return &net.Dialer{Timeout: timeout, Control: g.control}
}

func (g Guard) control(network, address string, conn syscall.RawConn) error {
	if err := g.guardian.Safe(network, address, conn); err != nil {
		return fmt.Errorf("%w: %w", ErrNotPublic, err)
	}
	return nil
}
