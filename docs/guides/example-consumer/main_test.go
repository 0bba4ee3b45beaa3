package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"rialto/internal/broker/brokertest"
	"rialto/internal/db/dbtest"
)

func TestMain(m *testing.M) { brokertest.Main(m) }

func TestConsumerCountsEachOrderOnce(t *testing.T) {
	t.Parallel()
	s := brokertest.Redis(t)
	o, err := redis.ParseURL(s.URL)
	must(t, err)
	client := redis.NewClient(o)
	defer client.Close()
	owner := dbtest.Owner(t, dbtest.New(t))
	add := func(id, kind string) {
		body := fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"https://market.example","type":%q,"subject":"1","time":"2026-11-27T12:00:00Z"}`, id, kind)
		must(t, client.XAdd(t.Context(), &redis.XAddArgs{Stream: stream, Values: []any{"id", id, "event", body}}).Err())
	}
	add("a", "order.paid")
	add("a", "order.paid") // the marketplace was not sure
	add("b", "order.paid")
	add("c", "order.placed")

	// It read them, counted the first, and was killed before it said so.
	must(t, client.XGroupCreateMkStream(t.Context(), stream, group, "0").Err())
	read, err := client.XReadGroup(t.Context(), &redis.XReadGroupArgs{Group: group, Consumer: "one", Streams: []string{stream, ">"}}).Result()
	must(t, err)
	if n := len(read[0].Messages); n != 4 {
		t.Fatalf("%d messages were read", n)
	}
	database := owner.Config().ConnString()
	killed, err := pgx.Connect(t.Context(), database)
	must(t, err)
	defer killed.Close(t.Context())
	_, err = killed.Exec(t.Context(), schema)
	must(t, err)
	at := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	must(t, process(t.Context(), killed, event{ID: "a", Source: "https://market.example", Type: "order.paid", Time: at}))

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, s.URL, database) }()
	for begun := time.Now(); ; {
		pending, err := client.XPending(t.Context(), stream, group).Result()
		must(t, err)
		if pending.Count == 0 {
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		case <-time.After(5 * time.Millisecond):
			if time.Since(begun) > time.Minute {
				t.Fatal("it does not process")
			}
		}
	}
	var orders int
	must(t, owner.QueryRow(t.Context(), "SELECT orders FROM paid_orders WHERE day = '2026-11-27'").Scan(&orders))
	if orders != 2 {
		t.Errorf("%d orders were counted, want 2", orders)
	}
	cancel()
	<-ended
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
