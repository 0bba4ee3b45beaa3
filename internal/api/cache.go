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

	"rialto/internal/db"
)

const (
	// cacheFor is how old a public answer may be. A list shows stock, which
	// changes with every sale and is checked again at checkout.
	cacheFor = 2 * time.Second
	// cacheControl lets others keep an answer so long that, with cacheFor, what
	// was taken off the marketplace is gone within five seconds, and what a replica lags.
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
	// position is one of which all that came before was there to be read.
	position db.Position
}

var errNotCached = errors.New("this answer is not to be kept")

// reads answers public reads from memory for a moment, and makes one answer for all who
// ask for the same thing at the same time: a crowd costs the database as much as a single
// visitor. Who has to see more than that, for they have written it, reads alone.
type reads struct {
	kept      *otter.Cache[string, *cached]
	next      http.Handler
	operation func(*http.Request) string
	count     figures
	positions positions
}

func cacheReads(next http.Handler, operation func(*http.Request) string, count figures, p positions) (http.Handler, error) {
	kept, err := otter.New(&otter.Options[string, *cached]{
		MaximumWeight:    cacheBytes,
		Weigher:          func(k string, c *cached) uint32 { return uint32(len(k) + len(c.body) + 512) },
		ExpiryCalculator: otter.ExpiryWriting[string, *cached](cacheFor),
	})
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	return &reads{kept, next, operation, count, p}, nil
}

func (c *reads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !read {
		w.Header().Set("Cache-Control", "no-store")
		c.next.ServeHTTP(c.positions.stamp(w, r), r)
		return
	}
	key, seen := r.URL.RequestURI(), c.positions.seenBy(r)
	answer, kept := c.kept.GetIfPresent(key)
	switch {
	case kept && answer.position >= seen:
		c.count.hit.Inc()
	case kept || cacheable[c.operation(r)]:
		c.count.miss.Inc()
		answer = c.renew(key, r, seen, kept)
	default:
		w.Header().Set("Cache-Control", "no-store")
		c.next.ServeHTTP(w, r)
		return
	}
	answer.write(w, r)
}

// renew makes an answer that has all up to seen, where none is kept or, if tooOld, one
// that has not.
func (c *reads) renew(key string, r *http.Request, seen db.Position, tooOld bool) *cached {
	if !tooOld && seen < db.Everything {
		if a := c.load(key, r); a.position >= seen || a.status != http.StatusOK {
			return a
		}
	}
	a := c.ask(r, seen)
	if a.status == http.StatusOK {
		c.kept.Set(key, a)
	}
	return a
}

// load makes one answer for all who ask at the same time.
func (c *reads) load(key string, r *http.Request) *cached {
	var mine *cached // the answer of this request, if it is the one that loads
	answer, err := c.kept.Get(r.Context(), key, otter.LoaderFunc[string, *cached](func(context.Context, string) (*cached, error) {
		mine = c.ask(r, 0)
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
	return c.ask(r, 0)
}

// ask makes an answer that has all up to seen.
func (c *reads) ask(r *http.Request, seen db.Position) *cached {
	var rec *recorder
	at, _ := c.positions.replicas.Read(r.Context(), seen, func(ctx context.Context) error {
		rec = &recorder{header: http.Header{}, status: http.StatusOK}
		get := r.Clone(ctx)
		get.Method = http.MethodGet
		c.next.ServeHTTP(rec, get)
		return rec.failure()
	}) // the answer itself says how it failed
	return rec.answer(at)
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

var errAnswerFails = errors.New("the answer is a failure")

// failure says whether the answer may be another one elsewhere.
func (r *recorder) failure() error {
	switch {
	case r.status == http.StatusNotFound:
		return db.ErrMissing
	case r.status >= http.StatusInternalServerError:
		return errAnswerFails
	}
	return nil
}

func (r *recorder) answer(at db.Position) *cached {
	sum := sha256.Sum256(r.body.Bytes())
	return &cached{r.status, r.header, r.body.Bytes(), `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, at}
}
