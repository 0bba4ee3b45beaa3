package certs

import (
	"net/http"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// answerWithin bounds one request to the authority.
const answerWithin = 30 * time.Second

// ACMEConfig says whose certificates to get, and where.
type ACMEConfig struct {
	Hosts     []string // no certificate is asked for any other name
	Directory string   // of the authority; empty: Let's Encrypt
	Email     string   // whom the authority may write to; optional
	Dir       string   // where certificates, their keys and the account's are kept
}

// ACME gets its certificates from an authority.
type ACME struct {
	*Source
	manager *autocert.Manager
}

// FromACME gets a certificate when a visitor first asks for it and renews it a month
// before its end. The terms of the authority count as accepted. While the authority is
// away, certificates that are there go on being used, and new ones fail the handshake.
func FromACME(cfg ACMEConfig) *ACME {
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(cfg.Hosts...), Email: cfg.Email, Cache: autocert.DirCache(cfg.Dir),
		Client: &acme.Client{DirectoryURL: cfg.Directory, HTTPClient: &http.Client{Timeout: answerWithin}},
	}
	if cfg.Directory == "" {
		m.Client.DirectoryURL = autocert.DefaultACMEDirectory
	}
	return &ACME{newSource(m.GetCertificate, acme.ALPNProto), m}
}

// Challenges answers the authority's HTTP-01 challenges and passes the rest on. It has
// to be reached at port 80; without it TLS-ALPN-01 at port 443 is used alone.
func (a *ACME) Challenges(rest http.Handler) http.Handler { return a.manager.HTTPHandler(rest) }
