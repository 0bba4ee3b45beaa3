package webhooks

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"rialto/internal/errs"
)

// urlProblems says what is wrong with an address. Where its host leads is looked at
// when it is connected to.
func (s *Service) urlProblems(text string) []errs.Field {
	bad := func(code, message string) []errs.Field {
		return []errs.Field{{Path: "url", Code: code, Message: message}}
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(text, " \t\r\n\x00") {
		return bad("url", "Use a whole address, with https:// in front.")
	}
	switch {
	case u.Scheme != "https" && !(s.cfg.Loopback && u.Scheme == "http"):
		return bad("https", "Use an address that begins with https://.")
	case u.User != nil:
		return bad("credentials", "Leave the name and password out: requests are signed.")
	case u.Fragment != "":
		return bad("fragment", "Leave out what is behind the #: it is never sent.")
	case !goodPort(u.Port()) && !s.cfg.Loopback:
		return bad("port", "Use port 443, or one above 1023.")
	case !s.mayBePublic(u.Hostname()):
		return bad("not_public", "Use an address that can be reached from the internet.")
	}
	return nil
}

// goodPort keeps webhooks from services that speak something else.
func goodPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && (n == 443 || n > 1023 && n < 65536)
}

// mayBePublic refuses what is seen to be an inner address without asking anybody.
func (s *Service) mayBePublic(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return s.guard.Allows(a)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return s.cfg.Loopback
	}
	return strings.Contains(host, ".")
}

// hostOf is what the audit log says of an address: a path may hold a secret.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Host
}
