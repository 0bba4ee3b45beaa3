package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func TestFiles(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	const immutable = "public, max-age=31536000, immutable"
	for _, c := range []struct {
		path, accept                     string
		status                           int
		body, encoding, cache, mediaType string
	}{
		{"/assets/index-1.js", "", 200, "plain", "", immutable, "text/javascript; charset=utf-8"},
		{"/assets/index-1.js", "gzip, deflate, br", 200, "brotli", "br", immutable, "text/javascript; charset=utf-8"},
		{"/assets/index-1.js", "gzip, br;q=0", 200, "gzip", "gzip", immutable, "text/javascript; charset=utf-8"},
		{"/assets/index-1.js", "identity", 200, "plain", "", immutable, "text/javascript; charset=utf-8"},
		{"/assets/_shop-1.js", "br", 200, "small", "", immutable, "text/javascript; charset=utf-8"},
		{"/assets/inter-1.woff2", "", 200, "font", "", immutable, "font/woff2"},
		{"/assets/index-0.js", "", 404, "404 page not found\n", "", "no-store", "text/plain; charset=utf-8"},
		{"/assets/", "", 404, "404 page not found\n", "", "no-store", "text/plain; charset=utf-8"},
		{"/assets/index-1.js.br", "", 404, "404 page not found\n", "", "no-store", "text/plain; charset=utf-8"},
		{"/assets/index-1.js.map", "", 404, "404 page not found\n", "", "no-store", "text/plain; charset=utf-8"},
		{"/favicon.svg", "", 200, `<svg xmlns="http://www.w3.org/2000/svg"/>`, "", "public, max-age=3600", "image/svg+xml"},
	} {
		t.Run(c.path+" "+c.accept, func(t *testing.T) {
			t.Parallel()
			w := get(t, h, c.path, "Accept-Encoding", c.accept)
			got := w.Header()
			if w.Code != c.status || w.Body.String() != c.body || got.Get("Content-Encoding") != c.encoding ||
				got.Get("Cache-Control") != c.cache || got.Get("Content-Type") != c.mediaType {
				t.Errorf("%d %q %v", w.Code, w.Body.String(), got)
			}
		})
	}
	t.Run("have a validator for each encoding", func(t *testing.T) {
		t.Parallel()
		plain, br := get(t, h, "/assets/index-1.js"), get(t, h, "/assets/index-1.js", "Accept-Encoding", "br")
		if plain.Header().Get("ETag") == br.Header().Get("ETag") || br.Header().Get("Vary") != "Accept-Encoding" {
			t.Error("the encodings are taken for one another")
		}
		again := get(t, h, "/assets/index-1.js", "Accept-Encoding", "br", "If-None-Match", br.Header().Get("ETag"))
		if again.Code != http.StatusNotModified {
			t.Errorf("status %d", again.Code)
		}
	})
	t.Run("are not Vite's own", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/index.html", "/account.html", "/dashboard.html", "/manifest.json"} {
			if w := get(t, h, path); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<!--head-->") {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	for path, location := range map[string]string{
		"/products/?q=a": "/products?q=a", "/favicon.ico": "/favicon.svg", "/%5Cevil.example/": "/%5Cevil.example",
	} {
		if w := get(t, h, path); w.Header().Get("Location") != location {
			t.Errorf("%s leads to %q (%d)", path, w.Header().Get("Location"), w.Code)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodDelete} {
		for _, path := range []string{"/", "/products", "/nowhere"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
				t.Errorf("%s %s: %d", method, path, w.Code)
			}
		}
	}
	w := get(t, h, "/api/v2/x")
	var problem struct {
		Status int
		Code   string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != 404 || problem.Code != "not_found" ||
		w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", w.Code, w.Body.String())
	}
	wantAll(t, get(t, h, "/robots.txt").Body.String(), "Allow: /", "Sitemap: https://rialto.example/sitemap.xml")
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	for _, path := range []string{"/", "/nowhere", "/assets/index-1.js", "/assets/none.js", "/docs", "/robots.txt", "/sitemap.xml", "/api/x"} {
		got := get(t, h, path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "strict-origin-when-cross-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "",
		} {
			if got.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, got.Get(name))
			}
		}
		if got.Get("Permissions-Policy") == "" {
			t.Errorf("%s has no Permissions-Policy", path)
		}
	}
	for _, path := range []string{
		"/orders/1?token=secret", "/login?challenge=secret", "/verify-email?token=secret", "/reset-password?token=secret",
		"/confirm-email?token=secret", "/stock-wish?token=secret",
	} {
		if got := get(t, h, path).Header().Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("%s may be told on: %q", path, got)
		}
	}
	own := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
	})
	got := get(t, SecurityHeaders(true)(own), "/").Header()
	if got.Get("Content-Security-Policy") != "default-src 'none'" || got.Get("Strict-Transport-Security") == "" {
		t.Errorf("headers %v", got)
	}
	forms, err := New(Config{API: oneShop(), PublicURL: "http://x", Dist: builtFiles(), FormAction: []string{"https://pay.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if csp := get(t, forms, "/").Header().Get("Content-Security-Policy"); csp != policy+" https://pay.example" {
		t.Errorf("policy %q", csp)
	}
}

func TestRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	whole := Config{API: oneShop(), PublicURL: "https://x", Dist: builtFiles()}
	for name, spoil := range map[string]func(*Config){
		"no API":            func(c *Config) { c.API = nil },
		"no dist":           func(c *Config) { c.Dist = nil },
		"no index.html":     func(c *Config) { c.Dist = fstest.MapFS{} },
		"no account.html":   func(c *Config) { d := builtFiles(); delete(d, "account.html"); c.Dist = d },
		"no dashboard.html": func(c *Config) { d := builtFiles(); delete(d, "dashboard.html"); c.Dist = d },
		"no placeholder":    func(c *Config) { c.Dist = fstest.MapFS{"index.html": {Data: []byte(`<html lang="en">`)}} },
		"no address":        func(c *Config) { c.PublicURL = "" },
		"a path":            func(c *Config) { c.PublicURL = "/shop" },
		"a broken contract": func(c *Config) { c.Contract = []byte("{") },
		"another protocol":  func(c *Config) { c.PublicURL = "ftp://x" },
		"a broken manifest": func(c *Config) { d := builtFiles(); d["manifest.json"].Data = []byte("{"); c.Dist = d },
	} {
		cfg := whole
		spoil(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
