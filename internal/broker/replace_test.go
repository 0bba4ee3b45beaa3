package broker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/events"
)

// TestPasswordIsReplaced has a broker that publishes and one that takes messages go on as
// somebody else, whom alone Redis lets in from then on.
func TestPasswordIsReplaced(t *testing.T) {
	t.Parallel()
	s := brokertest.Redis(t)
	o, err := redis.ParseURL(s.URL)
	must(t, err)
	admin := redis.NewClient(o)
	t.Cleanup(func() { _ = admin.Close() }) // the server is gone
	role := func(rules ...any) {
		t.Helper()
		must(t, admin.Do(t.Context(), append([]any{"ACL", "SETUSER", "shop", "on", "~*", "+@all"}, rules...)...).Err())
	}
	as := func(password string) string { return strings.Replace(s.URL, "://", "://shop:"+password+"@", 1) }
	role(">one")

	b := open(t, broker.Impatient(broker.Config{URL: as("one"), Timeout: 5 * time.Second}))
	got := make(chan broker.Message, 10)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- b.Subscribe(ctx, broker.Subscription{Topic: "inbox", Group: "stock", Handle: func(_ context.Context, m broker.Message) error {
			got <- m
			return nil
		}})
	}()
	works := func() {
		t.Helper()
		var batch []events.Envelope
		for _, e := range story(20, 4) {
			batch = append(batch, envelope(e.(Step)))
		}
		if n, err := b.Forward(t.Context(), batch); err != nil || n != 20 {
			t.Fatalf("%d of 20 were published: %v", n, err)
		}
		must(t, admin.XAdd(t.Context(), &redis.XAddArgs{Stream: inbox, Values: []any{"event", "{}"}}).Err())
		select {
		case <-got:
		case <-time.After(time.Minute):
			t.Fatal("no message comes")
		}
	}
	works()
	role(">two")
	must(t, b.Use(as("two")))
	role("<one")
	must(t, admin.ClientKillByFilter(t.Context(), "USER", "shop").Err())
	works()

	if err := b.Use("amqp://shop:two@localhost"); err == nil || strings.Contains(err.Error(), "two") {
		t.Errorf("another kind of broker: %v", err)
	}
	works()
	cancel()
	must(t, <-ended)
}
