package media

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const (
	urlPrefix    = "/media/"
	contentType  = "image/webp"
	cacheForever = "public, max-age=31536000, immutable"
)

// servable is every name Put writes, and nothing with a dot or a slash elsewhere.
var servable = regexp.MustCompile(`^[a-z2-7]{2}/[a-z2-7]{26}-[0-9]{1,4}\.webp$`)

// ServeHTTP answers GET and HEAD of the URLs that Renditions makes. A file
// never changes, so caches may keep it for a year; what is not there is not
// to be remembered, for it may be put later. While the store does not answer,
// that is said with 503.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, urlPrefix)
	if !ok || !servable.MatchString(name) {
		refuse(w, http.StatusNotFound)
		return
	}
	h.Set("ETag", `"`+strings.ReplaceAll(strings.TrimSuffix(name, ".webp"), "/", "-")+`"`)
	content, err := s.find(r.Context(), name)
	if err != nil {
		h.Del("ETag")
		if errors.Is(err, errNoFile) {
			refuse(w, http.StatusNotFound)
			return
		}
		h.Set("Retry-After", "10")
		refuse(w, http.StatusServiceUnavailable)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheForever)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// find reads a picture. One that the sweep has just thrown away, while it was
// put to use again, is still in the trash.
func (s *Service) find(ctx context.Context, name string) ([]byte, error) {
	content, err := s.bucket.read(ctx, name)
	if errors.Is(err, errNoFile) {
		return s.bucket.read(ctx, trash+name)
	}
	return content, err
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}
