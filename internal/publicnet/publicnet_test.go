package publicnet_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"rialto/internal/publicnet"
)

// addresses are one or two of each network that there is, and whether it is public.
var addresses = map[string]bool{
	"93.184.216.34": true, "8.8.8.8": true, "172.15.0.1": true, "172.32.0.1": true, "100.63.255.255": true, "100.128.0.1": true, "2606:2800:220:1::1": true, "2a00:1450:4001::1": true,

	"127.0.0.1": false, "127.255.255.254": false, "::1": false, // loopback
	"0.0.0.0": false, "0.1.2.3": false, "::": false, // this network
	"10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "fd00::1": false, "fc00::1": false, // private
	"169.254.169.254": false, "169.254.0.1": false, "fe80::1": false, "fd00:ec2::254": false, // link-local, and where providers keep secrets
	"fec0::1":    false,                       // site-local
	"100.64.0.1": false, "100.127.0.1": false, // between a provider and its customers
	"224.0.0.1": false, "239.255.255.250": false, "ff02::1": false, // multicast
	"192.0.0.1": false, "192.0.2.1": false, "198.51.100.1": false, "203.0.113.1": false, "2001:db8::1": false, "3fff::1": false, // protocols, documentation
	"198.18.0.1": false, "240.0.0.1": false, "255.255.255.255": false, // benchmarks, reserved, broadcast
	"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "::ffff:93.184.216.34": false, "::127.0.0.1": false, // IPv4 inside IPv6
	"64:ff9b::7f00:1": false, "64:ff9b::5db8:d822": false, "64:ff9b:1::1": false, // NAT64
	"2002:7f00:1::": false, "2002:a00:1::1": false, // 6to4
	"2001::1": false, "2001:0:4136:e378:8000:63bf:3fff:fdd2": false, // Teredo
	"192.88.99.1": false, "100::1": false, "5f00::1": false, // relays, discard, segment routing
}

func TestAllows(t *testing.T) {
	t.Parallel()
	for address, want := range addresses {
		a := netip.MustParseAddr(address)
		if got := publicnet.Public().Allows(a); got != want {
			t.Errorf("%s is public: %v", address, got)
		}
		loopback := a.IsLoopback() && !a.Is4In6()
		if got := publicnet.PublicAndLoopback().Allows(a); got != (want || loopback) {
			t.Errorf("%s may be reached in development: %v", address, got)
		}
	}
}

// The dialer asks at the last moment, when the address is that of the connection.
func TestDialer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1", "0.0.0.0", "10.255.255.1", "169.254.169.254", "240.0.0.1"} {
		conn, err := publicnet.Public().Dialer(time.Second).DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if err == nil {
			conn.Close()
		}
		if !errors.Is(err, publicnet.ErrNotPublic) {
			t.Errorf("%s: got %v", host, err)
		}
	}
	conn, err := publicnet.PublicAndLoopback().Dialer(time.Second).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}
