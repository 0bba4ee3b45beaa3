package events

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river/rivertype"

	"rialto/internal/db"
)

// figures are what operators watch of events and jobs.
type figures struct {
	handled *prometheus.CounterVec
	jobs    *prometheus.HistogramVec
}

var (
	queueJobs = prometheus.NewDesc("rialto_queue_jobs", "Jobs that are not done, by their state.", []string{"queue", "state"}, nil)
	queueLag  = prometheus.NewDesc("rialto_queue_lag_seconds", "For how long the first job that could be worked on has waited.", []string{"queue"}, nil)
)

func newFigures() figures {
	return figures{
		handled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_events_total", Help: "Events that were handled by the first of their consumers: each event counts once.",
		}, []string{"event"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rialto_job_duration_seconds", Help: "How long jobs took, by how they ended: done, or failed, to be tried again or not.",
			Buckets: []float64{.005, .025, .1, .5, 2.5, 10, 60},
		}, []string{"kind", "name", "result"}),
	}
}

// work does a job and notes how it went.
func (b *Bus) work(ctx context.Context, kind, name string, do func(context.Context) error) error {
	begun := time.Now()
	err := do(ctx)
	result := "done"
	var snooze *rivertype.JobSnoozeError
	switch {
	case errors.As(err, &snooze):
		return err
	case err != nil:
		result = "failed"
	}
	b.figures.jobs.WithLabelValues(kind, name, result).Observe(time.Since(begun).Seconds())
	return err
}

// countHandled counts an event when the first of its consumers has handled it.
func (b *Bus) countHandled(event, consumer string) {
	if all := b.subscribed[event]; len(all) > 0 && all[0] == consumer {
		b.figures.handled.WithLabelValues(event).Inc()
	}
}

// Describe implements prometheus.Collector.
func (b *Bus) Describe(to chan<- *prometheus.Desc) {
	b.figures.handled.Describe(to)
	b.figures.jobs.Describe(to)
	to <- queueJobs
	to <- queueLag
}

// Collect implements prometheus.Collector. What waits is asked of the database, so
// that each process tells the same.
func (b *Bus) Collect(to chan<- prometheus.Metric) {
	b.figures.handled.Collect(to)
	b.figures.jobs.Collect(to)
	ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
	defer cancel()
	rows, err := b.pool.Query(ctx, `SELECT queue, state::text, count(*)::float8,
			coalesce(extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE state = 'available')), 0)::float8
		FROM `+db.JobsSchema+`.river_job
		WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled', 'discarded') GROUP BY queue, state`)
	if err != nil {
		to <- prometheus.NewInvalidMetric(queueJobs, err)
		return
	}
	defer rows.Close()
	lags := map[string]float64{}
	for _, name := range b.queueNames() {
		lags[name] = 0
	}
	for rows.Next() {
		var (
			queue, state string
			count, lag   float64
		)
		if err := rows.Scan(&queue, &state, &count, &lag); err != nil {
			to <- prometheus.NewInvalidMetric(queueJobs, err)
			return
		}
		to <- prometheus.MustNewConstMetric(queueJobs, prometheus.GaugeValue, count, queue, state)
		lags[queue] = max(lags[queue], lag)
	}
	if err := rows.Err(); err != nil {
		to <- prometheus.NewInvalidMetric(queueJobs, err)
		return
	}
	for queue, lag := range lags {
		to <- prometheus.MustNewConstMetric(queueLag, prometheus.GaugeValue, lag, queue)
	}
}
