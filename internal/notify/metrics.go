package notify

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// collectTimeout is for the one query that tells what waits.
const collectTimeout = 2 * time.Second

var (
	queuedDesc = prometheus.NewDesc("rialto_mails_queued", "Mails that wait to be sent.", []string{"kind"}, nil)
	oldestDesc = prometheus.NewDesc("rialto_mails_oldest_seconds", "How long the oldest of them has waited.", []string{"kind"}, nil)
)

// figures count what became of attempts to send in this process.
type figures struct{ attempts *prometheus.CounterVec }

func newFigures() figures {
	return figures{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rialto_mail_attempts_total", Help: "Attempts to send a mail: sent, put_off to try again, or failed for good.",
	}, []string{"kind", "outcome"})}
}

func (f figures) count(kind, outcome string) { f.attempts.WithLabelValues(kind, outcome).Inc() }

// Describe implements prometheus.Collector.
func (s *Service) Describe(to chan<- *prometheus.Desc) {
	s.figures.attempts.Describe(to)
	to <- queuedDesc
	to <- oldestDesc
}

// Collect implements prometheus.Collector. What waits is asked of the database, so
// that each process tells the same.
func (s *Service) Collect(to chan<- prometheus.Metric) {
	s.figures.attempts.Collect(to)
	ctx, cancel := context.WithTimeout(context.Background(), collectTimeout)
	defer cancel()
	rows, err := s.q.Waiting(ctx, s.pool)
	if err != nil {
		to <- prometheus.NewInvalidMetric(queuedDesc, err)
		return
	}
	for _, r := range rows {
		to <- prometheus.MustNewConstMetric(queuedDesc, prometheus.GaugeValue, float64(r.Mails), r.Kind)
		to <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, s.now().Sub(r.Oldest).Seconds(), r.Kind)
	}
}
