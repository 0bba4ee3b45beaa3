// Command example-consumer counts the paid orders of a marketplace, each once,
// from the events in a Redis. It is an example for those who follow events: see
// docs/guides/follow-events.md.
//
//	go run ./docs/guides/example-consumer -broker redis://localhost:6379 -database postgres://localhost/mine
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

const (
	stream = "rialto.events"
	group  = "paid-orders" // one for each system that follows
)

// event is what of a CloudEvent this consumer needs.
type event struct {
	ID      string    `json:"id"`
	Source  string    `json:"source"`
	Type    string    `json:"type"`
	Subject string    `json:"subject"`
	Time    time.Time `json:"time"`
}

func main() {
	if err := follow(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "example-consumer:", err)
		os.Exit(1)
	}
}

func follow() error {
	broker := flag.String("broker", "redis://localhost:6379", "address of the Redis")
	database := flag.String("database", "", "address of a PostgreSQL of your own")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(ctx, *broker, *database)
}

// run consumes until ctx ends or something fails. Whoever supervises the program
// starts it again: it goes on where it was.
func run(ctx context.Context, broker, database string) error {
	options, err := redis.ParseURL(broker)
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer client.Close() //nolint:errcheck // nothing waits in it
	db, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer db.Close(context.WithoutCancel(ctx))
	if _, err := db.Exec(ctx, schema); err != nil {
		return err
	}
	// From the beginning of the stream; "$" would be: from now on.
	err = client.XGroupCreateMkStream(ctx, stream, group, "0").Err()
	if err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
		return err
	}
	// First what was read before a crash and not acknowledged, then what is new.
	for from := "0"; ; {
		n, err := consume(ctx, client, db, from)
		if err != nil {
			return err
		}
		if n == 0 {
			from = ">"
		}
	}
}

// consume reads from a position, processes and acknowledges.
func consume(ctx context.Context, client *redis.Client, db *pgx.Conn, from string) (int, error) {
	streams, err := client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: group, Consumer: "one", Streams: []string{stream, from}, Count: 100, Block: time.Second,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	for _, m := range streams[0].Messages {
		body, _ := m.Values["event"].(string)
		var ev event
		if err := json.Unmarshal([]byte(body), &ev); err != nil {
			return 0, err
		}
		if err := process(ctx, db, ev); err != nil {
			return 0, err
		}
		if err := client.XAck(ctx, stream, group, m.ID).Err(); err != nil {
			return 0, err
		}
	}
	return len(streams[0].Messages), nil
}

const schema = `
	CREATE TABLE IF NOT EXISTS seen_events (source text, id text, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (source, id));
	CREATE TABLE IF NOT EXISTS paid_orders (day date PRIMARY KEY, orders bigint NOT NULL)`

// process has the effect of an event once, however often it comes: that it was
// seen is written in the transaction of its effect. Rows of seen_events are of no
// use after some days.
func process(ctx context.Context, db *pgx.Conn, ev event) error {
	if ev.Type != "order.paid" {
		return nil
	}
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "INSERT INTO seen_events (source, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", ev.Source, ev.ID)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO paid_orders VALUES ($1::timestamptz AT TIME ZONE 'UTC', 1)
			ON CONFLICT (day) DO UPDATE SET orders = paid_orders.orders + 1`, ev.Time)
		return err
	})
}
