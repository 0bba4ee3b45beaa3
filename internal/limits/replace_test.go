package limits

import (
	"strings"
	"testing"

	"rialto/internal/limits/redistest"
)

func TestPasswordOfRedisIsReplaced(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	acl := func(rule string) {
		t.Helper()
		if err := s.Client.Do(t.Context(), "ACL", "SETUSER", "shop", "on", "~*", "+@all", rule).Err(); err != nil {
			t.Fatal(err)
		}
	}
	as := func(password string) string {
		return strings.Replace(s.URL(redistest.Patient), "unix://", "unix://shop:"+password+"@", 1)
	}
	acl(">one")
	o := open(t, Config{RedisURL: as("one")})
	burst := policies[Register].address.Burst
	passed := atOnce(burst/2, func(int) bool { return o.Allow(t.Context(), Register, at("192.0.2.1")) == nil })

	acl(">two")
	if err := o.UseRedis(as("two")); err != nil {
		t.Fatal(err)
	}
	acl("<one")
	if err := s.Client.ClientKillByFilter(t.Context(), "USER", "shop").Err(); err != nil {
		t.Fatal(err)
	}
	passed += atOnce(2*burst, func(int) bool { return o.Allow(t.Context(), Register, at("192.0.2.1")) == nil })
	if passed != burst {
		t.Errorf("%d passed, want %d: what was counted before still counts", passed, burst)
	}
	if n := o.figure(t, "rialto_limits_redis_failures_total"); n != 0 {
		t.Errorf("Redis failed %v times", n)
	}
	if err := open(t, Config{}).UseRedis(as("two")); err == nil {
		t.Error("a program without Redis took one over")
	}
}
