// Package web serves what people and crawlers see: the pages of the storefront,
// of the account and of the dashboard, their files, the sitemap and the API's
// documentation.
//
// A page is the HTML that Vite built with three things written into it:
// the head (title, meta, JSON-LD), the API's answers that the React app would
// ask for first, and the page's content as HTML, which React replaces. So the
// first paint needs no API call and a crawler needs no JavaScript.
//
// It asks the API in process and knows nothing else of the program: no module,
// no database. It decides nothing and changes nothing.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Config is what New needs.
type Config struct {
	// API answers /api/v1. It is called in process, several times for a page,
	// so it should be the API without limits per visitor.
	API http.Handler
	// PublicURL is where visitors find the marketplace, such as
	// "https://example.com", for canonical links.
	PublicURL string
	SiteName  string // default "Rialto"
	Currency  string // ISO 4217, what prices are in
	// Production adds Strict-Transport-Security.
	Production bool
	// Dist is the built web pages with the apps' index.html, account.html and
	// dashboard.html at the top.
	Dist fs.FS
	// Contract is the API's OpenAPI document as JSON, shown at /docs. Without it
	// there is no /docs.
	Contract []byte
	// Hidden says, with a text that is another one then, that stores were taken
	// off the marketplace or put back since. Nil: none ever are.
	Hidden func(ctx context.Context) (string, error)
	// Lag is how old, at most, what the API reads anew may be.
	Lag time.Duration
	// FormAction are origins, besides this one, that the pages' forms may lead to.
	FormAction []string
	// Connect are origins, besides this one, that the pages' programs may send to.
	Connect []string
	Log     *slog.Logger // default slog.Default()
}

// site answers every request that is not for the API or a module's own pages.
type site struct {
	api       http.Handler
	base      string // PublicURL without a slash at the end
	name      string
	currency  string
	index     index // of the storefront
	account   index
	dashboard index
	files     files
	templates map[string]*template.Template // by language
	texts     texts
	docs      http.Handler // nil without a contract
	sitemaps  *sitemaps
	pages     *pages
	lag       time.Duration
	log       *slog.Logger
}

// New returns the handler of everything that is not the API, the media or
// another module's own pages. It fails when Dist lacks an entry's HTML with the
// placeholders, or PublicURL is not an absolute address.
func New(cfg Config) (http.Handler, error) {
	base, err := url.Parse(cfg.PublicURL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("web: %q is not an absolute http address", cfg.PublicURL)
	}
	if cfg.API == nil || cfg.Dist == nil {
		return nil, errors.New("web: API and Dist are needed")
	}
	s := &site{
		api: cfg.API, base: strings.TrimRight(cfg.PublicURL, "/"), name: cfg.SiteName, currency: cfg.Currency, lag: cfg.Lag, log: cfg.Log,
	}
	if s.name == "" {
		s.name = "Rialto"
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.index, err = readIndex(cfg.Dist, "index.html", "storefront"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.account, err = readIndex(cfg.Dist, "account.html", "account"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.dashboard, err = readIndex(cfg.Dist, "dashboard.html", "dashboard"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.files, err = readFiles(cfg.Dist); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.texts, err = readTexts(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.templates, err = s.parseTemplates(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if cfg.Contract != nil {
		if !json.Valid(cfg.Contract) {
			return nil, errors.New("web: the contract is not JSON")
		}
		s.docs = newDocs(cfg.Contract, s.name)
	}
	s.sitemaps = newSitemaps(s, cfg.Hidden)
	if s.pages, err = newPages(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return secured(s.routes(), headersOf(cfg.Production, cfg.FormAction, cfg.Connect)), nil
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", s.page(homePage))
	mux.Handle("GET /products", s.page(productsPage))
	mux.Handle("GET /stores", s.page(storesPage))
	mux.Handle("GET /stores/{store}", s.page(storePage))
	mux.Handle("GET /stores/{store}/products/{product}", s.page(productPage))
	mux.Handle("GET /cart", s.page(privatePage("cart.title", "cart.tsx")))
	mux.Handle("GET /checkout", s.page(orderingPage("checkout.title", "checkout.tsx")))
	mux.Handle("GET /orders", s.page(orderingPage("orders.title", "orders.index.tsx")))
	mux.Handle("GET /orders/{order}", s.page(orderingPage("orders.title", "orders.$orderId.tsx")))
	mux.Handle("GET /orders/{order}/invoices/{part}", s.page(orderingPage("orders.title", "orders.$orderId_.invoices.$storeOrderId.tsx")))

	for path, p := range accountPages {
		mux.Handle("GET "+path, s.page(accountPage(p)))
	}
	mux.Handle("GET /dashboard", s.dashboardPages())
	mux.Handle("GET /dashboard/", s.dashboardPages())

	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.Handle("GET /sitemap.xml", s.sitemaps)
	mux.Handle("GET /sitemaps/{name}", s.sitemaps)
	if s.docs != nil {
		mux.Handle("GET /docs", s.docs)
		mux.Handle("GET /docs/docs.css", http.HandlerFunc(serveDocsStyle))
	}
	mux.HandleFunc("/api/", apiNotFound)
	mux.Handle("GET /assets/", s.files)
	mux.HandleFunc("/", s.elsewhere)
	return mux
}

// elsewhere answers what has no route: a file of Dist, an address with a slash
// too many, or the page that says that there is nothing.
func (s *site) elsewhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	if s.files.has(r.URL.Path) {
		s.files.ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/favicon.ico" && s.files.has("/favicon.svg") {
		w.Header().Set("Cache-Control", "public, max-age=86400")
		http.Redirect(w, r, "/favicon.svg", http.StatusFound)
		return
	}
	if short := strings.TrimRight(r.URL.Path, "/"); short != r.URL.Path && short != "" {
		// url.URL escapes what a browser could take for the start of a host.
		to := url.URL{Path: "/" + strings.TrimLeft(short, "/"), RawQuery: r.URL.RawQuery}
		http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
		return
	}
	s.page(notFoundPage).ServeHTTP(w, r)
}

// apiNotFound answers below /api/ what the API does not: a caller of an API
// never gets HTML.
func apiNotFound(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(`{"type":"about:blank","title":"There is nothing at this address.","status":404,"code":"not_found"}` + "\n"))
}

func (s *site) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = fmt.Fprintf(w, "User-agent: *\nAllow: /\n\nSitemap: %s/sitemap.xml\n", s.base)
}
