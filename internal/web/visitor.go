package web

import (
	"net/http"
	"slices"
	"strings"
)

// languages are the storefront's, the default first.
var languages = []string{"en", "de"}

// The API gives whoever has written something a position in a cookie, and takes it back
// in a header.
const (
	positionCookie = "rialto_position"
	positionHeader = "Rialto-Position"
)

// visitor is how somebody wants to see a page.
type visitor struct {
	lang  string // one of languages
	theme string // "light", "dark" or, to follow the system, ""
	// signedIn says that they have signed in, as far as a cookie tells that
	// opens nothing.
	signedIn bool
	// position says how far somebody has to see who has written: pages that are
	// kept for others may be older. It is for the API alone.
	position string
}

// visitorOf reads the cookies that are there for pages. Nothing of them but
// known words goes into a page.
func visitorOf(r *http.Request) visitor {
	v := visitor{lang: languageOf(r)}
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		v.theme = c.Value
	}
	if c, err := r.Cookie("signed_in"); err == nil && c.Value == "1" {
		v.signedIn = true
	}
	if c, err := r.Cookie(positionCookie); err == nil {
		v.position = c.Value
	}
	return v
}

// languageOf is the cookie's language, else the best of Accept-Language.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	best, bestQuality := languages[0], 0.0
	for entry := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(entry, ";")
		lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if q := quality(params); q > bestQuality && slices.Contains(languages, lang) {
			best, bestQuality = lang, q
		}
	}
	return best
}
