package events

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river/rivertype"
)

// figures count what this process did.
type figures struct {
	took    *prometheus.HistogramVec
	failed  *prometheus.CounterVec
	handled *prometheus.CounterVec
}

func newFigures() figures {
	return figures{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rialto_job_duration_seconds", Help: "How long jobs ran.",
			Buckets: []float64{.005, .02, .1, .5, 2, 10, 30, 120},
		}, []string{"kind", "name"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_job_failures_total", Help: "Attempts of jobs that failed.",
		}, []string{"kind", "name"}),
		handled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_events_total", Help: "Events, each counted once: when the first of its consumers has handled it.",
		}, []string{"event"}),
	}
}

// measure times do, a job, and counts it if it fails: not if it was cancelled or put
// off.
func (f figures) measure(kind, name string, do func() error) (err error) {
	begun, good := time.Now(), false // and stays false when do panics
	defer func() {
		f.took.WithLabelValues(kind, name).Observe(time.Since(begun).Seconds())
		if !good {
			f.failed.WithLabelValues(kind, name).Inc()
		}
	}()
	err = do()
	good = err == nil || errors.Is(err, context.Canceled)
	return err
}

var (
	queueJobs    = prometheus.NewDesc("rialto_queue_jobs", "Jobs of a queue, by state.", []string{"queue", "state"}, nil)
	queueLag     = prometheus.NewDesc("rialto_queue_lag_seconds", "For how long the first job that could be worked on has waited.", []string{"queue"}, nil)
	queuePaused  = prometheus.NewDesc("rialto_queue_paused", "1 when no job of the queue is begun.", []string{"queue"}, nil)
	queueWorkers = prometheus.NewDesc("rialto_queue_workers", "How many jobs of the queue run at a time in this process.", []string{"queue"}, nil)
)

// JobMetrics tells Prometheus of jobs: of the queues, which all processes share, and
// of what this process did.
type JobMetrics struct{ Bus *Bus }

// Describe implements prometheus.Collector.
func (m JobMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{queueJobs, queueLag, queuePaused, queueWorkers} {
		ch <- d
	}
	m.Bus.figures.took.Describe(ch)
	m.Bus.figures.failed.Describe(ch)
	m.Bus.figures.handled.Describe(ch)
}

// Collect implements prometheus.Collector. Without the database there are no figures
// of queues, and an error in their place.
func (m JobMetrics) Collect(ch chan<- prometheus.Metric) {
	m.Bus.figures.took.Collect(ch)
	m.Bus.figures.failed.Collect(ch)
	m.Bus.figures.handled.Collect(ch)
	ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
	defer cancel()
	list, err := m.Bus.Queues(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(queueJobs, err)
		return
	}
	for _, q := range list {
		gauge := func(d *prometheus.Desc, v float64, label ...string) {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, append([]string{q.Name}, label...)...)
		}
		for _, state := range rivertype.JobStates() {
			gauge(queueJobs, float64(q.Counts[string(state)]), string(state))
		}
		gauge(queueLag, q.Lag.Seconds())
		paused := 0.
		if q.PausedAt != nil {
			paused = 1
		}
		gauge(queuePaused, paused)
		gauge(queueWorkers, float64(q.Workers))
	}
}
