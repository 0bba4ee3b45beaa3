package broker

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// figures count what goes out and comes in.
type figures struct {
	published, failures, returned prometheus.Counter
	received                      *prometheus.CounterVec
}

func newFigures(kind Kind) figures {
	labels := prometheus.Labels{"broker": string(kind)}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels})
	}
	return figures{
		published: counter("rialto_broker_published_total", "Events that the broker has acknowledged."),
		failures:  counter("rialto_broker_failures_total", "Times that the broker did not take events; they are tried again."),
		returned:  counter("rialto_broker_unroutable_total", "Events that no queue of RabbitMQ wanted."),
		received: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_broker_received_total", Help: "Messages that came in: done, or put to the dead letters.", ConstLabels: labels,
		}, []string{"topic", "result"}),
	}
}

func (f figures) all() []prometheus.Collector {
	return []prometheus.Collector{f.published, f.failures, f.returned, f.received}
}

// Describe implements prometheus.Collector.
func (f figures) Describe(to chan<- *prometheus.Desc) {
	for _, c := range f.all() {
		c.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (f figures) Collect(to chan<- prometheus.Metric) {
	for _, c := range f.all() {
		c.Collect(to)
	}
}

// unroutable notes that no queue wanted an event.
func (b *Broker) unroutable(name string) {
	if b.unwanted.again() {
		b.log.Warn("no queue of RabbitMQ is bound to an event: nobody will get it", "event", name)
	}
	b.returned.Inc()
}

// seldom lets one thing be said once a minute.
type seldom struct {
	mu   sync.Mutex
	last time.Time
}

func (s *seldom) again() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.last) < time.Minute {
		return false
	}
	s.last = time.Now()
	return true
}
