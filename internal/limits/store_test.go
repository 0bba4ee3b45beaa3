package limits

import (
	"fmt"
	"testing"
	"time"

	"rialto/internal/limits/redistest"
)

// TestStores is the contract of both stores.
func TestStores(t *testing.T) {
	inBoth(t, func(t *testing.T, o opened) {
		ctx, all := t.Context(), o.requests
		hourly := Quota{Every: time.Hour, Burst: 100}
		take := func(q Quota, keys ...string) time.Duration {
			counts := make([]count, len(keys))
			for i, k := range keys {
				counts[i] = count{k, q}
			}
			return all.take(ctx, counts...)
		}

		t.Run("lets exactly the burst through, however many come at once", func(t *testing.T) {
			for _, crowd := range []int{50, 100, 500} {
				key := fmt.Sprint("crowd of ", crowd)
				if passed := atOnce(crowd, func(int) bool { return take(hourly, key) == 0 }); passed != min(crowd, 100) {
					t.Errorf("%d of %d passed", passed, crowd)
				}
			}
		})
		t.Run("lets one more through after each interval, and says when", func(t *testing.T) {
			q := Quota{Every: 10 * time.Second, Burst: 2}
			for i := range 2 {
				if wait := take(q, "steady"); wait != 0 {
					t.Errorf("number %d has to wait %s", i, wait)
				}
			}
			for range 3 { // what is refused is not counted
				if wait := take(q, "steady"); wait <= 5*time.Second || wait > 10*time.Second {
					t.Errorf("the third has to wait %s", wait)
				}
			}
			o.advance(10 * time.Second)
			if wait := take(q, "steady"); wait != 0 {
				t.Errorf("after its wait it has to wait %s", wait)
			}
			if wait := take(q, "steady"); wait == 0 {
				t.Error("a second passed with it")
			}
			o.advance(time.Hour)
			if passed := atOnce(5, func(int) bool { return take(q, "steady") == 0 }); passed != 2 {
				t.Errorf("%d passed after a long rest", passed)
			}
		})
		t.Run("counts in all counters or in none", func(t *testing.T) {
			q := Quota{Every: time.Hour, Burst: 3}
			if passed := atOnce(60, func(i int) bool { return take(q, "all", fmt.Sprint("own", i%2)) == 0 }); passed != 3 {
				t.Errorf("%d passed the counter of all", passed)
			}
			left := 0
			for _, own := range []string{"own0", "own1"} {
				for take(q, own) == 0 {
					left++
				}
			}
			if left != 3 {
				t.Errorf("%d were left in the others' counters", left)
			}
		})
		t.Run("takes back what is given back, and no more", func(t *testing.T) {
			q := Quota{Every: time.Hour, Burst: 1}
			all.giveBack(ctx, count{"back", q})
			for range 3 {
				if wait := take(q, "back"); wait != 0 {
					t.Errorf("has to wait %s", wait)
				}
				if wait := take(q, "back"); wait == 0 {
					t.Error("two passed")
				}
				all.giveBack(ctx, count{"back", q})
			}
		})
	})
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const most = 2000
	c := newClock()
	m := newMemory(c.Now, most)
	take := func(key string, every time.Duration) time.Duration {
		wait, err := m.take(t.Context(), count{key, Quota{Every: every, Burst: 1}})
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	take("hammered", time.Hour)
	for i := range 5 * most {
		take(fmt.Sprint("flood", i), time.Minute)
	}
	if len(m.free) > most {
		t.Errorf("%d counters are kept", len(m.free))
	}
	if take("hammered", time.Hour) == 0 {
		t.Error("a flood of others made it forget the one that was refused")
	}
	c.advance(2 * time.Minute)
	for i := range most {
		take(fmt.Sprint("later", i), time.Second)
		c.advance(2 * time.Second)
	}
	if len(m.free) > fewCounters {
		t.Errorf("%d counters are kept of which one says something", len(m.free))
	}
}

func TestCountersInRedisExpire(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	o := open(t, Config{RedisURL: s.URL(redistest.Patient)})
	q := Quota{Every: time.Minute, Burst: 5}
	for range 3 {
		o.requests.take(t.Context(), count{"some", q})
	}
	o.requests.giveBack(t.Context(), count{"some", q}, count{"other", q})
	keys, err := s.Client.Keys(t.Context(), "*").Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%q, %v; want one counter", keys, err)
	}
	if left := s.Client.TTL(t.Context(), keys[0]).Val(); left < time.Minute || left > 3*time.Minute {
		t.Errorf("it expires after %s", left)
	}
}
