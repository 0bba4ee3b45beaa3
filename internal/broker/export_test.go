package broker

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Published counts what the broker has acknowledged.
func (b *Broker) Published() prometheus.Counter { return b.published }

// Unroutable counts what no queue of RabbitMQ wanted.
func (b *Broker) Unroutable() prometheus.Counter { return b.returned }

// Impatient makes everything that waits for minutes wait for moments.
func Impatient(cfg Config) Config {
	cfg.patience = patience{
		tries: 3, first: 20 * time.Millisecond, longest: 50 * time.Millisecond, handling: 5 * time.Second,
		untaken: time.Second, reconnect: 50 * time.Millisecond,
	}
	return cfg
}
