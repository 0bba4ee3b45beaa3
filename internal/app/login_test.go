package app

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"rialto/internal/limits/redistest"
)

var requestID = regexp.MustCompile(`"requestId":"[^"]*"`)

// TestLoginTellsNothing asks 200 times each with a wrong password and with an
// account that is not there. That both cost the same work is asserted in
// package auth, where it can be counted; here the times are reported.
func TestLoginTellsNothing(t *testing.T) {
	t.Parallel()
	m := start(t)
	m.signUp(t, "ada@example.org")
	const tries = 200
	took := map[string][]time.Duration{}
	var first string
	for i := range tries {
		pair := []string{"ada@example.org", fmt.Sprintf("nobody%d@example.org", i)}
		// In any order, so that neither is always the one that collects the
		// other's garbage.
		rand.Shuffle(2, func(i, j int) { pair[i], pair[j] = pair[j], pair[i] })
		for _, email := range pair {
			begun := time.Now()
			a := m.call("POST", "/auth/login", loginBody(email, "wrong "+strconv.Itoa(i)))
			kind := "wrong password"
			if email != "ada@example.org" {
				kind = "no account"
			}
			took[kind] = append(took[kind], time.Since(begun))
			want(t, email, a, http.StatusUnauthorized, "sign_in_failed")
			a.header.Del("Date")
			a.header.Del("X-Request-Id")
			whole := requestID.ReplaceAllString(fmt.Sprintf("%v %s", a.header, a.body), "")
			if first = cmp.Or(first, whole); first != whole {
				t.Fatalf("the answers differ:\n%s\n%s", first, whole)
			}
		}
	}
	wrong, none := spread(took["wrong password"]), spread(took["no account"])
	noise := math.Sqrt(wrong.err*wrong.err + none.err*none.err)
	t.Logf("wrong password: %s", wrong)
	t.Logf("no account:     %s", none)
	t.Logf("difference of the means: %.2f ms, %.1f standard errors", wrong.mean-none.mean, math.Abs(wrong.mean-none.mean)/noise)
}

// figures are of times, in milliseconds.
type figures struct{ mean, median, deviation, err float64 }

func (f figures) String() string {
	return fmt.Sprintf("mean %.2f ms, median %.2f ms, standard deviation %.2f ms", f.mean, f.median, f.deviation)
}

func spread(times []time.Duration) (f figures) {
	slices.Sort(times)
	n := float64(len(times))
	for _, d := range times {
		f.mean += d.Seconds() * 1000 / n
	}
	for _, d := range times {
		f.deviation += math.Pow(d.Seconds()*1000-f.mean, 2) / n
	}
	f.deviation = math.Sqrt(f.deviation)
	f.median, f.err = times[len(times)/2].Seconds()*1000, f.deviation/math.Sqrt(n)
	return f
}

// TestBruteForce guesses a password at two processes that count in one Redis.
func TestBruteForce(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	counting := func(c *Config) {
		c.RateLimits, c.TrustedProxies, c.RedisURL = "1000", []string{"127.0.0.1"}, redis.URL(redistest.Patient)
	}
	one := startWith(t, counting)
	two := startWith(t, func(c *Config) { *c = one.cfg })
	one.signUp(t, "ada@example.org")
	one.signUp(t, "grace@example.org")
	_, refresh := one.browserLogin(t, "ada@example.org", "X-Forwarded-For", "198.51.100.1")
	if refresh == nil {
		t.Fatal("no cookie")
	}
	known, _ := one.browserLogin(t, "ada@example.org", "X-Forwarded-For", "198.51.100.1")
	device := cookieOf(known, "rialto_device")
	const attacker, owner = "203.0.113.7", "203.0.113.8"
	guess := func(m *market, email, password string, header ...string) answer {
		return m.call("POST", "/auth/login", loginBody(email, password), header...)
	}

	for i := range 5 {
		want(t, "a guess", guess([]*market{one, two}[i%2], "ada@example.org", "guess", "X-Forwarded-For", attacker), http.StatusUnauthorized, "sign_in_failed")
	}
	for _, m := range []*market{one, two} {
		a := guess(m, "ada@example.org", goodPassword, "X-Forwarded-For", attacker)
		want(t, "the sixth, though it is right", a, http.StatusTooManyRequests, "too_many_attempts")
		if after, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || after < 1 || after > 300 {
			t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
		}
		want(t, "an account that is not there", guess(m, "nobody@example.org", "guess", "X-Forwarded-For", attacker), http.StatusUnauthorized, "sign_in_failed")
		want(t, "another account", guess(m, "grace@example.org", goodPassword, "X-Forwarded-For", attacker), http.StatusOK, "")
		want(t, "its owner, elsewhere", guess(m, "ada@example.org", goodPassword, "X-Forwarded-For", owner), http.StatusOK, "")
		want(t, "its owner beside the attacker, on a device of theirs",
			guess(m, "ada@example.org", goodPassword, "X-Forwarded-For", attacker, "Cookie", "rialto_device="+device.Value), http.StatusOK, "")
	}
}
