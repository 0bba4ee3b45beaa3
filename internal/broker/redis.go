package broker

import (
	"context"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Fields of an entry of a stream.
const (
	fieldID      = "id"
	fieldType    = "type"
	fieldSubject = "subject"
	fieldEvent   = "event" // the CloudEvent
	fieldReason  = "reason"
)

// redisStreams keeps events in one stream of a Redis.
type redisStreams struct {
	client  *redis.Client
	stream  string
	backlog int64
	patience
}

func newRedis(at address, cfg Config) *redisStreams {
	o, err := redis.ParseURL(at.url.String())
	if err != nil {
		panic("broker: an address passed its check and is none")
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = cfg.Timeout, cfg.Timeout, cfg.Timeout, cfg.Timeout
	o.ContextTimeoutEnabled = true
	// To try again is the feed's business: it knows what must come first.
	o.MaxRetries, o.DialerRetries = -1, 1
	o.ClientName = "rialto"
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	// What it would say to standard error comes back as an error, too.
	redis.SetLogger(&logging.VoidLogger{})
	return &redisStreams{client: redis.NewClient(o), stream: cfg.Prefix + ".events", backlog: cfg.Backlog, patience: cfg.patience}
}

func (r *redisStreams) send(ctx context.Context, messages []outgoing) ([]bool, error) {
	added, err := r.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, m := range messages {
			p.XAdd(ctx, &redis.XAddArgs{
				Stream: r.stream, MaxLen: r.backlog, Approx: true,
				Values: []any{fieldID, m.id, fieldType, m.name, fieldSubject, m.key, fieldEvent, m.body},
			})
		}
		return nil
	})
	acknowledged := make([]bool, len(messages))
	for i, cmd := range added {
		acknowledged[i] = cmd.Err() == nil
	}
	return acknowledged, err
}

func (r *redisStreams) check(ctx context.Context) (string, error) {
	if err := r.client.Ping(ctx).Err(); err != nil {
		return "", err
	}
	settings, err := r.client.ConfigGet(ctx, "append*").Result()
	switch {
	case ctx.Err() != nil:
		return "", err
	case err != nil:
		return "Redis does not let us see whether it writes down what it acknowledges (CONFIG GET)", nil //nolint:nilerr // it can be used
	case settings["appendonly"] != "yes":
		return "Redis does not write down what it acknowledges (appendonly no): events are lost when it stops", nil
	case settings["appendfsync"] != "always":
		return "Redis acknowledges before it has written (appendfsync " + settings["appendfsync"] + "): the last seconds are lost when it is killed", nil
	}
	return "", nil
}

func (r *redisStreams) close() { _ = r.client.Close() } // nothing waits in it
