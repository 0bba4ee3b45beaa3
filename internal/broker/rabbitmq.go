package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// rabbit publishes to a durable topic exchange of RabbitMQ, with the event's
// name as routing key.
type rabbit struct {
	at         address
	timeout    time.Duration
	exchange   string
	unroutable func(name string)
	out        link[rabbitConn]
}

func newRabbit(at address, cfg Config, unroutable func(string)) *rabbit {
	r := &rabbit{at: at, timeout: cfg.Timeout, exchange: cfg.Prefix + ".events", unroutable: unroutable}
	r.out = link[rabbitConn]{dial: r.dialOut, drop: rabbitConn.drop}
	return r
}

// rabbitConn is a connection with one channel.
type rabbitConn struct {
	conn *amqp.Connection
	ch   *amqp.Channel
	wire net.Conn
}

// drop ends the connection without asking the broker, which may not answer.
func (c rabbitConn) drop() {
	_ = c.wire.Close()
	_ = c.conn.Close() // it says that the wire is gone
}

// dial connects to the first host that answers.
func (r *rabbit) dial(ctx context.Context) (rabbitConn, error) {
	var errs []error
	for _, url := range r.at.each() {
		c, err := r.dialHost(ctx, url)
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return rabbitConn{}, errors.Join(errs...)
}

const heartbeat = 10 * time.Second

func (r *rabbit) dialHost(ctx context.Context, url string) (rabbitConn, error) {
	var c rabbitConn
	cfg := amqp.Config{
		Heartbeat: heartbeat, Properties: amqp.Table{"connection_name": "rialto"},
		Dial: func(network, addr string) (net.Conn, error) {
			wire, err := (&net.Dialer{Timeout: r.timeout}).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			c.wire = wire
			return wire, wire.SetDeadline(time.Now().Add(r.timeout)) // of the handshake, which takes it away
		},
	}
	var err error
	if c.conn, err = amqp.DialConfig(url, cfg); err != nil {
		return rabbitConn{}, err
	}
	stop := context.AfterFunc(ctx, c.drop)
	defer stop()
	if c.ch, err = c.conn.Channel(); err != nil {
		c.drop()
		return rabbitConn{}, err
	}
	return c, nil
}

// dialOut connects, makes the exchange and asks for confirmations.
func (r *rabbit) dialOut(ctx context.Context) (rabbitConn, error) {
	c, err := r.dial(ctx)
	if err != nil {
		return c, err
	}
	stop := context.AfterFunc(ctx, c.drop)
	defer stop()
	if err := c.ch.ExchangeDeclare(r.exchange, amqp.ExchangeTopic, true, false, false, false, nil); err != nil {
		c.drop()
		return rabbitConn{}, fmt.Errorf("exchange %s: %w", r.exchange, err)
	}
	if err := c.ch.Confirm(false); err != nil {
		c.drop()
		return rabbitConn{}, err
	}
	returned := c.ch.NotifyReturn(make(chan amqp.Return, 1))
	go func() {
		for m := range returned { // until the channel closes
			r.unroutable(m.RoutingKey)
		}
	}()
	return c, nil
}

func (r *rabbit) send(ctx context.Context, messages []outgoing) ([]bool, error) {
	acknowledged := make([]bool, len(messages))
	err := r.out.use(ctx, func(c rabbitConn) error {
		waiting := make([]*amqp.DeferredConfirmation, 0, len(messages))
		var failed error
		for _, m := range messages {
			// Mandatory: what no queue wants comes back, and is noted.
			d, err := c.ch.PublishWithDeferredConfirm(r.exchange, m.name, true, false, amqp.Publishing{
				MessageId: m.id, Type: m.name, AppId: "rialto", ContentType: contentType, Timestamp: time.Now(),
				DeliveryMode: amqp.Persistent, Headers: amqp.Table{"subject": m.key}, Body: m.body,
			})
			if failed = err; err != nil {
				break
			}
			waiting = append(waiting, d)
		}
		for i, d := range waiting {
			ok, err := d.WaitContext(ctx)
			acknowledged[i] = ok
			if failed == nil && err != nil {
				failed = err
			}
			if failed == nil && !ok {
				failed = errors.New("not confirmed")
			}
		}
		return failed
	})
	return acknowledged, err
}

func (r *rabbit) check(ctx context.Context) (string, error) {
	return "", r.out.use(ctx, func(rabbitConn) error { return nil })
}

func (r *rabbit) close() { r.out.close() }
