package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestPages(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	for _, c := range []struct {
		path   string
		status int
		title  string
		state  string // a key
		robots bool   // whether it may be indexed
	}{
		{"/", 200, "Rialto", "/api/v1/products?inStock=true&limit=12&sort=newest", true},
		{"/products", 200, "All products · Rialto", "/api/v1/products", true},
		{"/products?category=mugs&utm_source=x", 200, "Mugs · Rialto", "/api/v1/products?category=mugs", true},
		{"/products?q=blue%20mug", 200, "Results for “blue mug” · Rialto", "/api/v1/products?q=blue+mug", false},
		{"/stores", 200, "Stores · Rialto", "/api/v1/stores", true},
		{"/stores/clay", 200, "Clay &amp; Co · Rialto", "/api/v1/products?store=clay", true},
		{"/stores/clay/products/mug", 200, "Blue mug · Clay &amp; Co · Rialto", "/api/v1/stores/clay/products/mug", true},
		{"/stores/nobody", 404, "We could not find this page · Rialto", "", false},
		{"/stores/clay/products/nothing", 404, "We could not find this page · Rialto", "", false},
		{"/stores/nobody/products/mug", 404, "We could not find this page · Rialto", "", false},
		{"/nowhere", 404, "We could not find this page · Rialto", "", false},
		{"/cart", 200, "Your cart · Rialto", "", false},
		{"/checkout", 200, "Checkout · Rialto", "", false},
		{"/orders", 200, "Your orders · Rialto", "", false},
		{"/orders/0198?token=abc", 200, "Your orders · Rialto", "", false},
	} {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			w := get(t, h, c.path)
			page := w.Body.String()
			if w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
				t.Errorf("content type %q", got)
			}
			if got := w.Header().Get("Cache-Control"); got != "private, no-cache" {
				t.Errorf("cache control %q", got)
			}
			wantAll(t, page, "<title>"+c.title+"</title>", `<script type="module" crossorigin src="/assets/index-1.js">`, `<meta name="description"`)
			if strings.Contains(page, `name="robots" content="noindex"`) == c.robots {
				t.Errorf("indexable is %v, want %v", !c.robots, c.robots)
			}
			state := stateOf(t, page)
			if _, found := state[c.state]; c.state != "" && !found {
				t.Errorf("the state lacks %s", c.state)
			}
			if c.state == "" && c.status == 200 && (strings.Contains(page, "<footer") || !strings.Contains(page, "<noscript>")) {
				t.Error("a page without content would move its footer, or is silent without JavaScript")
			}
			if c.state == "" && c.status == 200 && len(state) > 0 {
				t.Errorf("a private page has state: %v", state)
			}
		})
	}
}

