package traces_test

import (
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"rialto/internal/traces"
)

// counter is one of the counters of an Export.
type counter struct {
	*traces.Export
	result string
}

// Collect implements prometheus.Collector.
func (c counter) Collect(ch chan<- prometheus.Metric) {
	all := make(chan prometheus.Metric, 10)
	c.Export.Collect(all)
	close(all)
	for m := range all {
		var d dto.Metric
		if m.Write(&d) == nil && d.GetLabel()[0].GetValue() == c.result {
			ch <- m
		}
	}
}
