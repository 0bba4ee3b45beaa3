package limits

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// inRedis keeps counters in a Redis, for all programs that use it. A script
// counts in one trip, by the clock of Redis: programs whose clocks differ
// agree, and a crowd at one counter needs no second try.
type inRedis struct{ client *atomic.Pointer[redis.Client] }

// keyPrefix tells our keys from others'. Each expires when it says nothing
// any more, after two hours at the latest.
const keyPrefix = "rialto:limits:"

// ARGV holds, for each key, the microseconds of Every, and Burst.
var takeScript = redis.NewScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free, wait = {}, 0
for i, key in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  free[i] = math.max(tonumber(redis.call('GET', key) or now), now) + every
  wait = math.max(wait, free[i] - now - every * burst)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', free[i]), 'PX', math.ceil((free[i] - now) / 1000))
end
return 0
`)

var giveBackScript = redis.NewScript(`
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then redis.call('DECRBY', key, ARGV[2 * i - 1]) end
end
return 0
`)

// IsRedisURL reports whether an address is one of a Redis, as Config wants it.
func IsRedisURL(url string) bool {
	_, err := redis.ParseURL(url)
	return err == nil
}

// openRedis connects when it is first asked. A call takes as long as the
// URL's read_timeout says, else as long as patience.
func openRedis(url string, patience time.Duration) (inRedis, time.Duration, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return inRedis{}, 0, fmt.Errorf("address of Redis: %w", err)
	}
	if o.ReadTimeout > 0 {
		patience = o.ReadTimeout
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = patience, patience, patience, patience
	o.ContextTimeoutEnabled = true
	// Who is asked once a second needs no second try at once.
	o.MaxRetries, o.DialerRetries = -1, 1
	o.ClientName = "rialto"
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	// What it would say to standard error comes back as an error, too.
	redis.SetLogger(&logging.VoidLogger{})
	r := inRedis{new(atomic.Pointer[redis.Client])}
	r.client.Store(redis.NewClient(o))
	return r, patience, nil
}

// UseRedis counts in the Redis at another address from now on, or as somebody else in the
// same one. It returns an error for what is no address, or where there was no Redis before.
func (l *Limiter) UseRedis(url string) error {
	if l.redis.client == nil {
		return errors.New("limits are not counted in a Redis")
	}
	other, patience, err := openRedis(url, patience)
	if err != nil {
		return err
	}
	former := l.redis.client.Swap(other.client.Load())
	time.AfterFunc(patience, func() { _ = former.Close() }) // by then nobody asks it any more
	return nil
}

func (r inRedis) take(ctx context.Context, counts ...count) (time.Duration, error) {
	wait, err := r.run(ctx, takeScript, counts)
	return time.Duration(wait) * time.Microsecond, err
}

func (r inRedis) giveBack(ctx context.Context, counts ...count) error {
	_, err := r.run(ctx, giveBackScript, counts)
	return err
}

func (r inRedis) run(ctx context.Context, script *redis.Script, counts []count) (int64, error) {
	keys, args := make([]string, len(counts)), make([]any, 0, 2*len(counts))
	for i, c := range counts {
		keys[i] = keyPrefix + c.key
		args = append(args, c.quota.Every.Microseconds(), c.quota.Burst)
	}
	return script.Run(ctx, r.client.Load(), keys, args...).Int64()
}