func TestAccountPages(t *testing.T) {
	t.Parallel()
	h := newSite(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the API was asked for %s", r.URL)
	}))
	for path, title := range map[string]string{
		"/login?returnTo=%2Fcart": "Sign in", "/register": "Create an account", "/verify-email?token=a": "Confirm your address",
		"/forgot-password": "Forgot your password?", "/reset-password": "Set a new password", "/confirm-email": "Your new address",
		"/stock-wish?token=a": "Shall we tell you when it is back?",
		"/account":            "Profile", "/account/orders": "Orders", "/account/addresses": "Addresses", "/account/security": "Security",
		"/account/sessions": "Devices", "/account/notifications": "Notifications", "/account/privacy": "Privacy",
	} {
		w := get(t, h, path, "Cookie", "theme=dark; lang=en; signed_in=1")
		page := w.Body.String()
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		wantAll(
			t, page, "<title>"+title+" · Rialto</title>", `<html lang="en" data-theme="dark">`, `name="robots" content="noindex"`,
			`<script type="module" crossorigin src="/assets/account-1.js">`, `<a href="/account" aria-label="Your account"`, "<noscript>",
		)
		if len(stateOf(t, page)) > 0 || strings.Contains(page, "/assets/index-1.js") || strings.Contains(page, "<footer") {
			t.Errorf("%s is not the account's page without data", path)
		}
	}
	wantAll(t, get(t, h, "/login").Body.String(), `<link rel="modulepreload" crossorigin href="/assets/login-1.js">`)
	wantAll(t, get(t, h, "/account/security", "Accept-Language", "de").Body.String(), "<title>Sicherheit · Rialto</title>")
	for path, want := range map[string]int{"/account/nothing": http.StatusNotFound, "/account/": http.StatusPermanentRedirect} {
		if w := get(t, h, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if strings.Contains(get(t, h, "/cart").Body.String(), "account-1.js") {
		t.Error("the storefront starts the account")
	}
}

func TestDashboardPages(t *testing.T) {
	t.Parallel()
	h := newSite(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the API was asked for %s", r.URL)
	}))
	for _, path := range []string{"/dashboard", "/dashboard/users?q=ada", "/dashboard/users/0190", "/dashboard/stores/clay/orders"} {
		w := get(t, h, path, "Cookie", "theme=dark; lang=de; signed_in=1")
		page := w.Body.String()
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		wantAll(
			t, page, "<title>Verwaltung · Rialto</title>", `<html lang="de" data-theme="dark">`, `name="robots" content="noindex"`,
			`<script type="module" crossorigin src="/assets/dashboard-1.js">`, `<div id="root"></div>`,
		)
		if len(stateOf(t, page)) > 0 {
			t.Errorf("%s has data", path)
		}
	}
	if w := get(t, h, "/dashboard/"); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/dashboard" {
		t.Errorf("/dashboard/: %d %v", w.Code, w.Header())
	}
}

func TestProductPage(t *testing.T) {
	t.Parallel()
	page := get(t, newSite(t, oneShop()), "/stores/clay/products/mug").Body.String()
	wantAll(
		t, page,
		`<link rel="canonical" href="https://rialto.example/stores/clay/products/mug">`,
		`<meta property="og:type" content="product">`,
		`<meta property="og:image" content="https://rialto.example/media/a-1200.webp">`,
		`<meta property="product:price:amount" content="12.99">`,
		`<link rel="preload" as="image" href="/media/a-1200.webp" imagesrcset="/media/a-400.webp 400w, /media/a-1200.webp 1200w" imagesizes="(min-width: 80rem)`,
		`<meta name="description" content="A mug of clay. Holds tea.">`,
		`srcset="/media/a-400.webp 400w, /media/a-1200.webp 1200w"`,
		// The variant that can be bought is chosen.
		"€15.99", "Only 3 left", "<p>A mug of clay.</p><p>Holds tea.</p>",
		`<a href="/stores/clay"`, `<a href="/products?category=mugs"`,
	)
	product := linkedOf(t, page)["Product"]
	offers, _ := product["offers"].(map[string]any)
	for name, want := range map[string]any{
		"@type": "AggregateOffer", "lowPrice": "12.99", "highPrice": "15.99", "priceCurrency": "EUR",
		"availability": "https://schema.org/InStock", "offerCount": 2.0,
	} {
		if offers[name] != want {
			t.Errorf("offers.%s is %v, want %v", name, offers[name], want)
		}
	}
	if linkedOf(t, page)["BreadcrumbList"] == nil {
		t.Error("no breadcrumbs")
	}
}

func TestListPages(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	t.Run("link to products, stores and the next page", func(t *testing.T) {
		t.Parallel()
		page := get(t, h, "/products").Body.String()
		wantAll(
			t, page, `href="/stores/clay/products/mug"`, `rel="next" href="https://rialto.example/products?cursor=n%2F2%3D"`,
			`<a href="/products?cursor=n%2F2%3D" rel="next"`, "€1,299.00", "was ", "Clay & Co",
		)
		if linkedOf(t, page)["ItemList"] == nil {
			t.Error("no ItemList")
		}
		wantAll(t, get(t, h, "/stores").Body.String(), `<a href="/stores/clay"`, `href="/stores?cursor=s2" rel="next"`)
	})
	t.Run("are known by their plain address", func(t *testing.T) {
		t.Parallel()
		for path, canonical := range map[string]string{
			"/products?sort=price_asc&cursor=x": "/products", "/products?cursor=x": "/products?cursor=x",
			"/products?category=mugs&inStock=true": "/products?category=mugs", "/products?store=clay": "/stores/clay",
			"/products?nonsense=1": "/products",
		} {
			wantAll(t, get(t, h, path).Body.String(), `<link rel="canonical" href="https://rialto.example`+canonical+`">`)
		}
	})
	t.Run("name the seller", func(t *testing.T) {
		t.Parallel()
		page := get(t, h, "/stores/clay").Body.String()
		if got := linkedOf(t, page)["OnlineStore"]["name"]; got != "Clay & Co" {
			t.Errorf("seller %v", got)
		}
	})
}

func TestTheHeaderKnowsWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	const account = `<a href="/account" aria-label="Your account"`
	for path, signIn := range map[string]string{
		"/": "/login?returnTo=%2F", "/products?q=blue+mug": "/login?returnTo=%2Fproducts%3Fq%3Dblue%2Bmug", "/checkout": "/login?returnTo=%2Fcheckout",
		"/orders": "/login?returnTo=%2Forders", "/orders/1?a=b&token=secret": "/login",
	} {
		for range 2 { // the second comes from what is kept of the first
			guest := get(t, h, path).Body.String()
			wantAll(t, guest, `<a href="`+signIn+`" class=`, ">Sign in</span>")
			if strings.Contains(guest, account) {
				t.Errorf("%s shows a guest an account", path)
			}
			signedIn := get(t, h, path, "Cookie", "signed_in=1").Body.String()
			wantAll(t, signedIn, account)
			if strings.Contains(signedIn, "/login") {
				t.Errorf("%s asks to sign in again", path)
			}
		}
	}
	if page := get(t, h, "/", "Cookie", "signed_in=0").Body.String(); strings.Contains(page, account) {
		t.Error("any cookie counts")
	}
}

func TestHomePage(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	page := get(t, h, "/").Body.String()
	wantAll(
		t, page, "Good things from many small stores.", `href="/stores/clay"`, `href="/products?category=mugs"`,
		`<link rel="modulepreload" crossorigin href="/assets/home-1.js">`, `<link rel="modulepreload" crossorigin href="/assets/card-1.js">`,
	)
	if strings.Contains(page, "/assets/vendor-1.js") {
		t.Error("what index.html loads is preloaded again")
	}
	const ordering = `<link rel="modulepreload" crossorigin href="/assets/ordering-en-1.js">`
	if strings.Contains(page, ordering) {
		t.Error("the words of the checkout are loaded where nobody checks out")
	}
	wantAll(t, get(t, h, "/checkout").Body.String(), ordering)
	linked := linkedOf(t, page)
	if linked["WebSite"] == nil || linked["Organization"] == nil {
		t.Error("no WebSite or Organization")
	}
	if len(stateOf(t, page)) != 3 {
		t.Error("the state has not the three answers")
	}
}

