package stocksync_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"rialto/internal/broker"
	"rialto/internal/broker/brokertest"
	"rialto/internal/db"
)

// A consumer in a process of its own, which is this program once more.
const (
	crashDatabase = "RIALTO_STOCKSYNC_DATABASE"
	crashBroker   = "RIALTO_STOCKSYNC_BROKER"
	crashWord     = "written"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(crashDatabase); dsn != "" {
		if err := consumeUntilKilled(dsn, os.Getenv(crashBroker)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	brokertest.Main(m)
}

// consumeUntilKilled takes a message over, says so and never acknowledges it.
func consumeUntilKilled(dsn, url string) error {
	ctx := context.Background()
	pool, err := db.Open(ctx, dsn, 4)
	if err != nil {
		return err
	}
	s, err := newShop(ctx, pool)
	if err != nil {
		return err
	}
	return subscribe(ctx, url, func(ctx context.Context, m broker.Message) error {
		if err := s.Handle(ctx, m); err != nil {
			return err
		}
		fmt.Println(crashWord)
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0) // the test is gone
		return nil
	})
}

func subscribe(ctx context.Context, url string, handle func(context.Context, broker.Message) error) error {
	b, err := broker.Open(broker.Config{URL: url, Prefix: "rialto", Source: "https://shop.example", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer b.Close()
	return b.Subscribe(ctx, broker.Subscription{Topic: "inventory", Group: "stock", Handle: handle})
}

// A consumer is killed after its write and before its acknowledgement. The broker
// gives the message to the next one; its effect is there once.
func TestConsumerIsKilledBeforeItAcknowledges(t *testing.T) {
	t.Parallel()
	s := setup(t)
	url := brokertest.RabbitMQ(t).URL

	killed := exec.Command(os.Args[0])
	killed.Env = append(os.Environ(), crashDatabase+"="+s.pool.Config().ConnString(), crashBroker+"="+url)
	killed.Stderr = os.Stderr
	_, err := killed.StdinPipe() // its end tells the child that the test is gone
	must(t, err)
	out, err := killed.StdoutPipe()
	must(t, err)
	must(t, killed.Start())
	t.Cleanup(func() { _ = killed.Process.Kill(); _ = killed.Wait() })

	conn, err := amqp.Dial(url)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	ch, err := conn.Channel()
	must(t, err)
	_, err = ch.QueueDeclare("rialto.inventory", true, false, false, false, nil)
	must(t, err)
	send := func(m broker.Message) {
		must(t, ch.PublishWithContext(t.Context(), "", "rialto.inventory", false, false, amqp.Publishing{Body: m.Body}))
	}
	send(said("1", time.Time{}, `{"sku":"MUG","quantity":7}`))
	if word, err := bufio.NewReader(out).ReadString('\n'); word != crashWord+"\n" {
		t.Fatalf("the consumer said %q, %v", word, err)
	}
	must(t, killed.Process.Kill())
	s.want(t, 7, 10)
	s.sell(t, s.mug, 2)
	send(said("2", time.Time{}, `{"sku":"PLATE","quantity":4}`))

	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var came int
	must(t, subscribe(ctx, url, func(ctx context.Context, m broker.Message) error {
		err := s.Handle(ctx, m)
		if came++; came == 2 {
			stop()
		}
		return err
	}))
	if came != 2 {
		t.Errorf("%d messages came, want the first again and the second", came)
	}
	s.want(t, 5, 4) // not 7: that was before two were sold
	if n := s.movements(t, s.mug); n != 2 {
		t.Errorf("%d movements of the mug, want the message's and the sale's", n)
	}
}
