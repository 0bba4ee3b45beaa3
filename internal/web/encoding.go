package web

import (
	"net/http"
	"strconv"
	"strings"
)

// accepts says whether the request takes the content coding. A coding that is
// not named is taken only with "*".
func accepts(r *http.Request, coding string) bool {
	any := false
	for entry := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(entry, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case coding:
			return quality(params) > 0
		case "*":
			any = quality(params) > 0
		}
	}
	return any
}

// quality reads the parameter q of an Accept header's entry; without one it is 1.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}
