package web

import (
	"net/url"
	"slices"
	"strings"
)

const apiPrefix = "/api/v1"

// apiAddress is the canonical address of a GET of the API, by which the app
// finds the answer in the page: the segments of the path and the query's
// parameters sorted by name, written as a browser's URL writes them.
func apiAddress(query url.Values, segments ...string) string {
	var b strings.Builder
	b.WriteString(apiPrefix)
	for _, s := range segments {
		b.WriteByte('/')
		escape(&b, s, "-_.!~*'()", "%20") // encodeURIComponent
	}
	return b.String() + queryText(query)
}

// queryText is the query with a "?" before it, written as URLSearchParams
// does; empty without parameters.
func queryText(query url.Values) string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		for _, value := range query[name] {
			if b.Len() == 0 {
				b.WriteByte('?')
			} else {
				b.WriteByte('&')
			}
			escape(&b, name, "-_.*", "+")
			b.WriteByte('=')
			escape(&b, value, "-_.*", "+")
		}
	}
	return b.String()
}

// escape writes letters, digits and the marks in safe as they are, and of
// everything else the bytes in hex.
func escape(b *strings.Builder, text, safe, space string) {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(safe, c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteString(space)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
}

// pageAddress is the address of a page of ours, without the host.
func pageAddress(query url.Values, segments ...string) string {
	return strings.TrimPrefix(apiAddress(query, segments...), apiPrefix)
}
