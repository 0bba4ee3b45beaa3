package broker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// natsStreams keeps events in a stream of JetStream, each under its name.
type natsStreams struct {
	at      address
	timeout time.Duration
	prefix  string
	out     link[natsConn]
	patience
}

func newNATS(at address, cfg Config) *natsStreams {
	n := &natsStreams{at: at, timeout: cfg.Timeout, prefix: cfg.Prefix, patience: cfg.patience}
	n.out = link[natsConn]{dial: n.dialOut, drop: natsConn.drop}
	return n
}

// natsConn is a connection that ends when it breaks: one that connects anew by
// itself would send what comes later without what was lost.
type natsConn struct {
	nc     *nats.Conn
	js     jetstream.JetStream
	broken <-chan struct{}
}

func (c natsConn) drop() { c.nc.Close() }

func (n *natsStreams) dial() (natsConn, error) {
	broken := make(chan struct{})
	opts := []nats.Option{
		nats.Name("rialto"), nats.NoReconnect(), nats.Timeout(n.timeout), nats.FlusherTimeout(n.timeout),
		nats.PingInterval(heartbeat), nats.MaxPingsOutstanding(2),
		nats.ClosedHandler(func(*nats.Conn) { close(broken) }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // it comes back as an error, too
	}
	if n.at.tls() {
		opts = append(opts, nats.Secure())
	}
	nc, err := nats.Connect(strings.Join(n.at.each(), ","), opts...)
	if err != nil {
		return natsConn{}, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		return natsConn{}, err
	}
	return natsConn{nc, js, broken}, nil
}

// eventsKept is how long a stream that is made here keeps events, and
// repetitionsKept how long it knows an event's id again.
const (
	eventsKept      = 7 * 24 * time.Hour
	repetitionsKept = 30 * time.Minute
)

func (n *natsStreams) dialOut(ctx context.Context) (natsConn, error) {
	c, err := n.dial()
	if err != nil {
		return c, err
	}
	err = c.ensureStream(ctx, jetstream.StreamConfig{
		Name: streamName(n.prefix), Subjects: []string{n.prefix + ".events.>"},
		Storage: jetstream.FileStorage, MaxAge: eventsKept, Duplicates: repetitionsKept,
	})
	if err != nil {
		c.drop()
		return natsConn{}, err
	}
	return c, nil
}

// streamName is a name without what a stream's name must not have.
func streamName(name string) string {
	return strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(name))
}

// ensureStream makes a stream, unless there is one, however it is set up.
func (c natsConn) ensureStream(ctx context.Context, cfg jetstream.StreamConfig) error {
	_, err := c.js.Stream(ctx, cfg.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = c.js.CreateStream(ctx, cfg)
	}
	if err != nil {
		return fmt.Errorf("stream %s: %w", cfg.Name, err)
	}
	return nil
}

func (n *natsStreams) send(ctx context.Context, messages []outgoing) ([]bool, error) {
	acknowledged := make([]bool, len(messages))
	err := n.out.use(ctx, func(c natsConn) error {
		waiting := make([]jetstream.PubAckFuture, 0, len(messages))
		var failed error
		for _, m := range messages {
			msg := nats.NewMsg(n.prefix + ".events." + m.name)
			msg.Data = m.body
			msg.Header.Set("Content-Type", contentType)
			msg.Header.Set("Subject", m.key)
			f, err := c.js.PublishMsgAsync(msg, jetstream.WithMsgID(m.id), jetstream.WithRetryAttempts(0))
			if failed = err; err != nil {
				break
			}
			waiting = append(waiting, f)
		}
		for i, f := range waiting {
			err := c.await(ctx, f)
			acknowledged[i] = err == nil
			if failed == nil {
				failed = err
			}
		}
		return failed
	})
	return acknowledged, err
}

func (c natsConn) await(ctx context.Context, f jetstream.PubAckFuture) error {
	select {
	case <-f.Ok():
		return nil
	case err := <-f.Err():
		return err
	case <-c.broken:
		return errors.New("the connection broke")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (n *natsStreams) check(ctx context.Context) (string, error) {
	return "", n.out.use(ctx, func(c natsConn) error { _, err := c.js.AccountInfo(ctx); return err })
}

func (n *natsStreams) close() { n.out.close() }
