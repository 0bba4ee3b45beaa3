package db

import "github.com/prometheus/client_golang/prometheus"

var replicaLag = prometheus.NewDesc("rialto_replica_lag_seconds",
	"How far a replica is behind the primary: 0 when it has all, growing while it does not answer.", []string{"replica"}, nil)

// newReadsMetric counts from the start where reads go, so that nothing begins with a gap.
func newReadsMetric() *prometheus.CounterVec {
	reads := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rialto_reads_total", Help: "Reads that may go to a replica, by where they went and why.",
	}, []string{"target", "reason"})
	reads.WithLabelValues("replica", string(fresh))
	for _, why := range reasons {
		reads.WithLabelValues("primary", string(why))
	}
	return reads
}

// Describe implements prometheus.Collector.
func (r *Replicas) Describe(to chan<- *prometheus.Desc) {
	to <- replicaLag
	r.reads.Describe(to)
}

// Collect implements prometheus.Collector.
func (r *Replicas) Collect(to chan<- prometheus.Metric) {
	for _, one := range r.all {
		to <- prometheus.MustNewConstMetric(replicaLag, prometheus.GaugeValue, r.lag(one).Seconds(), one.name)
	}
	r.reads.Collect(to)
}
