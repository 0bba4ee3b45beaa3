package media

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"gocloud.dev/gcerrors"
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
// to be remembered, for it may be put later.
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
	file, err := s.bucket.NewReader(r.Context(), name, nil)
	if err != nil {
		if gcerrors.Code(err) == gcerrors.NotFound {
			refuse(w, http.StatusNotFound)
			return
		}
		refuse(w, http.StatusInternalServerError)
		return
	}
	defer func() { _ = file.Close() }() // nothing was written
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheForever)
	h.Set("ETag", `"`+strings.ReplaceAll(strings.TrimSuffix(name, ".webp"), "/", "-")+`"`)
	http.ServeContent(w, r, "", time.Time{}, io.ReadSeeker(file))
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}
