// Package broker brings events to systems outside of the marketplace and takes
// their messages in, over Redis Streams, RabbitMQ, Kafka or NATS JetStream.
//
// Outbound it follows the feed of package events: every event is a CloudEvent,
// is acknowledged by the broker before the feed forgets it, and comes in the
// order of its aggregate. It arrives at least once; a repetition has the same
// id. While the broker is away, events wait in PostgreSQL.
//
// Inbound, Subscribe hands messages to a function and acknowledges each after
// the function has returned.
//
// Nothing here waits without an end: each call has a timeout, and a connection
// that failed once is not used again. The package decides nothing about what
// events mean.
package broker

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Config says which broker, and how it is spoken to.
type Config struct {
	URL    string // as CheckURL wants it
	Prefix string // before the name of each stream, exchange, topic and queue, as CheckPrefix wants it
	Source string // public address of the marketplace: the source of its events
	Log    *slog.Logger

	// Timeout is how long the broker may take for one answer; 10 s if zero.
	Timeout time.Duration
	// Backlog is the size of Redis's stream, in events: older ones are dropped,
	// read or not. 1 000 000 if zero.
	Backlog int64

	patience patience
}

const (
	defaultTimeout = 10 * time.Second
	defaultBacklog = 1_000_000
)

// Broker speaks to one broker. As a prometheus.Collector it tells how much was
// published, and how often that failed. It is safe for concurrent use.
type Broker struct {
	kind     Kind
	source   string
	prefix   string
	now      atomic.Pointer[connected]
	timeout  time.Duration
	patience patience
	log      *slog.Logger
	unwanted seldom
	cfg      Config
	figures
}

// Open returns a Broker that connects when it is first used, and again after
// each failure. The caller closes it.
func Open(cfg Config) (*Broker, error) {
	at, err := parseAddress(cfg.URL)
	if err != nil {
		return nil, err
	}
	if err := CheckPrefix(cfg.Prefix); err != nil {
		return nil, err
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Backlog == 0 {
		cfg.Backlog = defaultBacklog
	}
	if cfg.patience == (patience{}) {
		cfg.patience = defaultPatience
	}
	b := &Broker{
		kind: at.kind, source: cfg.Source, prefix: cfg.Prefix, timeout: cfg.Timeout, patience: cfg.patience,
		log: cfg.Log, figures: newFigures(at.kind),
	}
	b.cfg = cfg
	b.now.Store(b.connect(at))
	return b, nil
}

// connected is one way to the broker.
type connected struct {
	transport
	left chan struct{} // closed when another way is taken
}

func (b *Broker) connect(at address) *connected {
	return &connected{b.open(at, b.cfg), make(chan struct{})}
}

// Use speaks to the broker at another address from now on, or as somebody else. What is
// being published fails, and is published again by whoever follows the feed. Another kind
// of broker is an error: what waits in the one is not in the other.
func (b *Broker) Use(url string) error {
	at, err := parseAddress(url)
	if err != nil {
		return err
	}
	if at.kind != b.kind {
		return errOtherKind
	}
	former := b.now.Swap(b.connect(at))
	close(former.left)
	former.close()
	return nil
}

func (b *Broker) open(at address, cfg Config) transport {
	switch at.kind {
	case Redis:
		return newRedis(at, cfg)
	case RabbitMQ:
		return newRabbit(at, cfg, b.unroutable)
	case Kafka:
		return newKafka(at, cfg)
	default:
		return newNATS(at, cfg)
	}
}

// Kind is the kind of the broker.
func (b *Broker) Kind() Kind { return b.kind }

// Check asks whether the broker can be used. advice says what is wrong with a
// broker that can, and is empty if nothing is.
func (b *Broker) Check(ctx context.Context) (advice string, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	return b.now.Load().check(ctx)
}

// Close ends the connections. What is being published fails.
func (b *Broker) Close() { b.now.Load().close() }
