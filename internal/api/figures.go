package api

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/metrics"
)

// figures are what operators watch of the API.
type figures struct {
	refused   *prometheus.CounterVec
	hit, miss prometheus.Counter
}

func newFigures() figures {
	reads := func(result string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_cache_reads_total", Help: "Reads of what is the same for everybody, answered from memory (hit) or not (miss).",
			ConstLabels: prometheus.Labels{"result": result},
		})
	}
	return figures{
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_api_problems_total", Help: "Requests answered with a problem, by its code.",
		}, []string{"operation", "code"}),
		hit: reads("hit"), miss: reads("miss"),
	}
}

func (f figures) problem(ctx context.Context, code string) {
	f.refused.WithLabelValues(metrics.Operation(ctx), code).Inc()
}

func (f figures) all() []prometheus.Collector {
	return []prometheus.Collector{f.refused, f.hit, f.miss}
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
