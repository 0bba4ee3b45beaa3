package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

const (
	// urlsPerSitemap is far below the 50,000 of the protocol: a sitemap is made
	// while a crawler waits.
	urlsPerSitemap = 5000
	sitemapFor     = 5 * time.Minute
	sitemapTimeout = 30 * time.Second
	startsFor      = time.Hour
	// pageOfURLs is the largest page the API gives.
	pageOfURLs = 100
	// keptSitemaps bounds the memory: half a megabyte each.
	keptSitemaps = 16
	// A store that was taken off the marketplace is to be gone from the sitemaps
	// within five seconds: it is looked for at most this often, and until the
	// API's own cache has forgotten it, sitemaps are kept for no longer.
	lookForHidden  = time.Second
	apiForgetsIt   = 3 * time.Second
	sitemapControl = "public, max-age=1"
)

var errNoSitemap = errors.New("there is no such sitemap")

// sitemaps tells crawlers of every store and product: in one file, or behind
// an index when there are many. One is made at a time, and kept for a while.
type sitemaps struct {
	site   *site
	hidden func(context.Context) (string, error)
	busy   chan struct{} // holds one when a sitemap is being made
	kept   map[string]keptSitemap
	// mark is what hidden said, when it was asked, and when it said something else.
	mark         string
	askedAt      time.Time
	mayBeStaleTo time.Time
	size         sitemapSize
	// starts are the cursors at which the files of a list begin, as far as they
	// are known. A cursor is a place in the order, so what is added since shifts
	// nothing behind it; they are found anew once in a while all the same, for
	// what is added would be left out between the first file and the second.
	starts      map[string][]string
	startsUntil time.Time
}

type keptSitemap struct {
	file  file
	until time.Time
}

// sitemapSize is how much there is to list.
type sitemapSize struct {
	stores, products int
	until            time.Time
}

func newSitemaps(s *site, hidden func(context.Context) (string, error)) *sitemaps {
	return &sitemaps{site: s, hidden: hidden, busy: make(chan struct{}, 1), kept: map[string]keptSitemap{}}
}

var sitemapName = regexp.MustCompile(`^/sitemaps/(stores|products)-([1-9]\d{0,5})\.xml$`)

func (m *sitemaps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), sitemapTimeout)
	defer cancel()
	f, err := m.file(ctx, r.URL.Path)
	if errors.Is(err, errNoSitemap) {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "404 page not found", http.StatusNotFound)
		return
	}
	if err != nil {
		m.site.log.ErrorContext(ctx, "make a sitemap", "path", r.URL.Path, "error", err)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Retry-After", "60")
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Cache-Control", sitemapControl)
	f.send(w, r)
}

// file is the sitemap at the path, kept or made now.
func (m *sitemaps) file(ctx context.Context, path string) (file, error) {
	select {
	case m.busy <- struct{}{}:
		defer func() { <-m.busy }()
	case <-ctx.Done():
		return file{}, ctx.Err()
	}
	if err := m.forgetHidden(ctx); err != nil {
		return file{}, err
	}
	now := time.Now()
	if k, ok := m.kept[path]; ok && now.Before(k.until) {
		return k.file, nil
	}
	text, err := m.make(ctx, path)
	if err != nil {
		return file{}, err
	}
	f, err := fileOf("application/xml; charset=utf-8", text)
	if err != nil {
		return file{}, err
	}
	for other, k := range m.kept {
		if now.After(k.until) || len(m.kept) >= keptSitemaps {
			delete(m.kept, other)
		}
	}
	until := now.Add(sitemapFor)
	if now.Before(m.mayBeStaleTo) {
		until = now.Add(lookForHidden)
	}
	m.kept[path] = keptSitemap{f, until}
	return f, nil
}

// forgetHidden forgets all sitemaps once stores were taken off the marketplace
// or put back.
func (m *sitemaps) forgetHidden(ctx context.Context) error {
	now := time.Now()
	if m.hidden == nil || now.Before(m.askedAt.Add(lookForHidden)) {
		return nil
	}
	mark, err := m.hidden(ctx)
	if err != nil {
		return err
	}
	if mark != m.mark && !m.askedAt.IsZero() {
		m.kept, m.size, m.mayBeStaleTo = map[string]keptSitemap{}, sitemapSize{}, now.Add(apiForgetsIt+m.site.lag)
	}
	m.mark, m.askedAt = mark, now
	return nil
}