func TestLanguageAndTheme(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	for _, c := range []struct {
		name, accept, cookie, html string
		contains                   string
	}{
		{"English without a wish", "", "", `<html lang="en">`, "Good things"},
		{"the browser's language", "fr, de-AT;q=0.8, en;q=0.5", "", `<html lang="de">`, "Gute Dinge"},
		{"the cookie before the browser", "de", "lang=en; theme=dark", `<html lang="en" data-theme="dark">`, `content="#121615"`},
		{"German prices", "en", "lang=de", `<html lang="de">`, "1.299,00\u00a0€"},
		{"nothing of a hostile cookie", "en", `lang=x"><script>; theme="><script>`, `<html lang="en">`, `content="light dark"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := "/"
			if c.name == "German prices" {
				path = "/products"
			}
			page := get(t, h, path, "Accept-Language", c.accept, "Cookie", c.cookie).Body.String()
			wantAll(t, page, c.html, c.contains)
		})
	}
}

func TestHostileContent(t *testing.T) {
	t.Parallel()
	const evil = `</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>` + "\u2028"
	name, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	api := oneShop()
	for address, body := range api {
		body = strings.ReplaceAll(body, `"Blue mug"`, string(name))
		body = strings.ReplaceAll(body, `"Clay & Co"`, string(name))
		body = strings.ReplaceAll(body, `"A mug"`, string(name))
		api[address] = strings.ReplaceAll(body, `/media/a-1200.webp`, `javascript:alert(3)`)
	}
	h := newSite(t, api)
	for _, path := range []string{
		"/", "/products", "/stores", "/stores/clay", "/stores/clay/products/mug",
		"/products?q=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E", "/%3Cscript%3Ealert(1)%3C/script%3E",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			page := get(t, h, path).Body.String()
			for _, bad := range []string{"<script>", "<img src=x", "</script><script>alert", `src="javascript:`, `href="javascript:`, "\u2028\"}"} {
				if strings.Contains(page, bad) {
					t.Errorf("the page has %q", bad)
				}
			}
			stateOf(t, page)
			linkedOf(t, page)
		})
	}
}

func TestWithoutData(t *testing.T) {
	t.Parallel()
	t.Run("a page is sent when the API fails", func(t *testing.T) {
		t.Parallel()
		for name, api := range map[string]http.HandlerFunc{
			"500":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
			"panic":    func(http.ResponseWriter, *http.Request) { panic("broken") },
			"no JSON":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("</script>")) },
			"odd JSON": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[]`)) },
		} {
			h := newSite(t, api)
			for _, path := range []string{"/", "/products", "/stores", "/stores/clay", "/stores/clay/products/mug"} {
				w := get(t, h, path)
				if w.Code != http.StatusOK {
					t.Errorf("%s, %s: status %d", name, path, w.Code)
				}
				if state := stateOf(t, w.Body.String()); name != "odd JSON" && len(state) > 0 {
					t.Errorf("%s, %s: state %v", name, path, state)
				}
			}
		}
	})
	t.Run("an API that does not answer is not waited for", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		defer close(release)
		s := &site{api: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }), base: "http://x"}
		if got := s.ask(context.Background(), "", time.Millisecond, "/a", "/b"); len(got) != 0 {
			t.Errorf("answers %v", got)
		}
	})
}

func TestRevalidation(t *testing.T) {
	t.Parallel()
	h := newSite(t, oneShop())
	first := get(t, h, "/")
	tag := first.Header().Get("ETag")
	again := get(t, h, "/", "If-None-Match", tag)
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("status %d with %d bytes", again.Code, again.Body.Len())
	}
	zipped := get(t, h, "/", "Accept-Encoding", "gzip, br")
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() >= first.Body.Len() {
		t.Error("the page is not compressed")
	}
	if got := get(t, h, "/", "Accept-Encoding", "gzip;q=0"); got.Header().Get("Content-Encoding") != "" {
		t.Error("the page is compressed against the caller's wish")
	}
	if got := get(t, h, "/", "Accept-Language", "de", "If-None-Match", tag); got.Code != http.StatusOK {
		t.Error("another language is taken for the same page")
	}
}

func TestPagesAreKeptForAMoment(t *testing.T) {
	t.Parallel()
	shop := oneShop()
	var mu sync.Mutex
	calls, broken := 0, false
	h := newSite(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		calls++
		fail := broken
		mu.Unlock()
		if fail {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		shop.ServeHTTP(w, r)
	}))
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return calls
	}
	first := get(t, h, "/stores").Body.String()
	// What a crowd sees is the same; another language is another page.
	if get(t, h, "/stores").Body.String() != first || count() != 1 {
		t.Errorf("%d calls for one page", count())
	}
	if page := get(t, h, "/stores", "Cookie", "lang=de; theme=dark").Body.String(); !strings.Contains(page, `<html lang="de" data-theme="dark">`) {
		t.Error("the page of another visitor was sent")
	}
	mu.Lock()
	broken = true
	mu.Unlock()
	for range 2 {
		before := count()
		get(t, h, "/products")
		if count() == before {
			t.Error("a page without its data was kept")
		}
	}
}
