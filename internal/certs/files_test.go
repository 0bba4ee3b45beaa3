package certs_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"rialto/internal/certs"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	dir, year := t.TempDir(), time.Now().Add(time.Hour*24*300).Truncate(time.Second)
	old, next := newPair(t, 1, year), newPair(t, 2, year.Add(time.Hour))
	certFile, keyFile := write(t, dir, "tls.crt", old.cert), write(t, dir, "tls.key", old.key)
	f, err := certs.FromFiles(certFile, keyFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	at := serveTLS(t, f.Config())

	if got := shown(t, at, old); got != "1 HTTP/2.0" {
		t.Errorf("shown: %s; want certificate 1 by HTTP/2", got)
	}
	mustEnd(t, f, year)

	t.Run("keeps the former while only one file is replaced", func(t *testing.T) {
		write(t, dir, "tls.crt", next.cert)
		if changed, err := f.Reload(); changed || err == nil {
			t.Errorf("changed %v, %v; want an error", changed, err)
		}
		if got := shown(t, at, old); got != "1 HTTP/2.0" {
			t.Errorf("shown: %s", got)
		}
	})
	t.Run("shows the new one when both are", func(t *testing.T) {
		write(t, dir, "tls.key", next.key)
		if changed, err := f.Reload(); !changed || err != nil {
			t.Fatalf("changed %v, %v", changed, err)
		}
		if got := shown(t, at, next); got != "2 HTTP/2.0" {
			t.Errorf("shown: %s", got)
		}
		mustEnd(t, f, year.Add(time.Hour))
	})
	t.Run("sees when nothing has changed", func(t *testing.T) {
		if changed, err := f.Reload(); changed || err != nil {
			t.Errorf("changed %v, %v", changed, err)
		}
	})
	t.Run("refuses TLS 1.1", func(t *testing.T) {
		conn, err := tls.Dial("tcp", at, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11})
		if err == nil {
			conn.Close()
			t.Error("it does not")
		}
	})
}

func TestFilesThatDoNotFit(t *testing.T) {
	t.Parallel()
	dir, ends := t.TempDir(), time.Now().Add(time.Hour)
	one, other := newPair(t, 1, ends), newPair(t, 2, ends)
	cert := write(t, dir, "tls.crt", one.cert)
	for name, key := range map[string]string{
		"another's key": write(t, dir, "other.key", other.key),
		"no key":        dir + "/absent",
		"not a key":     cert,
	} {
		if _, err := certs.FromFiles(cert, key, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// serveTLS serves an empty page and returns its address.
func serveTLS(t *testing.T, config *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.NotFoundHandler(), TLSConfig: config, ReadHeaderTimeout: time.Second, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	go func() { _ = srv.ServeTLS(l, "", "") }()
	t.Cleanup(func() { srv.Close() })
	return l.Addr().String()
}

// shown connects anew, trusting one certificate alone, and tells the serial number of
// the one that was shown, and the protocol.
func shown(t *testing.T, at string, trusted pair) string {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(trusted.cert)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "shop.example.com"}}
	defer transport.CloseIdleConnections()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+at+"/", http.NoBody)
	req.RequestURI = ""
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return fmt.Sprintf("%d %s", res.TLS.PeerCertificates[0].SerialNumber, res.Proto)
}

// mustEnd compares what Prometheus is told.
func mustEnd(t *testing.T, c prometheus.Collector, ends time.Time) {
	t.Helper()
	want := fmt.Sprintf(`
# HELP rialto_tls_certificate_expiry_timestamp_seconds When the certificate ends that visitors were shown last.
# TYPE rialto_tls_certificate_expiry_timestamp_seconds gauge
rialto_tls_certificate_expiry_timestamp_seconds{name="shop.example.com"} %d
`, ends.Unix())
	if err := testutil.CollectAndCompare(c, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
}
