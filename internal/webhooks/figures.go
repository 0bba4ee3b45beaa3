package webhooks

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// figures are what operators watch.
type figures struct {
	attempts        *prometheus.CounterVec
	pending, paused *prometheus.Desc
}

func newFigures() figures {
	f := figures{
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_webhook_attempts_total", Help: "Requests to webhook endpoints, by how they ended.",
		}, []string{"result"}),
		pending: prometheus.NewDesc("rialto_webhook_deliveries_pending", "Webhook deliveries that are still to be made, those of paused endpoints included.", nil, nil),
		paused:  prometheus.NewDesc("rialto_webhook_endpoints_paused", "Webhook endpoints that are paused.", nil, nil),
	}
	for _, r := range []Result{OK, Refused, Redirect, ResultGone, Timeout, NotPublic, UnknownHost, BadTLS, Unreachable} {
		f.attempts.WithLabelValues(string(r))
	}
	return f
}

// Describe implements prometheus.Collector.
func (s *Service) Describe(to chan<- *prometheus.Desc) {
	s.attempts.Describe(to)
	to <- s.pending
	to <- s.paused
}

// Collect implements prometheus.Collector.
func (s *Service) Collect(to chan<- prometheus.Metric) {
	s.attempts.Collect(to)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	f, err := s.q.Figures(ctx, s.Pool)
	if err != nil {
		to <- prometheus.NewInvalidMetric(s.pending, err)
		return
	}
	to <- prometheus.MustNewConstMetric(s.pending, prometheus.GaugeValue, float64(f.Pending))
	to <- prometheus.MustNewConstMetric(s.paused, prometheus.GaugeValue, float64(f.Paused))
}
