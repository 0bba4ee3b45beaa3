package certs

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// lookEvery is how soon a replaced certificate is noticed.
const lookEvery = 10 * time.Second

// Files is a certificate with its chain and its key, each in a PEM file.
type Files struct {
	*Source
	certFile, keyFile string
	log               *slog.Logger

	current atomic.Pointer[tls.Certificate]
	pem     []byte // of the current one, key and all; only Reload touches it
}

// FromFiles reads a certificate and its key. The two have to belong together.
func FromFiles(certFile, keyFile string, log *slog.Logger) (*Files, error) {
	f := &Files{certFile: certFile, keyFile: keyFile, log: log}
	f.Source = newSource(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.current.Load(), nil })
	if _, err := f.Reload(); err != nil {
		return nil, err
	}
	return f, nil
}

// Reload reads the files and says whether they had changed. A pair that does not fit
// leaves the former one in use: whoever replaces two files does so one by one. Not to
// be called by two at once.
func (f *Files) Reload() (changed bool, err error) {
	certPEM, err := os.ReadFile(f.certFile)
	if err != nil {
		return false, fmt.Errorf("read certificate: %w", err)
	}
	keyPEM, err := os.ReadFile(f.keyFile)
	if err != nil {
		return false, fmt.Errorf("read the certificate's key: %w", err)
	}
	both := bytes.Join([][]byte{certPEM, keyPEM}, []byte{0})
	if bytes.Equal(both, f.pem) {
		return false, nil
	}
	cert, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return false, fmt.Errorf("certificate in %s: %w", f.certFile, err)
	}
	f.current.Store(&cert)
	f.pem = both
	f.note(&cert)
	return true, nil
}

// Run reloads the files when they change, until ctx ends. Whoever is connected stays
// so with the certificate that it was shown.
func (f *Files) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		switch changed, err := f.Reload(); {
		case err != nil:
			f.log.Warn("the replaced certificate cannot be used; the former one stays", "error", err)
		case changed:
			f.log.Info("certificate reloaded", "expires", f.current.Load().Leaf.NotAfter)
		}
	}
}
