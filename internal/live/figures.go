package live

import "github.com/prometheus/client_golang/prometheus"

// figures are what operators see of streams.
type figures struct {
	streams, listening prometheus.Gauge
	sent, dropped      prometheus.Counter
	refused            *prometheus.CounterVec
	cut                prometheus.Counter
}

func newFigures() figures {
	return figures{
		streams:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "rialto_live_streams", Help: "Streams that are open."}),
		listening: prometheus.NewGauge(prometheus.GaugeOpts{Name: "rialto_live_listening", Help: "1 while notices of the database come."}),
		sent:      prometheus.NewCounter(prometheus.CounterOpts{Name: "rialto_live_notices_sent_total", Help: "Notices given to streams."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_live_notices_dropped_total", Help: "Notices that were too many for a stream, which was told to read everything instead."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rialto_live_streams_refused_total", Help: "Streams that were not opened."}, []string{"reason"}),
		cut: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rialto_live_streams_cut_total", Help: "Streams whose reader did not take what was sent."}),
	}
}

func (f figures) hears(listening bool) {
	if listening {
		f.listening.Set(1)
	} else {
		f.listening.Set(0)
	}
}

func (f figures) all() []prometheus.Collector {
	return []prometheus.Collector{f.streams, f.listening, f.sent, f.dropped, f.refused, f.cut}
}

// Describe implements prometheus.Collector.
func (s *Service) Describe(to chan<- *prometheus.Desc) {
	for _, c := range s.figures.all() {
		c.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (s *Service) Collect(to chan<- prometheus.Metric) {
	for _, c := range s.figures.all() {
		c.Collect(to)
	}
}

// CountCut counts a stream whose reader was too slow.
func (s *Service) CountCut() { s.figures.cut.Inc() }
