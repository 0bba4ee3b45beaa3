package app

import (
	"log/slog"

	"rialto/internal/backup"
	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/metrics"
)

// figuresOf is what the modules tell Prometheus.
func (m *modules) figuresOf(cfg Config, log *slog.Logger) *metrics.Metrics {
	met := metrics.New(log, Version)
	met.Register(m.limits)
	met.Register(m.auth)
	met.Register(m.payments)
	met.Register(m.live)
	met.Register(m.notify)
	met.Register(m.webhooks)
	met.Register(m.secrets)
	met.Register(events.JobMetrics{Bus: m.bus})
	met.Register(events.FeedMetrics{Bus: m.bus})
	met.Register(db.PoolMetrics{Pool: m.db.pool})
	if m.replicas != nil {
		met.Register(m.replicas)
	}
	if cfg.Backup.URL != "" {
		met.Register(backup.Metrics{Pool: m.db.pool})
	}
	if m.broker != nil {
		met.Register(m.broker)
	}
	if m.encryption.metrics != nil {
		met.Register(m.encryption.metrics)
	}
	return met
}
