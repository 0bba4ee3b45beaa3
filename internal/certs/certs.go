// Package certs holds the certificates of the program's own TLS: those in files, which
// may be replaced while it runs, or those that an ACME authority such as Let's Encrypt
// issues and renews. It never accepts connections itself.
package certs

import (
	"crypto/tls"

	"github.com/prometheus/client_golang/prometheus"
)

// Source hands out certificates, and tells Prometheus when they end.
type Source struct {
	get     func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	protos  []string
	expires *prometheus.GaugeVec
}

func newSource(get func(*tls.ClientHelloInfo) (*tls.Certificate, error), protos ...string) *Source {
	return &Source{
		get: get, protos: append([]string{"h2", "http/1.1"}, protos...),
		expires: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rialto_tls_certificate_expiry_timestamp_seconds", Help: "When the certificate ends that visitors were shown last.",
		}, []string{"name"}),
	}
}

// Config serves HTTP/2 and HTTP/1.1 with TLS 1.2 or newer.
func (s *Source) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: s.protos, GetCertificate: s.certificate}
}

func (s *Source) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	cert, err := s.get(hello)
	// What answers a challenge of ACME is no certificate for visitors.
	if err == nil && cert.Leaf != nil {
		s.note(cert)
	}
	return cert, err
}

func (s *Source) note(cert *tls.Certificate) {
	leaf := cert.Leaf
	name := leaf.Subject.CommonName
	if len(leaf.DNSNames) > 0 {
		name = leaf.DNSNames[0]
	}
	s.expires.WithLabelValues(name).Set(float64(leaf.NotAfter.Unix()))
}

// Describe implements prometheus.Collector.
func (s *Source) Describe(to chan<- *prometheus.Desc) { s.expires.Describe(to) }

// Collect implements prometheus.Collector.
func (s *Source) Collect(to chan<- prometheus.Metric) { s.expires.Collect(to) }
