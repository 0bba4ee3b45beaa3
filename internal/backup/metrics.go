package backup

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/db"
)

var (
	lastSuccess = prometheus.NewDesc("rialto_backup_last_success_timestamp_seconds", "When the newest base backup was complete; 0: there is none.", nil, nil)
	lastBytes   = prometheus.NewDesc("rialto_backup_last_bytes", "How much the newest base backup takes in the store.", nil, nil)
	lagSeconds  = prometheus.NewDesc("rialto_backup_wal_lag_seconds", "How old the newest commit is that is known to be archived, while something is committed every few seconds.", nil, nil)
	lagBytes    = prometheus.NewDesc("rialto_backup_wal_lag_bytes", "How much WAL the server keeps because it is not archived yet.", nil, nil)
)

// Metrics tells Prometheus how old the backups are. Every process tells the same, so that
// it is known also when none archives.
type Metrics struct{ Pool *db.Pool }

// Describe implements prometheus.Collector.
func (Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lastSuccess, lastBytes, lagSeconds, lagBytes} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m Metrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var at, size float64
	var behind, kept *float64
	err := m.Pool.QueryRow(ctx, `SELECT coalesce(extract(epoch FROM h.base_at), 0)::float8, coalesce(h.base_bytes, 0)::float8,
			extract(epoch FROM clock_timestamp() - h.archived_at)::float8,
			(SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) FROM pg_replication_slots WHERE slot_name = $1)::float8
		FROM (SELECT) one LEFT JOIN backup.heartbeat h ON true`, slotName).Scan(&at, &size, &behind, &kept)
	if err != nil {
		to <- prometheus.NewInvalidMetric(lastSuccess, err)
		return
	}
	gauge := func(d *prometheus.Desc, v float64) { to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	gauge(lastSuccess, at)
	gauge(lastBytes, size)
	if behind != nil {
		gauge(lagSeconds, *behind)
	}
	if kept != nil {
		gauge(lagBytes, *kept)
	}
}
