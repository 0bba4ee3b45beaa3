package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthCmd asks a running `rialto serve` with the same settings on this machine. It
// is for images, which have no other program to ask with.
type healthCmd struct {
	ListenConfig `embed:""`
	TLSConfig    `embed:""`
}

// Run fails unless the program says that it is ready.
func (c *healthCmd) Run(ctx context.Context, o output) error {
	at, err := c.readyURL()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	// The certificate is for the public name, and this is the machine itself.
	own := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	res, err := own.Do(req)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 1024))
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	text := strings.TrimSpace(string(said))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", text)
	}
	fmt.Fprintln(o.out, text)
	return nil
}

// readyURL prefers the address for operators, which workers answer at, too.
func (c *healthCmd) readyURL() (string, error) {
	addr, scheme := c.AdminAddr, "http"
	if addr == "" {
		listen, err := c.listenAddr()
		if err != nil {
			return "", err
		}
		addr, scheme = listen, c.scheme()
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("RIALTO_ADMIN_ADDR: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/readyz", nil
}
