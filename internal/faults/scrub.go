package faults

import "regexp"

const (
	gone    = "…"
	longest = 4000
)

// scrubs are tried in this order.
var scrubs = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`://[^/\s"'@]*@`), "://" + gone + "@"},                       // passwords in addresses
	{regexp.MustCompile(`[^\s"'<>(),;:=/]+@[^\s"'<>(),;:]+\.[^\s"'<>(),;:]+`), gone}, // mail addresses
	{regexp.MustCompile(`\?[^\s"']+`), "?" + gone},                                   // queries
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+\S+`), "$1 " + gone},
	{regexp.MustCompile(`(?i)\b(sk|rk|pk|whsec)_\w+`), gone},
	{regexp.MustCompile(`"[^"]*[^a-z_."][^"]*"`), `"` + gone + `"`}, // values, but not names of tables and the like
	{regexp.MustCompile(`=\([^)]*\)`), "=(" + gone + ")"},           // PostgreSQL: Key (email)=(…)
}

// word is long enough to be a key, a token or an id.
var (
	word  = regexp.MustCompile(`[\w+=-]{20,}`)
	digit = regexp.MustCompile(`\d`)
)

// Scrub takes out of a text what may be a secret or a person's.
func Scrub(text string) string {
	if len(text) > longest {
		text = text[:longest] + gone
	}
	for _, s := range scrubs {
		text = s.pattern.ReplaceAllString(text, s.by)
	}
	return word.ReplaceAllStringFunc(text, func(w string) string {
		if digit.MatchString(w) {
			return gone
		}
		return w
	})
}
