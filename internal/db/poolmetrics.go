package db

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	poolConns     = prometheus.NewDesc("rialto_db_pool_connections", "Connections of the pool: idle, in use, or being opened.", []string{"state"}, nil)
	poolMax       = prometheus.NewDesc("rialto_db_pool_connections_max", "How many connections the pool may have.", nil, nil)
	poolAcquires  = prometheus.NewDesc("rialto_db_pool_acquires_total", "Times that a connection was taken from the pool.", nil, nil)
	poolEmpty     = prometheus.NewDesc("rialto_db_pool_empty_acquires_total", "Times that no connection was free at once.", nil, nil)
	poolCancelled = prometheus.NewDesc("rialto_db_pool_cancelled_acquires_total", "Times that waiting for a connection was given up.", nil, nil)
	poolWait      = prometheus.NewDesc("rialto_db_pool_wait_seconds_total", "How long was waited for connections.", nil, nil)
	serverConns   = prometheus.NewDesc("rialto_db_server_connections", "Connections that PostgreSQL has, of all programs.", nil, nil)
	serverMax     = prometheus.NewDesc("rialto_db_server_connections_max", "How many connections PostgreSQL lets programs have.", nil, nil)
)

// PoolMetrics tells Prometheus how much of the pool and of the server's connections
// is in use.
type PoolMetrics struct{ Pool *Pool }

// Describe implements prometheus.Collector.
func (PoolMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{poolConns, poolMax, poolAcquires, poolEmpty, poolCancelled, poolWait, serverConns, serverMax} {
		to <- d
	}
}

// Collect implements prometheus.Collector. The pool is measured also when the server
// does not answer.
func (m PoolMetrics) Collect(to chan<- prometheus.Metric) {
	s := m.Pool.Stat()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counter := func(d *prometheus.Desc, v float64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	gauge(poolConns, float64(s.IdleConns()), "idle")
	gauge(poolConns, float64(s.AcquiredConns()), "in_use")
	gauge(poolConns, float64(s.ConstructingConns()), "opening")
	gauge(poolMax, float64(s.MaxConns()))
	counter(poolAcquires, float64(s.AcquireCount()))
	counter(poolEmpty, float64(s.EmptyAcquireCount()))
	counter(poolCancelled, float64(s.CanceledAcquireCount()))
	counter(poolWait, s.EmptyAcquireWaitTime().Seconds())

	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var used, limit float64
	err := m.Pool.QueryRow(ctx, `SELECT count(*)::float8,
			(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int)::float8
		FROM pg_stat_activity WHERE backend_type = 'client backend' OR backend_type IS NULL`).Scan(&used, &limit)
	if err != nil {
		to <- prometheus.NewInvalidMetric(serverConns, err)
		return
	}
	gauge(serverConns, used)
	gauge(serverMax, limit)
}
