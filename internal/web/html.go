package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	return z
}}

// sendHTML sends a page. It differs by visitor and is asked for anew each time,
// which costs little when it has not changed.
func sendHTML(w http.ResponseWriter, r *http.Request, status int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie")
	// Weak: the same page, compressed or not.
	tag := "W/" + etag(page)
	h.Set("ETag", tag)
	if status == http.StatusOK && matches(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if !accepts(r, "gzip") {
		w.WriteHeader(status)
		_, _ = w.Write(page) // the caller may have gone
		return
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(w)
	_, _ = bytes.NewReader(page).WriteTo(z)
	_ = z.Close()
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
