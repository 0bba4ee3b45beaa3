package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"rialto/internal/certs"
)

// TLSConfig is what the program needs to know to speak HTTPS itself.
type TLSConfig struct {
	CertFile      string   `name:"tls-cert-file" help:"PEM file of the certificate with its chain, for HTTPS; read again when it changes." env:"RIALTO_TLS_CERT_FILE" type:"path"`
	KeyFile       string   `name:"tls-key-file" help:"PEM file of the certificate's key." env:"RIALTO_TLS_KEY_FILE" type:"path"`
	ACMEHosts     []string `name:"acme-hosts" help:"Names for which to get certificates by ACME, for HTTPS. Their terms count as accepted." env:"RIALTO_ACME_HOSTS" placeholder:"NAME"`
	ACMEEmail     string   `name:"acme-email" help:"Whom the ACME authority may write to." env:"RIALTO_ACME_EMAIL" placeholder:"ADDRESS"`
	ACMEDirectory string   `name:"acme-directory" help:"The ACME authority. Default: Let's Encrypt." env:"RIALTO_ACME_DIRECTORY" placeholder:"URL"`
	RedirectAddr  string   `help:"Address that sends visitors from HTTP to HTTPS and answers ACME, such as :80. Default: none." env:"RIALTO_REDIRECT_ADDR"`
}

// Validate refuses settings that exclude each other. Kong calls it.
func (c TLSConfig) Validate() error {
	var bad []error
	if (c.CertFile == "") != (c.KeyFile == "") {
		bad = append(bad, errors.New("RIALTO_TLS_CERT_FILE and RIALTO_TLS_KEY_FILE are needed together"))
	}
	if c.CertFile != "" && len(c.ACMEHosts) > 0 {
		bad = append(bad, errors.New("RIALTO_ACME_HOSTS is for a certificate that is not in RIALTO_TLS_CERT_FILE"))
	}
	if c.RedirectAddr != "" && !c.enabled() {
		bad = append(bad, errors.New("RIALTO_REDIRECT_ADDR needs HTTPS: RIALTO_TLS_CERT_FILE or RIALTO_ACME_HOSTS"))
	}
	return errors.Join(bad...)
}

func (c TLSConfig) scheme() string {
	if c.enabled() {
		return "https"
	}
	return "http"
}

func (c TLSConfig) enabled() bool { return c.CertFile != "" || len(c.ACMEHosts) > 0 }

// encryption is how the program speaks HTTPS. The zero value is that it does not.
type encryption struct {
	config    *tls.Config
	metrics   prometheus.Collector
	run       func(context.Context) // nil when nothing has to
	challenge func(http.Handler) http.Handler
}

// openTLS reads or prepares the certificates.
func openTLS(c TLSConfig, dataDir string, log *slog.Logger) (encryption, error) {
	switch {
	case c.CertFile != "":
		files, err := certs.FromFiles(c.CertFile, c.KeyFile, log)
		if err != nil {
			return encryption{}, fmt.Errorf("RIALTO_TLS_CERT_FILE: %w", err)
		}
		return encryption{files.Config(), files, files.Run, func(h http.Handler) http.Handler { return h }}, nil
	case c.enabled():
		acme := certs.FromACME(certs.ACMEConfig{
			Hosts: c.ACMEHosts, Directory: c.ACMEDirectory, Email: c.ACMEEmail, Dir: filepath.Join(dataDir, "acme"),
		})
		return encryption{acme.Config(), acme, nil, acme.Challenges}, nil
	}
	return encryption{}, nil
}

// serveVisitors serves the marketplace, by HTTPS if it has certificates; redirectAddr is
// where it sends visitors there from, empty for nowhere.
func (m *modules) serveVisitors(ctx context.Context, g *errgroup.Group, redirectAddr string, at place, srv *http.Server, l net.Listener) error {
	srv.TLSConfig = m.encryption.config
	serveHTTP(ctx, g, srv, l)
	if m.encryption.run != nil {
		g.Go(func() error { m.encryption.run(ctx); return nil })
	}
	if redirectAddr == "" {
		return nil
	}
	redirect, err := toHTTPS(at.publicURL)
	if err != nil {
		return err
	}
	plain, err := (&net.ListenConfig{}).Listen(ctx, "tcp", redirectAddr)
	if err != nil {
		return fmt.Errorf("listen for HTTP: %w", err)
	}
	serveHTTP(ctx, g, newHTTPServer(m.encryption.challenge(redirect), m.log), plain)
	return nil
}

// toHTTPS sends visitors to the same page of the marketplace's own address, whatever
// name they called.
func toHTTPS(publicURL string) (http.Handler, error) {
	home, err := url.Parse(publicURL)
	if err != nil {
		return nil, fmt.Errorf("RIALTO_PUBLIC_URL: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := *home
		to.Path, to.RawPath, to.RawQuery = r.URL.Path, r.URL.RawPath, r.URL.RawQuery
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
	}), nil
}
