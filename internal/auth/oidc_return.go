package auth

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

// localPath returns where to go after a sign-in: to, when it is a plain path of
// this marketplace, else the home page. Browsers read many things as the
// address of another place (//evil, /\evil, a tab between two slashes), so what
// is not plain is refused, decoded as well.
func localPath(to string) string {
	const home = "/"
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return home
	}
	decoded := u.Path
	for _, text := range []string{to, decoded} {
		if !strings.HasPrefix(text, "/") || strings.ContainsFunc(text, misleading) {
			return home
		}
	}
	if strings.ContainsFunc(to, func(r rune) bool { return r > unicode.MaxASCII }) {
		return home // it would have to be encoded in a header
	}
	if clean := path.Clean(decoded); decoded != clean && decoded != clean+"/" || strings.HasPrefix(decoded, "//") {
		return home
	}
	if strings.HasPrefix(decoded, "/api/") {
		return home // a page, not an answer for programs
	}
	return to
}

func misleading(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }
