package web

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const builtPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="theme-color" content="#fff" media="(prefers-color-scheme: light)" />
    <!--head-->
    <script type="module" crossorigin src="/assets/index-1.js"></script>
  </head>
  <body><div id="root"><!--ssr--></div><!--state--></body>
</html>
`

func builtFiles() fstest.MapFS {
	return fstest.MapFS{
		"index.html":            {Data: []byte(builtPage)},
		"account.html":          {Data: []byte(strings.ReplaceAll(builtPage, "index-1.js", "account-1.js"))},
		"dashboard.html":        {Data: []byte(strings.ReplaceAll(builtPage, "index-1.js", "dashboard-1.js"))},
		"manifest.json":         {Data: []byte(`{"index.html":{"file":"assets/index-1.js","isEntry":true,"imports":["_vendor.js"]},"account.html":{"file":"assets/account-1.js","isEntry":true,"imports":["_vendor.js"]},"dashboard.html":{"file":"assets/dashboard-1.js","isEntry":true,"imports":["_vendor.js"]},"src/dashboard/routes/users.tsx":{"file":"assets/users-1.js","imports":["_vendor.js"]},"src/account/routes/login.tsx":{"file":"assets/login-1.js","imports":["_vendor.js","_card.js"]},"src/storefront/locales/ordering/en.ts":{"file":"assets/ordering-en-1.js"},"_vendor.js":{"file":"assets/vendor-1.js"},"_card.js":{"file":"assets/card-1.js"},"src/storefront/routes/index.tsx?tsr-split=component":{"file":"assets/home-1.js","imports":["_vendor.js","_card.js"]}}`)},
		"favicon.svg":           {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		"assets/index-1.js":     {Data: []byte("plain")},
		"assets/index-1.js.br":  {Data: []byte("brotli")},
		"assets/index-1.js.gz":  {Data: []byte("gzip")},
		"assets/_shop-1.js":     {Data: []byte("small")},
		"assets/inter-1.woff2":  {Data: []byte("font")},
		"assets/index-1.js.map": {Data: []byte("map")},
	}
}

// fakeAPI answers GETs by their whole address. What it does not know is a 404
// problem. It reads the request as a server may.
type fakeAPI map[string]string

func (f fakeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if sent, err := io.ReadAll(r.Body); err != nil || len(sent) > 0 || r.RequestURI != r.URL.RequestURI() {
		http.Error(w, "odd request", http.StatusInternalServerError)
		return
	}
	body, known := f[r.URL.RequestURI()]
	if !known {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"type":"about:blank","title":"x","status":404,"code":"not_found"}`)
		return
	}
	_, _ = io.WriteString(w, body)
}

const (
	pictureJSON = `{"url":"/media/a-1200.webp","alt":"A mug","width":1200,"height":1200,"sources":[{"url":"/media/a-400.webp","width":400},{"url":"/media/a-1200.webp","width":1200}]}`
	storeJSON   = `{"id":"s1","slug":"clay","name":"Clay & Co","tagline":"Pots.","description":"We make pots.","location":"Porto","productCount":2,"banner":` + pictureJSON + `}`
	mugJSON     = `{"id":"p1","storeSlug":"clay","storeName":"Clay & Co","slug":"mug","name":"Blue mug","price":{"amount":129900,"currency":"EUR"},"compareAtPrice":{"amount":150000,"currency":"EUR"},"priceVaries":false,"quantityAvailable":3,"image":` + pictureJSON + `}`
	productJSON = `{"id":"p1","storeSlug":"clay","storeName":"Clay & Co","slug":"mug","name":"Blue mug","description":"<p>A mug of <b>clay</b>.</p><script>alert(1)</script><p>Holds tea.</p>","brand":"Clay","category":{"id":"c1","slug":"mugs","name":"Mugs"},"price":{"amount":1299,"currency":"EUR"},"priceVaries":true,"quantityAvailable":3,"images":[` + pictureJSON + `],"options":[{"name":"Size","values":["S","L"]}],"variants":[{"id":"v1","sku":"M-S","options":["S"],"price":{"amount":1299,"currency":"EUR"},"quantityAvailable":0},{"id":"v2","options":["L"],"price":{"amount":1599,"currency":"EUR"},"quantityAvailable":3}],"tags":[]}`
)

func oneShop() fakeAPI {
	return fakeAPI{
		"/api/v1/products?inStock=true&limit=12&sort=newest": `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/products?inStock=true&limit=5&store=clay":   `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/products":                                      `{"items":[` + mugJSON + `],"nextCursor":"n/2="}`,
		"/api/v1/products?q=blue+mug":                           `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/products?store=clay":                           `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/products?category=mugs":                        `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/products?limit=100":                            `{"items":[` + mugJSON + `],"nextCursor":null}`,
		"/api/v1/stores":                                        `{"items":[` + storeJSON + `],"nextCursor":"s2"}`,
		"/api/v1/stores?limit=6&sort=featured":                  `{"items":[` + storeJSON + `],"nextCursor":null}`,
		"/api/v1/stores?limit=100":                              `{"items":[` + storeJSON + `],"nextCursor":null}`,
		"/api/v1/stores/clay":                                   storeJSON,
		"/api/v1/stores/clay/products/mug":                      productJSON,
		"/api/v1/categories":                                    `{"items":[{"id":"c1","slug":"mugs","name":"Mugs","productCount":1}]}`,
		"/api/v1/categories?store=clay":                         `{"items":[]}`,
		"/api/v1/products?category=mugs&minPrice=5&q=a&store=b": `{"items":[],"nextCursor":null}`,
	}
}

func newSite(t *testing.T, api http.Handler) http.Handler {
	t.Helper()
	h, err := New(Config{
		API: api, PublicURL: "https://rialto.example/", SiteName: "Rialto", Currency: "EUR", Dist: builtFiles(),
		Contract: []byte(tinyContract), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// get asks for a path; headers are given as name and value by turns.
func get(t *testing.T, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var statePattern = regexp.MustCompile(`(?s)<script type="application/json" id="__STATE__">(.*?)</script>`)

// stateOf is what the app would find in the page.
func stateOf(t *testing.T, page string) map[string]json.RawMessage {
	t.Helper()
	found := statePattern.FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no state")
	}
	var state map[string]json.RawMessage
	if err := json.Unmarshal([]byte(found[1]), &state); err != nil {
		t.Fatal(err)
	}
	return state
}

var linkedPattern = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// linkedOf is the page's JSON-LD by type.
func linkedOf(t *testing.T, page string) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for _, raw := range linkedPattern.FindAllStringSubmatch(page, -1) {
		var thing map[string]any
		if err := json.Unmarshal([]byte(raw[1]), &thing); err != nil {
			t.Fatal(err)
		}
		found[fmt.Sprint(thing["@type"])] = thing
	}
	return found
}

func wantAll(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(page, text) && !strings.Contains(html.UnescapeString(page), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}
