package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	// pagesFor is how old a page's content may be, besides the API's own cache.
	pagesFor   = 2 * time.Second
	pagesBytes = 32 << 20
)

// finished is a page as it is sent. Who looks at it makes no difference but for
// the language and the theme, which are part of the key it is kept by.
type finished struct {
	status      int
	plain, gzip []byte
	etag        string
}

// pages keeps finished pages for a moment, for a crowd that follows one link.
type pages = otter.Cache[string, *finished]

func newPages() (*pages, error) {
	kept, err := otter.New(&otter.Options[string, *finished]{
		MaximumWeight:    pagesBytes,
		Weigher:          func(k string, p *finished) uint32 { return uint32(len(k) + len(p.plain) + len(p.gzip) + 512) },
		ExpiryCalculator: otter.ExpiryWriting[string, *finished](pagesFor),
	})
	if err != nil {
		return nil, fmt.Errorf("cache of pages: %w", err)
	}
	return kept, nil
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	return z
}}

func finish(status int, page []byte) *finished {
	var zipped bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&zipped)
	_, _ = z.Write(page) // a buffer takes everything
	_ = z.Close()
	// Weak: the same page, compressed or not.
	return &finished{status, page, zipped.Bytes(), "W/" + etag(page)}
}

// send sends a page. It differs by visitor and is asked for anew each time,
// which costs little when it has not changed.
func (p *finished) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie")
	h.Set("ETag", p.etag)
	if p.status == http.StatusOK && matches(r, p.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := p.plain
	if accepts(r, "gzip") {
		content = p.gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(p.status)
	_, _ = w.Write(content) // the caller may have gone
}

// matches says whether the caller has the version already.
func matches(r *http.Request, tag string) bool {
	for one := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
