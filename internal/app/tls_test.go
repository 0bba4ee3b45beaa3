package app

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rialto/internal/db/dbtest"
)

func TestHTTPS(t *testing.T) {
	t.Parallel()
	tlsConfig, visitor := certificateFiles(t)
	tlsConfig.RedirectAddr = freeAddr(t)
	listen := ListenConfig{Addr: freeAddr(t), AdminAddr: freeAddr(t)}
	key := strings.Repeat("k", 32)
	cfg := Config{
		Env: "production", Name: "Rialto", Currency: "EUR", PublicURL: "https://example.com", DataDir: t.TempDir(), DatabaseURL: dbtest.NewURL(t), DatabaseConns: 8,
		PaymentWindow: 30 * time.Minute, LogLevel: "error", RateLimits: "off", TrustedProxies: []string{"none"}, MediaURL: folderAsMedia,
		LinkKeys: []string{key}, SealKeys: []string{key}, StripeSecretKey: "sk_test_x", StripeWebhookSecret: []string{"whsec_x"},
		MailURL: "smtp://127.0.0.1:1", MailFrom: "shop@example.com",
	}
	said, ended := &log{}, make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		ended <- (&serveCmd{ListenConfig: listen, TLSConfig: tlsConfig, ServeConfig: ServeConfig{Role: "api", StopGrace: 15 * time.Second}}).Run(ctx, &cfg, output{said, said})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve ended with: %v\n%s", err, said)
		}
	})
	if at := said.awaitURL(t, ended); at != cfg.PublicURL {
		t.Errorf("it says that it is at %s", at)
	}

	t.Run("serves pages, and asks browsers to come back by HTTPS alone", func(t *testing.T) {
		res, _ := visit(t, visitor, "https://"+listen.Addr+"/")
		if res.StatusCode != http.StatusOK || res.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s, %v", res.Status, res.Header)
		}
	})
	t.Run("sends visitors of HTTP to the same page of its own name", func(t *testing.T) {
		for path, to := range map[string]string{
			"/products?q=lamp&page=2": "https://example.com/products?q=lamp&page=2",
			"/a%2Fb":                  "https://example.com/a%2Fb",
			"//evil.example/":         "https://example.com//evil.example/",
		} {
			res, _ := visit(t, visitor, "http://"+tlsConfig.RedirectAddr+path)
			if res.StatusCode != http.StatusPermanentRedirect || res.Header.Get("Location") != to {
				t.Errorf("%s: %s to %s; want %s", path, res.Status, res.Header.Get("Location"), to)
			}
		}
	})
	t.Run("says that it is healthy at either address", func(t *testing.T) {
		for name, where := range map[string]ListenConfig{"operators'": listen, "visitors'": {Addr: listen.Addr}} {
			said := &log{}
			if err := (&healthCmd{where, tlsConfig}).Run(t.Context(), output{said, said}); err != nil || said.String() != "ok\n" {
				t.Errorf("%s: %v, %q", name, err, said)
			}
		}
		if err := (&healthCmd{ListenConfig: ListenConfig{Addr: freeAddr(t)}}).Run(t.Context(), output{said, said}); err == nil {
			t.Error("nobody listens, and it is healthy")
		}
	})
	t.Run("tells Prometheus when the certificate ends", func(t *testing.T) {
		_, page := visit(t, visitor, "http://"+listen.AdminAddr+"/metrics")
		if !strings.Contains(page, "rialto_tls_certificate_expiry_timestamp_seconds{") {
			t.Error("it does not")
		}
	})
}

func TestTLSSettings(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]TLSConfig{
		"needed together":           {CertFile: "tls.crt"},
		"RIALTO_ACME_HOSTS is for":  {CertFile: "tls.crt", KeyFile: "tls.key", ACMEHosts: []string{"example.com"}},
		"RIALTO_REDIRECT_ADDR need": {RedirectAddr: ":80"},
	} {
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
	if err := (TLSConfig{ACMEHosts: []string{"example.com"}, RedirectAddr: ":80"}).Validate(); err != nil {
		t.Error(err)
	}
	out, err := program(t.Context(), t.TempDir(), "serve", "--tls-cert-file", "tls.crt").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "needed together") {
		t.Errorf("the command line accepts them: %v, %s", err, out)
	}
}

// certificateFiles are those of example.com, and a client that trusts them.
func certificateFiles(t *testing.T) (TLSConfig, *http.Client) {
	t.Helper()
	srv := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	pair := srv.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		at := filepath.Join(dir, name)
		if err := os.WriteFile(at, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	client := srv.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return TLSConfig{CertFile: write("tls.crt", "CERTIFICATE", pair.Certificate[0]), KeyFile: write("tls.key", "PRIVATE KEY", key)}, client
}

func visit(t *testing.T, client *http.Client, address string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
