package webhooks

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// pauses are those between the attempts, some 75 hours in all.
var pauses = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	maxAttempts = 10
	// jitter keeps endpoints that failed together from being asked together.
	jitter = 0.1
	// longestWish is how long a receiver may make us wait.
	longestWish = 24 * time.Hour
)

// pauseAfter is how long to wait after so many attempts; ok is false when there is to be
// no other. A receiver that answers 429 or 503 may ask for more.
func pauseAfter(attempts int, o outcome, now time.Time) (d time.Duration, ok bool) {
	if attempts >= maxAttempts || o.result == ResultGone {
		return 0, false
	}
	d = time.Duration(float64(pauses[attempts-1]) * (1 - jitter + 2*jitter*rand.Float64())) //nolint:gosec // nobody gains by guessing it
	if o.status == http.StatusTooManyRequests || o.status == http.StatusServiceUnavailable {
		d = max(d, min(wished(o.retryAfter, now), longestWish))
	}
	return d, true
}

// wished reads a Retry-After.
func wished(retryAfter string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(retryAfter); err == nil {
		return time.Duration(min(max(seconds, 0), int(longestWish/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(retryAfter); err == nil {
		return at.Sub(now)
	}
	return 0
}
