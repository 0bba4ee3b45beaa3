package limits

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"rialto/internal/errs"
	"rialto/internal/limits/redistest"
)

func TestTwoProgramsOnOneRedis(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	cfg := Config{RedisURL: s.URL(redistest.Patient)}
	programs := []opened{open(t, cfg), open(t, cfg)}
	passed := atOnce(200, func(i int) bool {
		return programs[i%2].Allow(t.Context(), Login, at("192.0.2.1")) == nil
	})
	if want := policies[Login].address.Burst; passed != want {
		t.Errorf("%d passed, want %d", passed, want)
	}
	for i, p := range programs {
		if p.figure(t, "rialto_limits_refused_total") == 0 {
			t.Errorf("program %d refused nobody", i)
		}
	}
}

func TestRedisIsKilled(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
	ctx := t.Context()
	burst := policies[Register].address.Burst
	allowed := func() (n int) {
		for range 3 * burst {
			if o.Allow(ctx, Register, at("192.0.2.1")) == nil {
				n++
			}
		}
		return n
	}
	if n := allowed(); n != burst {
		t.Errorf("%d passed with Redis", n)
	}

	s.Kill()
	if n := allowed(); n != burst {
		t.Errorf("%d passed without Redis; want the limit of the program alone", n)
	}
	if n := o.figure(t, "rialto_limits_redis_failures_total"); n != 1 {
		t.Errorf("Redis was asked %v times in a moment in which it was down", n)
	}
	for range 90 {
		o.clock.advance(time.Second)
		_ = o.Allow(ctx, Read, at("192.0.2.1"))
	}
	if n := o.figure(t, "rialto_limits_redis_failures_total"); n != 91 {
		t.Errorf("Redis was asked %v times in 90 seconds", n)
	}
	if n := strings.Count(o.said.String(), "does not answer"); n != 2 {
		t.Errorf("the log says so %d times in 90 seconds:\n%s", n, o.said)
	}
	if o.figure(t, "rialto_limits_redis_up") != 0 {
		t.Error("the metric says that Redis is up")
	}

	s.Restart(t)
	o.awaitRedis(t)
	if n := allowed(); n != burst {
		t.Errorf("%d passed in the Redis that is back", n)
	}
	if !strings.Contains(o.said.String(), "answers again") {
		t.Errorf("the log does not say that Redis is back:\n%s", o.said)
	}
}

// awaitRedis makes requests, one a second by its clock, until Redis counts.
func (o opened) awaitRedis(t *testing.T) {
	t.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for begun := time.Now(); o.figure(t, "rialto_limits_redis_up") == 0; <-poll.C {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("Redis is back, and not asked:\n%s", o.said)
		}
		o.clock.advance(pause)
		_ = o.Allow(t.Context(), Read, at("192.0.2.99"))
	}
}

func TestRedisIsThereOnlyLater(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	s.Kill()
	o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
	if err := o.Allow(t.Context(), Read, at("192.0.2.1")); err != nil {
		t.Error(err)
	}
	s.Restart(t)
	o.awaitRedis(t)
	if n := s.Client.DBSize(t.Context()).Val(); n != 1 {
		t.Errorf("%d counters are in Redis", n)
	}
}

func TestRedisIsSlow(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	o := open(t, Config{RedisURL: s.URL(20 * time.Millisecond)})
	if err := s.Client.Do(t.Context(), "CLIENT", "PAUSE", "600000", "ALL").Err(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if refused := 100 - atOnce(100, func(int) bool { return o.Allow(t.Context(), Read, at("192.0.2.1")) == nil }); refused != 0 {
		t.Errorf("%d were refused", refused)
	}
	for range 100 { // nobody waits any more
		if err := o.Allow(t.Context(), Read, at("192.0.2.1")); err != nil {
			t.Error(err)
		}
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("200 requests took %s", took)
	}
	if !strings.Contains(o.said.String(), "does not answer") {
		t.Errorf("the log does not say so:\n%s", o.said)
	}
}

func TestAddressOfRedis(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{RedisURL: "http://localhost", Now: time.Now}); err == nil {
		t.Error("an address that is none is taken")
	}
}

func TestOff(t *testing.T) {
	t.Parallel()
	o := open(t, Config{Off: true, RedisURL: "redis://127.0.0.1:1"})
	for range 1000 {
		if err := o.Allow(t.Context(), Register, at("192.0.2.1")); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Guard().Begin(t.Context(), Attempt{Proof: ByPassword, Account: "ada@example.org", Visitor: at("192.0.2.1")}); err != nil {
			t.Fatal(err)
		}
	}
}

// waitOf returns the time an error tells to wait, and fails the test when the
// error is another.
func waitOf(t *testing.T, err error, want *errs.Error) time.Duration {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
	e, _ := errs.As(err)
	if e.Kind != errs.TooManyRequests || e.RetryAfter <= 0 {
		t.Errorf("kind %v, again after %s", e.Kind, e.RetryAfter)
	}
	return e.RetryAfter
}

func TestRequestIsGivenUp(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	if err := o.Allow(ctx, Read, at("192.0.2.1")); err != nil {
		t.Error(err)
	}
	if s.Client.DBSize(t.Context()).Val() != 1 || o.figure(t, "rialto_limits_redis_failures_total") != 0 {
		t.Errorf("it was not counted, or Redis was blamed:\n%s", o.said)
	}
}
