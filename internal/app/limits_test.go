package app

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rialto/internal/limits/redistest"
)

// asIn asks as the visitor of a trusted proxy from that address.
func (m *market) asIn(ip, method, path string) answer {
	return m.call(method, path, "", "X-Forwarded-For", ip)
}

// flood sends n searches at once, to each market in turn, and returns how many
// were let through, how many could have been at most, and a refusal.
func flood(t *testing.T, n int, ip func(i int) string, markets ...*market) (passed, most int, refused answer) {
	t.Helper()
	const burst, aSecond = 10, 2
	begun := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			a := markets[i%len(markets)].asIn(ip(i), "GET", "/search?q=mug")
			mu.Lock()
			defer mu.Unlock()
			switch a.status {
			case http.StatusOK:
				passed++
			case http.StatusTooManyRequests:
				refused = a
			default:
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	return passed, burst + 1 + int(time.Since(begun).Seconds()*aSecond), refused
}

// tight makes limits so low that a test reaches them on a slow machine, too.
const tight = "0.1"

func from(ip string) func(int) string { return func(int) string { return ip } }

func TestLimits(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	behindProxy := func(c *Config) {
		c.RateLimits, c.TrustedProxies, c.RedisURL = tight, []string{"127.0.0.1"}, redis.URL(redistest.Patient)
	}
	one, two := startWith(t, behindProxy), startWith(t, behindProxy)
	const visitor, other = "203.0.113.7", "203.0.113.8"

	t.Run("refuse what comes too often, whichever program is asked", func(t *testing.T) {
		passed, most, refused := flood(t, 100, from(visitor), one, two)
		if passed < 10 || passed > most {
			t.Errorf("%d passed, want 10 to %d", passed, most)
		}
		if refused.code() != "too_many_requests" {
			t.Errorf("code %q in %s", refused.code(), refused.body)
		}
		if after, err := strconv.Atoi(refused.header.Get("Retry-After")); err != nil || after < 1 || after > 60 {
			t.Errorf("Retry-After: %q", refused.header.Get("Retry-After"))
		}
		if h := refused.header; h.Get("Cache-Control") != "no-store" || h.Get("Content-Type") != "application/problem+json" {
			t.Errorf("headers %v", h)
		}
	})
	t.Run("count what is answered from the cache, and a search in a list, too", func(t *testing.T) {
		for _, path := range []string{"/search?q=mug", "/products?q=mug", "/products?%71=mug"} {
			if passed := passes(50, func() answer { return one.asIn(visitor, "GET", path) }); passed > 45 {
				t.Errorf("%s: %d of 50 passed", path, passed)
			}
		}
	})
	t.Run("leave other classes and other visitors alone", func(t *testing.T) {
		for _, a := range []answer{one.asIn(visitor, "GET", "/products"), one.asIn(other, "GET", "/search?q=mug")} {
			if a.status != http.StatusOK {
				t.Errorf("got %d %s", a.status, a.body)
			}
		}
	})
	t.Run("refuse pages, too", func(t *testing.T) {
		var refused answer
		for range 50 {
			req, err := http.NewRequest("GET", one.url+"/products?q=mug", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Forwarded-For", visitor)
			if a := one.do(req); a.status == http.StatusTooManyRequests {
				refused = a
			}
		}
		if refused.header.Get("Retry-After") == "" || strings.HasPrefix(string(refused.body), "{") {
			t.Errorf("got %d %v %s", refused.status, refused.header, refused.body)
		}
	})
	t.Run("let the payment provider tell a lot at once", func(t *testing.T) {
		for range 90 {
			if a := one.call("POST", "/payments/webhook", "{}", "X-Forwarded-For", visitor, "Stripe-Signature", "x"); a.status == http.StatusTooManyRequests {
				t.Fatal("refused")
			}
		}
	})
	t.Run("go on when Redis is killed", func(t *testing.T) {
		redis.Kill()
		for i, m := range []*market{one, two} {
			ip := fmt.Sprintf("198.51.100.%d", i)
			if passed, most, _ := flood(t, 100, from(ip), m); passed < 10 || passed > most {
				t.Errorf("%d passed, want 10 to %d", passed, most)
			}
		}
	})
}

// passes asks n times and counts what is not refused.
func passes(n int, ask func() answer) (passed int) {
	for range n {
		if ask().status != http.StatusTooManyRequests {
			passed++
		}
	}
	return passed
}

func TestLimitsBelieveNoStranger(t *testing.T) {
	t.Parallel()
	m := startWith(t, func(c *Config) { c.RateLimits = tight })
	passed, most, _ := flood(t, 100, func(i int) string { return fmt.Sprintf("203.0.113.%d", i%250) }, m)
	if passed < 10 || passed > most {
		t.Errorf("%d passed under invented addresses, want 10 to %d", passed, most)
	}
	eventually(t, 10*time.Second, func() bool { return strings.Contains(m.said.String(), "RIALTO_TRUSTED_PROXIES") })
	if n := strings.Count(m.said.String(), "RIALTO_TRUSTED_PROXIES"); n != 1 {
		t.Errorf("the log tells %d times of a forgotten proxy", n)
	}
}

func TestLimitsAreOff(t *testing.T) {
	t.Parallel()
	m := start(t)
	if passed, _, _ := flood(t, 200, from("203.0.113.7"), m); passed != 200 {
		t.Errorf("%d passed", passed)
	}
}

func TestSettingsOfLimits(t *testing.T) {
	t.Parallel()
	good := func() Config {
		return Config{Env: "development", Currency: "EUR", PaymentWindow: time.Hour, DatabaseConns: 16, ReplicaMaxLag: time.Second, Backup: BackupConfig{Every: time.Hour, Keep: time.Hour, Lag: time.Second}}
	}
	for setting, bad := range map[string]func(*Config){
		"RIALTO_RATE_LIMITS":     func(c *Config) { c.RateLimits = "maybe" },
		"RIALTO_RATE_LIMITS ":    func(c *Config) { c.RateLimits = "0" },
		"RIALTO_RATE_LIMITS  ":   func(c *Config) { c.RateLimits = "NaN" },
		"RIALTO_TRUSTED_PROXIES": func(c *Config) { c.TrustedProxies = []string{"10.0.0.0/8", "proxy"} },
		"RIALTO_REDIS_URL":       func(c *Config) { c.RedisURL = "localhost:6379" },
	} {
		c := good()
		bad(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(setting)) {
			t.Errorf("%s: %v", setting, err)
		}
	}
	for _, ok := range []func(*Config){
		func(*Config) {},
		func(c *Config) { c.RateLimits = "2.5" },
		func(c *Config) { c.TrustedProxies = []string{"none"} },
		func(c *Config) { c.TrustedProxies = []string{"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"} },
		func(c *Config) { c.RedisURL = "rediss://:secret@redis.example.com/3" },
	} {
		c := good()
		ok(&c)
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestGuessedPasswords(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	behindProxy := func(c *Config) {
		c.RateLimits, c.TrustedProxies, c.RedisURL = "on", []string{"127.0.0.1"}, redis.URL(redistest.Patient)
		c.LinkKeys = []string{"programs that count together have the same secret"}
	}
	programs := []*market{startWith(t, behindProxy), startWith(t, behindProxy)}
	guess := func(i int, ip, email string) answer {
		body := fmt.Sprintf(`{"email":%q,"password":"guess number %d"}`, email, i)
		return programs[i%2].call("POST", "/auth/login", body, "X-Forwarded-For", ip)
	}
	const guesser, email = "203.0.113.7", "ada@example.org"

	looked := 0
	for i := range 12 {
		switch a := guess(i, guesser, email); {
		case a.status == http.StatusUnauthorized:
			looked++
		case a.status != http.StatusTooManyRequests || a.code() != "too_many_attempts":
			t.Errorf("got %d %s", a.status, a.body)
		default:
			if after, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || after < 1 || after > 60 {
				t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
			}
		}
	}
	if looked != 5 {
		t.Errorf("%d guesses were looked at by two programs, want 5", looked)
	}
	for name, a := range map[string]answer{
		"the same account at another address": guess(0, "203.0.113.8", email),
		"another account at the same address": guess(0, guesser, "grace@example.org"),
	} {
		if a.status != http.StatusUnauthorized {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
}
