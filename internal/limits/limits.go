// Package limits says who asks too often: an address, a user, or somebody who
// guesses a password. It counts, and refuses with an error that says when to
// come again; it knows neither accounts nor operations, only their classes.
//
// Counters are in the process, or in a Redis that several programs share.
// While that does not answer, each program counts by itself: no request fails
// because of it. See ADR 24.
//
//	request ──> Allow (address) ──> who is it? ──> AllowUser ──> operation
//	sign-in ──> Guard.Begin ──> is the password right? ──> Succeeded
package limits

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/keyring"
)

// Config says how to count.
type Config struct {
	// Off lets everything through, guesses of passwords too.
	Off bool
	// Factor makes every limit on requests wider, or tighter below 1. It does
	// not touch how often a password may be guessed. 0 means 1.
	Factor float64
	// RedisURL is where several programs count together; "": each by itself.
	RedisURL string
	// Keys sign the cookies of known devices and hide accounts' addresses in
	// the counters. The first signs, all are accepted; at least one is needed.
	Keys *keyring.Ring
	Log  *slog.Logger
	Now  func() time.Time
}

// Limiter counts requests. As a prometheus.Collector it tells how many were
// refused, and whether Redis answers.
type Limiter struct {
	off      bool
	policies map[Class]policy
	requests counters
	guard    *Guard
	figures
	redis inRedis // no client without Redis
	close func()
}

// New returns a Limiter. A Redis that does not answer is no error: it is asked
// again from time to time. The caller closes the Limiter.
func New(cfg Config) (*Limiter, error) {
	l := &Limiter{
		off: cfg.Off, policies: scaled(cfg.Factor), figures: newFigures(), close: func() {},
		requests: counters{local: newMemory(cfg.Now, maxCounters)},
	}
	// They have a memory of their own, so that a flood of requests cannot
	// make it forget failures.
	failures := counters{local: newMemory(cfg.Now, maxCounters)}
	if cfg.RedisURL != "" && !cfg.Off {
		r, patience, err := openRedis(cfg.RedisURL, patience)
		if err != nil {
			return nil, err
		}
		l.redis = r
		l.close = func() { _ = r.client.Load().Close() } // what is counted is counted
		l.redisUp.Set(1)
		both := &shared{redis: r, patience: patience, now: cfg.Now, log: cfg.Log, failures: l.redisFailures, up: l.redisUp}
		l.requests.shared, failures.shared = both, both
	}
	l.guard = &Guard{off: cfg.Off, failures: failures, devices: devices{keys: cfg.Keys, now: cfg.Now}, refused: l.refused}
	return l, nil
}

// Close ends the connections to Redis.
func (l *Limiter) Close() { l.close() }

// Guard returns what counts failed attempts to prove who one is.
func (l *Limiter) Guard() *Guard { return l.guard }

// Visitor is where a request comes from.
type Visitor struct {
	IP netip.Addr
	// Device is the value of the cookie DeviceCookie; "" when there is none.
	Device string
}

// Allow counts a request by its address, an IPv6 address by its /64, which is
// what one customer of a network has at least. It returns ErrTooManyRequests
// with the time after which to come again, and then has not counted it.
func (l *Limiter) Allow(ctx context.Context, class Class, from Visitor) error {
	if l.off {
		return nil
	}
	p := l.policies[class]
	if p.ownDevice && from.Device != "" {
		if account, known := l.guard.devices.account(from.Device); known {
			return l.take(ctx, class, "device", account, p.address)
		}
	}
	return l.take(ctx, class, "ip", Network(from.IP), p.address)
}

// AllowUser counts a request by who makes it, from however many addresses. It
// comes on top of Allow, and returns the same error.
func (l *Limiter) AllowUser(ctx context.Context, class Class, user uuid.UUID) error {
	p := l.policies[class]
	if l.off || p.user == (Quota{}) {
		return nil
	}
	return l.take(ctx, class, "user", user.String(), p.user)
}

func (l *Limiter) take(ctx context.Context, class Class, by, who string, q Quota) error {
	wait := l.requests.take(ctx, count{string(class) + ":" + by + ":" + who, q})
	if wait == 0 {
		return nil
	}
	l.refused.WithLabelValues(string(class), by).Inc()
	return ErrTooManyRequests.After(wait)
}

// Network is what counts as one address.
func Network(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		ip = netip.PrefixFrom(ip, 64).Masked().Addr()
	}
	return ip.String()
}

func scaled(factor float64) map[Class]policy {
	if factor == 0 || factor == 1 {
		return policies
	}
	out := make(map[Class]policy, len(policies))
	for c, p := range policies {
		p.address = p.address.scaled(factor)
		if p.user != (Quota{}) {
			p.user = p.user.scaled(factor)
		}
		out[c] = p
	}
	return out
}

// figures are what operators see.
type figures struct {
	refused       *prometheus.CounterVec
	redisFailures prometheus.Counter
	redisUp       prometheus.Gauge
}

func newFigures() figures {
	return figures{
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_limits_refused_total", Help: "Requests and attempts that came too often.",
		}, []string{"limit", "by"}),
		redisFailures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_limits_redis_failures_total", Help: "Times that Redis did not count, so that the program did by itself.",
		}),
		redisUp: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "rialto_limits_redis_up", Help: "1 while limits are counted in Redis, 0 while or where they are not.",
		}),
	}
}

func (f figures) all() []prometheus.Collector {
	return []prometheus.Collector{f.refused, f.redisFailures, f.redisUp}
}

// Describe implements prometheus.Collector.
func (f figures) Describe(to chan<- *prometheus.Desc) {
	for _, c := range f.all() {
		c.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (f figures) Collect(to chan<- prometheus.Metric) {
	for _, c := range f.all() {
		c.Collect(to)
	}
}
