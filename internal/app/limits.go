package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"rialto/internal/limits"
)

// noProxies is how an operator says that no proxy is before the program, which
// is not the same as having forgotten it.
const noProxies = "none"

func (c Config) trustedProxies() (limits.Proxies, error) {
	if len(c.TrustedProxies) == 1 && c.TrustedProxies[0] == noProxies {
		return nil, nil
	}
	trusted, err := limits.ParseProxies(c.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("RIALTO_TRUSTED_PROXIES: %w", err)
	}
	return trusted, nil
}

const (
	leastFactor = 0.1
	mostFactor  = 1000
)

// rateFactor is how much wider limits are than planned; 0 for no limits.
func (c Config) rateFactor() (float64, error) {
	switch c.RateLimits {
	case "", "on":
		return 1, nil
	case "off":
		return 0, nil
	}
	factor, err := strconv.ParseFloat(c.RateLimits, 64)
	if err != nil || !(factor >= leastFactor && factor <= mostFactor) {
		return 0, fmt.Errorf("RIALTO_RATE_LIMITS must be on, off, or a factor between %v and %v", leastFactor, mostFactor)
	}
	return factor, nil
}

// openLimits returns what counts requests. The caller closes it.
func openLimits(cfg Config, k keys, log *slog.Logger) (*limits.Limiter, error) {
	factor, err := cfg.rateFactor()
	if err != nil {
		return nil, err
	}
	l, err := limits.New(limits.Config{
		Off: factor == 0, Factor: factor, RedisURL: cfg.RedisURL, Keys: k.linksFor("known devices"), Log: log, Now: time.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("RIALTO_REDIS_URL: %w", err)
	}
	return l, nil
}

// clientIP returns what tells where a request comes from. It says so once when
// a proxy seems to be forgotten: all its visitors would share one limit.
func clientIP(trusted limits.Proxies, log *slog.Logger) func(*http.Request) netip.Addr {
	var once sync.Once
	return func(r *http.Request) netip.Addr {
		ip := trusted.ClientIP(r)
		if r.Header.Get("X-Forwarded-For") != "" && (ip.IsPrivate() || ip.IsLoopback()) && ip == limits.Peer(r) {
			once.Do(func() {
				log.WarnContext(r.Context(), "a proxy is not in RIALTO_TRUSTED_PROXIES: its visitors are taken for one", "proxy", ip.String())
			})
		}
		return ip
	}
}
