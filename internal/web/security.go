package web

import (
	"net/http"
	"strings"
)

const permissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

// SecurityHeaders sets the headers that every answer of the program carries. A
// handler with other needs, such as the payment simulator's page, sets its own
// over them. `production` adds HSTS.
func SecurityHeaders(production bool) func(http.Handler) http.Handler {
	headers := headersOf(production, nil, nil)
	return func(next http.Handler) http.Handler { return secured(next, headers) }
}

func secured(next http.Handler, headers map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range headers {
			h.Set(name, value)
		}
		if carriesToken(r.URL.Path) {
			h.Set("Referrer-Policy", "no-referrer")
		}
		next.ServeHTTP(w, r)
	})
}

func headersOf(production bool, formAction, connect []string) map[string]string {
	headers := map[string]string{
		"Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src " + sourcesOf(connect) + "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action " + sourcesOf(formAction),
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "strict-origin-when-cross-origin",
		"Permissions-Policy":         permissions,
		"Cross-Origin-Opener-Policy": "same-origin",
	}
	if production {
		headers["Strict-Transport-Security"] = "max-age=31536000"
	}
	return headers
}

// sourcesOf are this server and others, as a policy lists them.
func sourcesOf(others []string) string {
	return strings.Join(append([]string{"'self'"}, others...), " ")
}

// carriesToken says whether the address itself opens something: a guest's key
// to an order, the token of a mailed link, the challenge of a sign-in. Not even
// our own access log shall see it as a referrer.
func carriesToken(path string) bool {
	switch path {
	case "/orders", "/login", "/verify-email", "/reset-password", "/confirm-email", "/stock-wish":
		return true
	}
	return strings.HasPrefix(path, "/orders/")
}
