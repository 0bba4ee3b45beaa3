package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	// cacheFor is how old a public answer may be. A list shows stock, which
	// changes with every sale and is checked again at checkout.
	cacheFor = 2 * time.Second
	// cacheControl lets others keep an answer so long that, with cacheFor, what
	// was taken off the marketplace is gone within five seconds.
	cacheControl = "public, max-age=2, stale-while-revalidate=1"
	cacheBytes   = 64 << 20
)

// cacheable are the operations whose answers are the same for everybody.
var cacheable = map[string]bool{
	"listStores": true, "getStore": true, "listProducts": true, "listStoreProducts": true,
	"getStoreProduct": true, "getProduct": true, "listCategories": true, "search": true,
}

// cached is a whole answer.
type cached struct {
	status int
	header http.Header
	body   []byte
	etag   string
}

var errNotCached = errors.New("this answer is not to be kept")

// cacheReads answers public reads from memory for a moment, and makes one
// answer for all who ask for the same thing at the same time: a crowd costs
// the database as much as a single visitor.
func cacheReads(next http.Handler, operation func(*http.Request) string, count figures) (http.Handler, error) {
	store, err := otter.New(&otter.Options[string, *cached]{
		MaximumWeight:    cacheBytes,
		Weigher:          func(k string, c *cached) uint32 { return uint32(len(k) + len(c.body) + 512) },
		ExpiryCalculator: otter.ExpiryWriting[string, *cached](cacheFor),
	})
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		read := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !read {
			w.Header().Set("Cache-Control", "no-store")
			next.ServeHTTP(w, r)
			return
		}
		key := r.URL.RequestURI()
		answer, hit := store.GetIfPresent(key)
		if !hit {
			if !cacheable[operation(r)] {
				w.Header().Set("Cache-Control", "no-store")
				next.ServeHTTP(w, r)
				return
			}
			answer = load(store, key, next, r)
			count.miss.Inc()
		} else {
			count.hit.Inc()
		}
		answer.write(w, r)
	}), nil
}

func load(store *otter.Cache[string, *cached], key string, next http.Handler, r *http.Request) *cached {
	var mine *cached // the answer of this request, if it is the one that loads
	answer, err := store.Get(r.Context(), key, otter.LoaderFunc[string, *cached](func(context.Context, string) (*cached, error) {
		rec := &recorder{header: http.Header{}, status: http.StatusOK}
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		next.ServeHTTP(rec, get)
		mine = rec.answer()
		if mine.status != http.StatusOK {
			return nil, errNotCached
		}
		return mine, nil
	}))
	if err == nil {
		return answer
	}
	if mine != nil {
		return mine
	}
	// The request that loaded for all of us failed or hung up: ask alone.
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	next.ServeHTTP(rec, r)
	return rec.answer()
}

func (c *cached) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, values := range c.header {
		h[name] = values
	}
	if c.status == http.StatusOK {
		h.Set("Cache-Control", cacheControl)
		h.Set("ETag", c.etag)
		if strings.Contains(r.Header.Get("If-None-Match"), c.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(c.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(c.body) // the caller may have gone
	}
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) answer() *cached {
	sum := sha256.Sum256(r.body.Bytes())
	return &cached{r.status, r.header, r.body.Bytes(), `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}