func (m *sitemaps) make(ctx context.Context, path string) ([]byte, error) {
	if err := m.measure(ctx); err != nil {
		return nil, err
	}
	if path == "/sitemap.xml" {
		if m.size.stores+m.size.products <= urlsPerSitemap {
			return m.whole(ctx)
		}
		return m.contents(), nil
	}
	part := sitemapName.FindStringSubmatch(path)
	if part == nil {
		return nil, errNoSitemap
	}
	number, _ := strconv.Atoi(part[2]) // the pattern lets only digits through
	total := m.size.stores
	if part[1] == "products" {
		total = m.size.products
	}
	if number > filesFor(total) {
		return nil, errNoSitemap
	}
	return m.part(ctx, part[1], number)
}

func filesFor(urls int) int { return (urls + urlsPerSitemap - 1) / urlsPerSitemap }

// measure counts stores and products by walking through the stores.
func (m *sitemaps) measure(ctx context.Context) error {
	if time.Now().Before(m.size.until) {
		return nil
	}
	size := sitemapSize{until: time.Now().Add(sitemapFor)}
	for cursor := ""; ; {
		found, err := walk[store](ctx, m.site, "stores", cursor)
		if err != nil {
			return err
		}
		size.stores += len(found.Items)
		for _, s := range found.Items {
			size.products += s.ProductCount
		}
		if cursor = found.NextCursor; cursor == "" {
			m.size = size
			return nil
		}
	}
}

// whole is one sitemap with everything.
func (m *sitemaps) whole(ctx context.Context) ([]byte, error) {
	u := newURLs("urlset", m.site.base)
	for _, path := range []string{"/", "/products", "/stores"} {
		u.add("url", path)
	}
	for _, of := range []string{"stores", "products"} {
		if _, err := m.list(ctx, u, of, ""); err != nil {
			return nil, err
		}
	}
	return u.end(), nil
}

// contents is the index of the sitemaps.
func (m *sitemaps) contents() []byte {
	u := newURLs("sitemapindex", m.site.base)
	for number := range filesFor(m.size.stores) {
		u.add("sitemap", "/sitemaps/stores-"+itoa(number+1)+".xml")
	}
	for number := range filesFor(m.size.products) {
		u.add("sitemap", "/sitemaps/products-"+itoa(number+1)+".xml")
	}
	return u.end()
}

// part is one of several sitemaps of a list. To find where it begins, those
// before it are walked through if nobody asked for them yet.
func (m *sitemaps) part(ctx context.Context, of string, number int) ([]byte, error) {
	if time.Now().After(m.startsUntil) {
		m.starts, m.startsUntil = map[string][]string{}, time.Now().Add(startsFor)
	}
	if m.starts[of] == nil {
		m.starts[of] = []string{""}
	}
	for at := min(number, len(m.starts[of])); ; at++ {
		u := newURLs("urlset", m.site.base)
		if of == "stores" && at == 1 {
			for _, path := range []string{"/", "/products", "/stores"} {
				u.add("url", path)
			}
		}
		next, err := m.list(ctx, u, of, m.starts[of][at-1])
		if err != nil {
			return nil, err
		}
		if next != "" && len(m.starts[of]) == at {
			m.starts[of] = append(m.starts[of], next)
		}
		if at == number {
			return u.end(), nil
		}
		if next == "" {
			return nil, errNoSitemap // there are fewer than were counted
		}
	}
}

// list adds the pages of stores or products from a cursor on, as many as fit a
// sitemap, and returns where the next one begins.
func (m *sitemaps) list(ctx context.Context, u *urls, of, cursor string) (next string, err error) {
	for range urlsPerSitemap / pageOfURLs {
		if of == "stores" {
			found, err := walk[store](ctx, m.site, of, cursor)
			if err != nil {
				return "", err
			}
			for _, s := range found.Items {
				u.add("url", s.Path())
			}
			cursor = found.NextCursor
		} else {
			found, err := walk[summary](ctx, m.site, of, cursor)
			if err != nil {
				return "", err
			}
			for _, p := range found.Items {
				u.add("url", p.Path())
			}
			cursor = found.NextCursor
		}
		if cursor == "" {
			return "", nil
		}
	}
	return cursor, nil
}

// walk asks the API for one page of a list, from its newest on.
func walk[T any](ctx context.Context, s *site, of, cursor string) (list[T], error) {
	query := url.Values{"limit": {itoa(pageOfURLs)}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	address := apiAddress(query, of)
	found, ok := read[list[T]](s.ask(ctx, "", sitemapTimeout, address)[address])
	if !ok {
		return list[T]{}, errors.New("the API does not list " + of)
	}
	return found, nil
}
