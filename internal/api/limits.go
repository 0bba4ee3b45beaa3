package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"rialto/internal/errs"
	"rialto/internal/limits"
	"rialto/internal/metrics"
)

// class is what a request for an operation counts as: what the contract says,
// else reading or writing.
func (r accessRule) class(req *http.Request) limits.Class {
	switch {
	case r.Limit != "":
		return r.Limit
	case req.Method != http.MethodGet && req.Method != http.MethodHead:
		return limits.Write
	case searches(req.URL):
		return limits.Search
	}
	return limits.Read
}

// searches reports whether an address, of a list or of a page, asks for a
// search by words, which costs more than a look at a list.
func searches(u *url.URL) bool {
	// Most queries need not be taken apart. %71 is a q, too.
	raw := u.RawQuery
	return (strings.Contains(raw, "q=") || strings.Contains(raw, "%71")) && u.Query().Get("q") != ""
}

// limit refuses what an address asks for too often. It stands before the
// cache: an answer from memory is cheap, and a flood of them is not.
func (g gate) limit(route func(*http.Request) (string, []string), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := route(r)
		metrics.SetOperation(r.Context(), id)
		if err := g.count(r, g.rules[id].class(r)); err != nil {
			g.handleError(r.Context(), w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (g gate) count(r *http.Request, class limits.Class) error {
	return g.limits.Allow(r.Context(), class, g.visitor(r))
}

func (g gate) visitor(r *http.Request) limits.Visitor {
	from := limits.Visitor{IP: g.clientIP(r)}
	if c, err := r.Cookie(limits.DeviceCookie); err == nil {
		from.Device = c.Value
	}
	return from
}

// LimitPages refuses pages that an address asks for too often. A page asks the
// API in process, where no address is limited.
func (a *API) LimitPages(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		class := limits.Page
		if searches(r.URL) {
			class = limits.Search
		}
		if e, refused := errs.As(a.gate.count(r, class)); refused {
			w.Header().Set("Retry-After", strconv.Itoa(retryAfter(e)))
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, e.Message, statusOf[e.Kind])
			return
		}
		pages.ServeHTTP(w, r)
	})
}
