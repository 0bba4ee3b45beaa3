package stores

import (
	"strings"
	"unicode"
)

// prose is plain text of several lines without what nobody sees: control
// characters, blanks at the ends of lines, empty lines in a row.
func prose(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, text)
	lines := strings.Split(text, "\n")
	out := lines[:0]
	for _, line := range lines {
		line = strings.TrimRight(line, " ")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// oneLine is prose without line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(prose(text)), " ") }
