package payments

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// figures are what operators watch of payments.
type figures struct {
	redactionsRefused prometheus.Counter
	webhooks          *prometheus.CounterVec
	webhookDelay      prometheus.Histogram
	waiting, oldest   *prometheus.Desc
}

func newFigures() figures {
	f := figures{
		redactionsRefused: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_payment_redactions_refused_total", Help: "Buyers whom the payment provider did not forget when it was asked to.",
		}),
		webhooks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_payment_webhooks_total", Help: "Webhooks of the payment provider: new, repeated, bad_signature, bad_event, or failed on our side.",
		}, []string{"result"}),
		webhookDelay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "rialto_payment_webhook_delay_seconds", Help: "How long after something happened at the payment provider its webhook came.",
			Buckets: []float64{1, 2.5, 5, 10, 30, 60, 300, 1800, 3600},
		}),
		waiting: prometheus.NewDesc("rialto_payment_webhooks_waiting", "Webhooks of the payment provider that came and are not worked on yet.", nil, nil),
		oldest:  prometheus.NewDesc("rialto_payment_webhooks_oldest_seconds", "How long the oldest of them has waited.", nil, nil),
	}
	for _, result := range []string{"new", "repeated", "bad_signature", "bad_event", "failed"} {
		f.webhooks.WithLabelValues(result)
	}
	return f
}

// received notes how a webhook ended.
func (f figures) received(err error, repeated bool, delay time.Duration) {
	result := "new"
	switch {
	case errors.Is(err, ErrBadSignature):
		result = "bad_signature"
	case errors.Is(err, ErrBadEvent):
		result = "bad_event"
	case err != nil:
		result = "failed"
	case repeated:
		result = "repeated"
	default:
		f.webhookDelay.Observe(max(0, delay.Seconds()))
	}
	f.webhooks.WithLabelValues(result).Inc()
}

func (s *Service) collectors() []prometheus.Collector {
	return []prometheus.Collector{s.figures.redactionsRefused, s.figures.webhooks, s.figures.webhookDelay, s.stripe.calls}
}

// Describe implements prometheus.Collector.
func (s *Service) Describe(to chan<- *prometheus.Desc) {
	for _, c := range s.collectors() {
		c.Describe(to)
	}
	to <- s.figures.waiting
	to <- s.figures.oldest
}

// Collect implements prometheus.Collector. What waits is asked of the database, so
// that each process tells the same.
func (s *Service) Collect(to chan<- prometheus.Metric) {
	for _, c := range s.collectors() {
		c.Collect(to)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	row, err := s.q.EventsWaiting(ctx, s.pool)
	if err != nil {
		to <- prometheus.NewInvalidMetric(s.figures.waiting, err)
		return
	}
	age := 0.0
	if row.Events > 0 {
		age = max(0, s.now().Sub(row.Oldest).Seconds())
	}
	to <- prometheus.MustNewConstMetric(s.figures.waiting, prometheus.GaugeValue, float64(row.Events))
	to <- prometheus.MustNewConstMetric(s.figures.oldest, prometheus.GaugeValue, age)
}
