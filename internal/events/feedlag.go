package events

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// Feed is how far a follower is behind.
type Feed struct {
	Follower string
	Waiting  int
	Lag      time.Duration // for how long the first event has waited
}

// Feeds returns how far each follower is behind.
func (b *Bus) Feeds(ctx context.Context) ([]Feed, error) {
	rows, err := b.pool.Query(ctx, `SELECT w.follower, count(f.seq), coalesce(extract(epoch FROM now() - min(f.at)), 0)::float8
		FROM unnest($1::text[]) WITH ORDINALITY AS w (follower, n) LEFT JOIN events.feed f USING (follower)
		GROUP BY w.follower, w.n ORDER BY w.n`, b.followerNames())
	if err != nil {
		return nil, fmt.Errorf("measure feeds: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Feed, error) {
		var f Feed
		var lag float64
		err := row.Scan(&f.Follower, &f.Waiting, &lag)
		f.Lag = max(0, time.Duration(lag*float64(time.Second)))
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("measure feeds: %w", err)
	}
	return list, nil
}

var (
	feedWaiting = prometheus.NewDesc("rialto_feed_waiting", "Events that a follower has not had yet.", []string{"follower"}, nil)
	feedLag     = prometheus.NewDesc("rialto_feed_lag_seconds", "For how long the first event that a follower has not had has waited.", []string{"follower"}, nil)
)

const measureTimeout = 5 * time.Second

// FeedMetrics tells Prometheus how far followers are behind.
type FeedMetrics struct{ Bus *Bus }

// Describe implements prometheus.Collector.
func (FeedMetrics) Describe(ch chan<- *prometheus.Desc) { ch <- feedWaiting; ch <- feedLag }

// Collect implements prometheus.Collector. Without the database there are no
// figures, and an error in their place.
func (m FeedMetrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), measureTimeout)
	defer cancel()
	list, err := m.Bus.Feeds(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(feedWaiting, err)
		return
	}
	for _, f := range list {
		ch <- prometheus.MustNewConstMetric(feedWaiting, prometheus.GaugeValue, float64(f.Waiting), f.Follower)
		ch <- prometheus.MustNewConstMetric(feedLag, prometheus.GaugeValue, f.Lag.Seconds(), f.Follower)
	}
}
